import { AS_OF, asOfDay } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withHub } from '../with-hub.ts';
import { printMatchReport } from '../match-report.ts';

export const matchCommand: Command = {
  name: 'match',
  help: { zh: '比对已受理的批次，生成预警', en: 'compare what was taken in, and raise alerts' },
  options: [AS_OF],
  async run(invocation) {
    const { output, progress } = invocation;
    const asOf = asOfDay(invocation);
    const report = await withHub('match', asOf ? { asOf } : {}, (hub) =>
      hub.matching.run(hub.actor, {
        asOf: hub.asOf,
        onProgress: ({ done, batches, file }) => progress.update(file, done, batches),
      }),
    );
    progress.clear();
    output.document(report);
    printMatchReport(output, report);
    return EXIT.ok;
  },
};
