import { formatYuan, type Fen } from '../../../kernel/money.ts';
import {
  addMonths,
  daysBetween,
  firstOfMonth,
  type PlainDate,
} from '../../../kernel/plain-date.ts';
import {
  currentOf,
  factsOf,
  groupBy,
  organisationKey,
  type ClosedFact,
  type Finding,
  type Rule,
  type RuleInput,
  type RuleParameters,
  type StandingFact,
  type IncomeFact,
} from '../rule.ts';

type Income = StandingFact<IncomeFact>;
type Month = { month: PlainDate; rows: Income[]; total: Fen };

const LONGEST_MONTH_DAYS = 31;
const FEN_PER_YUAN = 100;

/**
 * 扣缴收入: what one withholder paid in one month is over the line (003 三(三)). An amount keeps its own
 * period: a longer one is told as evidence and never divided into months (domain rule 7).
 */
export const incomeOverLine: Rule = {
  id: 'income-over-line',
  family: 'income-over-line',
  severity: 'NORMAL',
  title: '单月收入超过预警线',
  article: '《关于进一步规范社会救助管理工作的通知》三（三）',
  text: '同一扣缴义务人单月支付的收入合计超过低保标准的规定倍数的，由街道核实家庭收入变化。超过一个月的所属期不折算到月。',
  sources: ['tax.income'],
  finishWithin: null,
  comparison: 'ECONOMIC',
  decide,
  quiet: quietForMonths,
  tell: tellIncome,
};

function decide({ facts, asOf, parameters }: RuleInput): Finding[] {
  const line = lineOf(parameters);
  const income = currentOf(factsOf(facts, 'tax.income'));
  const byWithholder = groupBy(income, ({ data }) => organisationKey(data.withholder));
  return [...byWithholder].map(([factKey, rows]): Finding => {
    const monthly = rows.filter(isMonthly);
    const months = monthsOf(withoutSmallOneOffs(monthly, parameters));
    const over = months.filter(({ total }) => total > line);
    const dates = over.map(({ month }) => month);
    return {
      factKey,
      raisesOn: dates.filter((month) => month <= asOf),
      dates,
      firmDate: false,
      severity: 'NORMAL',
      alertClass: null,
      reason: null,
      evidence: [...over.flatMap((month) => month.rows), ...rows.filter((row) => !isMonthly(row))],
      endedOn: null,
      withdrawn: null,
      whenDateGone: monthly.some(({ data }) => data.amountFen < 0) ? 'REVERSED' : 'SUPERSEDED',
    };
  });
}

function lineOf(parameters: RuleParameters): Fen {
  const yuan = parameters.get('income.perHeadLine').value * parameters.get('income.factor').value;
  return Math.round(yuan * FEN_PER_YUAN);
}

function isMonthly({ data }: Income): boolean {
  return daysBetween(data.periodFrom, data.periodTo) + 1 <= LONGEST_MONTH_DAYS;
}

/** A period that crosses two months belongs to the month it starts in. */
function monthsOf(rows: readonly Income[]): Month[] {
  const byMonth = groupBy(rows, ({ data }) => firstOfMonth(data.periodFrom));
  return [...byMonth.values()]
    .map((group) => ({
      month: firstOfMonth((group[0] as Income).data.periodFrom),
      rows: group,
      total: group.reduce((sum, { data }) => sum + data.amountFen, 0),
    }))
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** One-off pay under its own line stays out of the sum, and so does the reversal of such pay. */
function withoutSmallOneOffs(rows: readonly Income[], parameters: RuleParameters): Income[] {
  const oneOffLine = parameters.get('income.oneOffLine').value * FEN_PER_YUAN;
  const byPayment = groupBy(rows, ({ data }) =>
    [data.item, data.periodFrom, data.periodTo].join('|'),
  );
  return [...byPayment.values()].flatMap((group) => {
    const oneOff = group.some(({ data }) => /稿酬|劳务报酬/u.test(data.item));
    const net = group.reduce((sum, { data }) => sum + data.amountFen, 0);
    const onlyReversals = group.every(({ data }) => data.amountFen < 0);
    return oneOff && (onlyReversals ? -net : net) < oneOffLine ? [] : group;
  });
}

/** Months stay quiet from the first one on until the quiet months after the closing are over. */
function quietForMonths(
  date: PlainDate,
  closed: ClosedFact,
  _finding: Finding,
  parameters: RuleParameters,
): boolean {
  const months = parameters.get('repeat.quietMonths').value;
  return date < addMonths(firstOfMonth(closed.closedOn), months);
}

function tellIncome(evidence: readonly StandingFact[]): string[] {
  return factsOf(evidence, 'tax.income').map(
    ({ data }) =>
      `税务部门扣缴申报：${data.withholder}，${data.item}，所属期 ${data.periodFrom} 至 ${data.periodTo}，收入额 ${formatYuan(data.amountFen)} 元。`,
  );
}
