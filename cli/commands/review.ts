import type { PlainDate } from '../../kernel/plain-date.ts';
import type { Agreement } from '../../subgraphs/crossmatch/review-agreement.ts';
import { listReviews, type ReviewLine } from '../alert-list.ts';
import { dayOf, wholeNumber } from '../arguments.ts';
import { UsageError, type Command, type Invocation } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { explainReviews, printExplained } from '../review-explain.ts';
import { withHub } from '../with-hub.ts';
import { say, type MessageKey } from '../messages.ts';
import type { Output } from '../output.ts';

export const reviewCommand: Command = {
  name: 'review',
  args: '[action]',
  help: {
    zh: '列出待人工复核的记录，或复核的一致性',
    en: 'list record pairs that wait for a person, or how far reviewers agree',
  },
  actions: [
    {
      name: 'explain',
      help: {
        zh: '抽样说明证据强度，并核对全部已存的',
        en: 'a sample of scores explained, and all stored ones added up',
      },
    },
  ],
  options: [
    {
      name: 'open',
      help: { zh: '只列待复核的（默认）', en: 'only those that wait (the default)' },
    },
    {
      name: 'agreement',
      help: {
        zh: '两人独立复核的一致率与 κ 系数',
        en: 'percent agreement and kappa of pairs that two judged blind',
      },
    },
    { name: 'from', value: 'DATE', help: { zh: '自这一天起', en: 'from this day on' } },
    { name: 'to', value: 'DATE', help: { zh: '至这一天', en: 'until this day' } },
    {
      name: 'sample',
      value: 'N',
      help: { zh: 'explain：抽取几对（默认 20）', en: 'explain: how many pairs (default 20)' },
    },
    {
      name: 'seed',
      value: 'N',
      help: { zh: 'explain：随机种子（默认 1）', en: 'explain: the seed (default 1)' },
    },
  ],
  async run(invocation) {
    const { args, output, flag } = invocation;
    const [action] = args;
    if (action !== undefined) return explain(invocation, action);
    if (!flag('agreement')) {
      printReviews(output, await withHub('review', {}, listReviews));
      return EXIT.ok;
    }
    const window: { from: PlainDate | null; to: PlainDate | null } = {
      from: dayOf(invocation, 'from') ?? null,
      to: dayOf(invocation, 'to') ?? null,
    };
    printAgreement(
      output,
      await withHub('review', {}, ({ actor, crossmatch }) =>
        crossmatch.reviewAgreement.measure(actor, window),
      ),
    );
    return EXIT.ok;
  },
};

async function explain(invocation: Invocation, action: string): Promise<ExitCode> {
  const { output } = invocation;
  if (action !== 'explain') {
    const problem = { name: 'review', choices: 'explain', value: action };
    throw new UsageError(say(output.language, 'notOneOf', problem));
  }
  const size = wholeNumber(invocation, 'sample', { least: 0, most: 10_000, otherwise: 20 });
  const seed = wholeNumber(invocation, 'seed', { least: 0, most: 2 ** 31 - 1, otherwise: 1 });
  const explained = await withHub('review', {}, (hub) => explainReviews(hub, { size, seed }));
  printExplained(output, explained);
  return explained.unequal.length === 0 ? EXIT.ok : EXIT.truthMissed;
}

function printReviews(output: Output, reviews: readonly ReviewLine[]): void {
  output.document(reviews);
  const keys: MessageKey[] = [
    'source',
    'household',
    'idNumber',
    'name',
    'recordName',
    'reason',
    'score',
  ];
  output.table(
    keys.map((key) => say(output.language, key)),
    reviews.map((review) => [
      review.source,
      review.householdNo,
      review.idNumberMasked,
      review.name,
      review.recordName,
      review.reason,
      review.score === null ? '' : review.score.toFixed(3),
    ]),
  );
  output.line(say(output.language, 'count', { count: reviews.length }));
}

function printAgreement(output: Output, agreement: Agreement): void {
  output.document(agreement);
  const { n, agreed } = agreement;
  const percent = (share: number | null) => (share === null ? '–' : `${(share * 100).toFixed(1)}%`);
  const kappa = (value: number | null) => (value === null ? '–' : value.toFixed(3));
  output.line(
    say(output.language, 'reviewAgreement', {
      n,
      agreed,
      share: percent(agreement.share),
      shareLow: percent(agreement.shareLow),
      shareHigh: percent(agreement.shareHigh),
      kappa: kappa(agreement.kappa),
      kappaLow: kappa(agreement.kappaLow),
      kappaHigh: kappa(agreement.kappaHigh),
    }),
  );
}
