import { JOBS } from '../../subgraphs/crossmatch/jobs/index.ts';
import { createJobRunner } from '../../subgraphs/crossmatch/jobs/run-job.ts';
import { AS_OF, asOfDay } from '../arguments.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withHub } from '../with-hub.ts';
import { say } from '../messages.ts';
import type { Output } from '../output.ts';

export const jobCommand: Command = {
  name: 'job',
  args: '<action> <name>',
  help: {
    zh: '立即执行一个定时任务：job run 名称',
    en: 'run a scheduled job now: job run NAME',
  },
  options: [AS_OF],
  async run(invocation) {
    const { args, output } = invocation;
    const [action = '', name = ''] = args;
    requireWord(output, action, ['run']);
    requireWord(
      output,
      name,
      JOBS.map((job) => job.name),
    );
    const asOf = asOfDay(invocation);
    const report = await withHub('job', asOf ? { asOf } : {}, (hub) =>
      createJobRunner(hub.crossmatchDeps).run(name, asOf ? { asOf } : {}),
    );
    output.document(report);
    const { job, status } = report;
    output.line(say(output.language, 'jobDone', { job, asOf: report.asOf, status }));
    return EXIT.ok;
  },
};

function requireWord(output: Output, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  const choices = words.join('|');
  throw new UsageError(say(output.language, 'notOneOf', { name: 'job', choices, value }));
}
