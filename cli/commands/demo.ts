import { performance } from 'node:perf_hooks';
import type { RunningHub } from '../../gateway/all-in-one.ts';
import { HubError } from '../../kernel/errors.ts';
import { readHubEnv } from '../../kernel/runtime/env.ts';
import { wholeNumber } from '../arguments.ts';
import type { Command } from '../command.ts';
import { grantDemoAgreements } from '../demo-agreements.ts';
import { printAlertTable, printComparison, printOneAlert } from '../demo-report.ts';
import { runDemo, type DemoRun } from '../demo-run.ts';
import { FEWEST_RECIPIENTS } from '../district/generate.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../messages.ts';
import type { Output } from '../output.ts';
import { printMatchReport } from '../match-report.ts';
import { printReports } from '../reports.ts';
import { stopSignal } from '../stop-signal.ts';
import { EXAMPLE_DAY } from './generate-district.ts';

const SEED = 20_261_105;
const RECIPIENTS = 9_000;
const TOKEN_HOURS = 24;

export const demoCommand: Command = {
  name: 'demo',
  help: {
    zh: '从空机器到预警：虚构一个区，受理、比对、对答案，然后启动服务',
    en: 'from an empty machine to alerts: a synthetic district, compared, checked, served',
  },
  options: [
    {
      name: 'no-serve',
      help: { zh: '完成后退出，不启动服务', en: 'end afterwards instead of serving' },
    },
    {
      name: 'recipients',
      value: 'N',
      help: { zh: '保障对象人数（默认 9000）', en: 'how many covered people (default 9000)' },
    },
  ],
  async run(invocation) {
    const { output, flag } = invocation;
    const { language } = output;
    const started = performance.now();
    const seconds = (): string => ((performance.now() - started) / 1_000).toFixed(1);
    const recipients = wholeNumber(invocation, 'recipients', {
      least: FEWEST_RECIPIENTS,
      most: 1_000_000,
      otherwise: RECIPIENTS,
    });
    // Its roster would end every household and case that it does not list: all the real ones.
    if (readHubEnv(undefined, 'subgraph').production)
      throw new HubError('ENV_INVALID', { problems: '演示会写入虚构的台账，不能用于生产环境' });
    output.line(say(language, 'demoStarts', { recipients }));
    const { openHub } = await import('../hub.ts');
    const hub = await openHub('demo', { asOf: EXAMPLE_DAY });
    let server: RunningHub | null = null;
    try {
      const request = { seed: SEED, recipients, asOf: EXAMPLE_DAY };
      const run = await runDemo(hub, request, invocation);
      printRun(output, run);
      await grantDemoAgreements(hub);
      output.line(say(language, 'demoQuestion', { folder: `${hub.env.dataDir}/demo` }));
      output.line(say(language, 'demoDone', { seconds: seconds() }));
      const { truth, alerts, ...rest } = run;
      output.document({ ...rest, recipients: truth.recipients, alerts: alerts.length });
      if (flag('no-serve')) return run.comparison.exact ? EXIT.ok : EXIT.truthMissed;
      // Started before the hub is closed: the embedded database keeps a user and stays up.
      const { startAllInOne } = await import('../../gateway/all-in-one.ts');
      server = await startAllInOne({ env: { ...hub.env, logLevel: hub.logLevel } });
      await printWelcome(output, server, run);
      output.line(say(language, 'demoServing', { seconds: seconds() }));
    } finally {
      await hub.close();
    }
    await stopSignal();
    await server.close();
    return EXIT.ok;
  },
};

function printRun(output: Output, run: DemoRun): void {
  const { language } = output;
  output.line(say(language, run.generated ? 'demoGenerated' : 'demoKnown'));
  output.line();
  printReports(output, [...run.intake, ...run.ingest]);
  output.line();
  printMatchReport(output, run.match);
  output.line();
  printAlertTable(output, run.alerts);
  output.line();
  printOneAlert(output, run.alerts);
  output.line();
  printComparison(output, run.comparison);
  output.line();
}

/** Where to look, and a token per role: pasted into a header, or opened as a link. */
async function printWelcome(output: Output, server: RunningHub, run: DemoRun): Promise<void> {
  const { language } = output;
  output.line(say(language, 'serving', { url: `${server.url}/ide/` }));
  const issuer = server.localIssuer;
  if (!issuer) return;
  if (server.signInUrl) output.line(say(language, 'signInAt', { url: server.signInUrl }));
  const street = busiestStreet(run);
  const accounts = [
    { role: 'CASE_OFFICER', streetCode: street },
    { role: 'OFFICE_HEAD', streetCode: street },
    { role: 'BUREAU_SUPERVISOR' },
    { role: 'MATCH_REVIEWER' },
    { role: 'LIAISON', departmentCode: 'public-security' },
    { role: 'LIAISON', departmentCode: 'trade-union' },
    { role: 'ANALYST' },
    { role: 'AUDITOR' },
  ] as const;
  output.line(say(language, 'tokensFollow', { hours: TOKEN_HOURS }));
  for (const account of accounts) {
    const subject = `demo-${account.role.toLowerCase()}`;
    const token = await issuer.issueToken({ ...account, subject, hours: TOKEN_HOURS });
    const place = placeOf(account);
    output.line(`\n${account.role}${place}\n${server.url}/ide/#token=${token}`);
  }
  output.line();
}

function placeOf(account: object): string {
  const { streetCode, departmentCode } = account as Partial<Record<string, string>>;
  const place = streetCode ?? departmentCode;
  return place === undefined ? '' : ` ${place}`;
}

function busiestStreet({ alerts }: DemoRun): string {
  const counts = new Map<string, number>();
  for (const { street } of alerts) counts.set(street, (counts.get(street) ?? 0) + 1);
  const [busiest] = [...counts].sort(([, one], [, other]) => other - one);
  return busiest?.[0] ?? '';
}
