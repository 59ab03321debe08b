import { JOBS } from '../../subgraphs/crossmatch/jobs/index.ts';
import { createJobRunner } from '../../subgraphs/crossmatch/jobs/run-job.ts';
import { AS_OF, asOfDay } from '../arguments.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withHub } from '../hub.ts';
import { say } from '../messages.ts';

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
    const names = JOBS.map((job) => job.name);
    for (const [given, words] of [
      [action, ['run']],
      [name, names],
    ] as const) {
      if (words.includes(given)) continue;
      const choices = words.join('|');
      const problem = { name: 'job', choices, value: given };
      throw new UsageError(say(output.language, 'notOneOf', problem));
    }
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
