import { addDays, addMonths, lastOfMonth, plainDate, yearOf } from '../../../kernel/plain-date.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { drawCompany } from '../names.ts';
import { incomeRow } from '../rows.ts';
import {
  TRAP,
  expectAlert,
  expectSilence,
  identityOf,
  write,
  type Scenario,
  type Stage,
} from '../scenario.ts';
import { monthsBack } from './plain-event.ts';

const SOURCE = 'tax.income';
const RULE = 'income-over-line';
const WORKING = { age: [22, 66] } as const;
/** 1,595 yuan × 1.5, in fen: the contract's defaults, stated again on purpose. */
const LINE = 239_250;
const WAGE = '工资薪金所得';

type Pay = {
  fen: number;
  monthsAgo?: number;
  from?: PlainDate;
  to?: PlainDate;
  item?: string;
  withholder?: string;
};

/** Pays of one withholder unless they name another. */
function pay(stage: Stage, withholder: string, pays: readonly Pay[]): void {
  for (const one of pays) {
    const from = one.from ?? monthsBack(stage, one.monthsAgo ?? 2);
    const row = incomeRow(stage.random, identityOf(stage.subject), { withholder, ...one, from });
    write(stage, SOURCE, row);
  }
}

function over(
  id: string,
  perThousand: number,
  pays: (stage: Stage) => Pay[],
  monthsAgo = 2,
): Scenario {
  return {
    id: `income.${id}`,
    perThousand,
    demand: WORKING,
    plant(stage) {
      const withholder = drawCompany(stage.random);
      pay(stage, withholder, pays(stage));
      expectAlert(stage, RULE, [SOURCE], monthsBack(stage, monthsAgo), withholder);
    },
  };
}

function under(
  id: string,
  perThousand: number,
  why: string,
  pays: (stage: Stage) => Pay[],
): Scenario {
  return {
    id: `income.${id}`,
    perThousand,
    demand: WORKING,
    plant(stage) {
      pay(stage, drawCompany(stage.random), pays(stage));
      expectSilence(stage, RULE, why);
    },
  };
}

function wage(stage: Stage): number {
  return stage.random.int(260_000, 900_000);
}

export const INCOME_SCENARIOS: readonly Scenario[] = [
  over('one-month-only', 1, (stage) => [{ fen: wage(stage) }]),
  over('every-month', 1, (s) => [4, 3, 2].map((monthsAgo) => ({ fen: wage(s), monthsAgo })), 4),
  over('under-then-over', 0.1, (stage) => [
    { fen: 200_000, monthsAgo: 3 },
    { fen: wage(stage), monthsAgo: 2 },
  ]),
  over('one-fen-over', TRAP, () => [{ fen: LINE + 1 }]),
  over('two-half-months', 0.1, (stage) => {
    const first = monthsBack(stage, 2);
    const middle = addDays(first, 14);
    return [
      { fen: 150_000, from: first, to: middle },
      { fen: 160_000, from: addDays(middle, 1), to: lastOfMonth(first) },
    ];
  }),
  over('two-kinds-of-one-withholder', TRAP, () => [
    { fen: 150_000 },
    { fen: 120_000, item: '全年一次性奖金收入' },
  ]),
  over(
    'across-two-months',
    TRAP,
    (stage) => {
      const from = addDays(monthsBack(stage, 3), 15);
      return [{ fen: wage(stage), from, to: addDays(from, 29) }];
    },
    3,
  ),
  over('reversed-in-part', TRAP, () => [{ fen: 500_000 }, { fen: -100_000 }]),
  over('manuscript-of-exactly-the-one-off-line', TRAP, () => [{ fen: 500_000, item: '稿酬所得' }]),
  over('large-service-fee', 0.1, () => [{ fen: 3_000_000, item: '劳务报酬所得' }]),
  over('small-manuscript-beside-a-wage', TRAP, () => [
    { fen: 480_000, item: '稿酬所得', monthsAgo: 3 },
    { fen: 300_000, monthsAgo: 2 },
  ]),

  under('exactly-the-line', 0.1, 'NOT_OVER_THE_LINE', () => [{ fen: LINE }]),
  under('small-wage', 1.5, 'NOT_OVER_THE_LINE', (s) => [{ fen: s.random.int(20_000, 230_000) }]),
  under('of-a-year', 0.3, 'LONGER_PERIOD', (stage) => {
    const year = yearOf(stage.asOf) - 1;
    const [from, to] = [plainDate(`${year}-01-01`), plainDate(`${year}-12-31`)];
    return [{ fen: 9_600_000, from, to }];
  }),
  under('of-a-quarter', 0.1, 'LONGER_PERIOD', (stage) => {
    const from = monthsBack(stage, 4);
    return [{ fen: 2_700_000, from, to: lastOfMonth(addMonths(from, 2)) }];
  }),
  under('manuscript-under-the-one-off-line', 0.2, 'ONE_OFF_UNDER_ITS_LINE', () => [
    { fen: 480_000, item: '稿酬所得' },
  ]),
  under('service-fee-one-fen-under', TRAP, 'ONE_OFF_UNDER_ITS_LINE', () => [
    { fen: 499_999, item: '劳务报酬所得' },
  ]),
  under('small-fee-beside-a-small-wage', TRAP, 'ONE_OFF_UNDER_ITS_LINE', () => [
    { fen: 200_000 },
    { fen: 300_000, item: '劳务报酬所得' },
  ]),
  under('reversed', 0.2, 'REVERSED', () => [{ fen: 600_000 }, { fen: -600_000 }]),
  under('reversed-under-the-line', 0.1, 'REVERSED', () => [{ fen: 500_000 }, { fen: -300_000 }]),
  under('of-two-withholders-each-under', 0.2, 'TWO_WITHHOLDERS', (stage) => [
    { fen: 150_000 },
    { fen: 160_000, withholder: `${drawCompany(stage.random)}分公司` },
  ]),
  {
    id: 'income.told-twice-with-different-amounts',
    perThousand: TRAP,
    demand: WORKING,
    plant(stage) {
      const from = monthsBack(stage, 2);
      const withholder = drawCompany(stage.random);
      for (const fen of [400_000, 700_000]) {
        const income = { fen, withholder, from, item: WAGE };
        const row = incomeRow(stage.random, identityOf(stage.subject), income);
        write(stage, SOURCE, row, 'CONFLICTING_ROW');
      }
      expectSilence(stage, RULE, 'CONFLICTING_ROW');
    },
  },
  {
    id: 'income.amount-in-words',
    perThousand: TRAP,
    demand: WORKING,
    plant(stage) {
      const income = { fen: 0, withholder: drawCompany(stage.random), from: monthsBack(stage, 2) };
      const row = incomeRow(stage.random, identityOf(stage.subject), income);
      write(stage, SOURCE, { ...row, 收入额: '五千元' }, 'AMOUNT_INVALID');
      expectSilence(stage, RULE, 'AMOUNT_INVALID');
    },
  },
];
