import { AS_OF, asOfDay } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withHub } from '../with-hub.ts';
import { printMatchReport } from '../match-report.ts';

export const matchCommand: Command = {
  name: 'match',
  help: { zh: '比对已受理的批次，生成预警', en: 'compare what was taken in, and raise alerts' },
  options: [
    AS_OF,
    {
      name: 'whole',
      help: {
        zh: '名册变动后，与全部人员重新比对（默认只与有变动的人员比对；结果相同）',
        en: 'after a change of the roster compare with everybody again (default: with those who changed; the result is the same)',
      },
    },
  ],
  async run(invocation) {
    const { output, progress } = invocation;
    const asOf = asOfDay(invocation);
    const report = await withHub('match', asOf ? { asOf } : {}, (hub) =>
      hub.matching.run(hub.actor, {
        asOf: hub.asOf,
        whole: invocation.flag('whole'),
        onProgress: ({ done, batches, file }) => progress.update(file, done, batches),
      }),
    );
    progress.clear();
    output.document(report);
    printMatchReport(output, report);
    return EXIT.ok;
  },
};
