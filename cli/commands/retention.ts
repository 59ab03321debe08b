import { createJobRunner, type JobReport } from '../../subgraphs/crossmatch/jobs/run-job.ts';
import type { PreviewedClass } from '../../subgraphs/crossmatch/retention.service.ts';
import type { ClassReport } from '../../subgraphs/crossmatch/retention/purge.ts';
import { AS_OF, asOfDay, wholeNumber } from '../arguments.ts';
import { UsageError, type Command, type Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Hub } from '../hub.ts';
import { say, type MessageKey } from '../messages.ts';
import type { Output } from '../output.ts';
import { withHub } from '../with-hub.ts';

const ACTIONS = ['list', 'run', 'certificates'] as const;
const MOST_CERTIFICATES = 1_000;

export const retentionCommand: Command = {
  name: 'retention',
  args: '<action>',
  help: {
    zh: '留存：list 期限表与到期数目（不清理），run 清理到期数据，certificates 清理凭证',
    en: 'retention: list the schedule and what is due (purges nothing), run it, list the certificates',
  },
  options: [
    AS_OF,
    { name: 'class', value: 'CODE', help: { zh: '只列此类别的凭证', en: 'of this class only' } },
    { name: 'limit', value: 'N', help: { zh: '至多几份（默认 20）', en: 'at most (default 20)' } },
  ],
  async run(invocation) {
    const { args, output } = invocation;
    const action = ACTIONS.find((one) => one === args[0]);
    if (action === undefined) {
      const choices = ACTIONS.join('|');
      const problem = { name: 'retention', choices, value: args[0] ?? '' };
      throw new UsageError(say(output.language, 'notOneOf', problem));
    }
    const asOf = asOfDay(invocation);
    await withHub('retention', asOf ? { asOf } : {}, async (hub) => {
      if (action === 'list') await list(hub, output);
      if (action === 'run') await run(hub, output);
      if (action === 'certificates') await certificates(hub, invocation);
    });
    return EXIT.ok;
  },
};

async function list({ crossmatch, actor, asOf }: Hub, output: Output): Promise<void> {
  const classes = await crossmatch.retention.preview(actor, asOf);
  output.document({ asOf, classes });
  const keys: MessageKey[] = [
    ...(['retentionClass', 'title', 'retentionTerm', 'retentionBasis', 'runsFrom'] as const),
    ...(['dueNow', 'heldBack'] as const),
  ];
  output.table(
    headerOf(output, keys),
    classes.map((one) => lineOf(output, one)),
  );
}

function lineOf(output: Output, { code, title, term, runsFrom, now }: PreviewedClass): string[] {
  return [
    code,
    title,
    term === null ? say(output.language, 'keptForGood') : `${term.value} ${term.unit}`,
    term === null ? '' : `${term.instrument}${term.article}`,
    runsFrom,
    String(now?.due ?? ''),
    String(now?.held ?? ''),
  ];
}

async function run({ crossmatchDeps, asOf }: Hub, output: Output): Promise<void> {
  const report = await createJobRunner(crossmatchDeps).run('retention', { asOf });
  output.document(report);
  const { filesRemoved, classes } = resultOf(report);
  const keys: MessageKey[] = ['retentionClass', 'purged', 'heldBack', 'rows'];
  if (classes.length === 0) output.line(say(output.language, 'retentionNothing'));
  else output.table(headerOf(output, keys), classes.map(purgedLine));
  const issued = classes.reduce((sum, one) => sum + one.certificates, 0);
  const done = { asOf, certificates: issued, files: filesRemoved };
  output.line(say(output.language, 'retentionDone', done));
}

function purgedLine({ class: code, keys, held, counts }: ClassReport): string[] {
  return [code, String(keys), String(held), countsText(counts)];
}

/** Nothing where another worker holds the day or has done it. */
function resultOf({ report }: JobReport): { filesRemoved: number; classes: ClassReport[] } {
  const empty = { filesRemoved: 0, classes: [] };
  return { ...empty, ...(report as { filesRemoved: number; classes: ClassReport[] } | null) };
}

async function certificates({ crossmatch, actor }: Hub, invocation: Invocation): Promise<void> {
  const { output, value } = invocation;
  const bounds = { least: 1, most: MOST_CERTIFICATES, otherwise: 20 };
  const limit = wholeNumber(invocation, 'limit', bounds);
  const stretch = { after: null, before: null, limit, inverted: false };
  const found = await crossmatch.retention.certificates(actor, value('class') ?? null, stretch);
  output.document(
    found.map((one) => ({ ...one, auditEventId: one.auditEventId?.toString() ?? null })),
  );
  const keys: MessageKey[] = [
    'issuedAt',
    'retentionClass',
    'purged',
    'heldBack',
    'rows',
    'certificate',
  ];
  output.table(
    headerOf(output, keys),
    found.map((one) => [
      one.issuedAt.toISOString(),
      one.classCode,
      String(one.keys),
      String(one.held),
      countsText(one.counts as Record<string, number>),
      one.auditEventId?.toString() ?? one.id,
    ]),
  );
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function headerOf({ language }: Output, keys: readonly MessageKey[]): string[] {
  return keys.map((key) => say(language, key));
}
