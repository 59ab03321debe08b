import { addDays, lastOfMonth, type PlainDate } from '../../kernel/plain-date.ts';
import type { Gender } from './id-maker.ts';
import { drawAddress, drawCompany, drawCreditCode, drawName } from './names.ts';
import type { Random } from './random.ts';
import { spellAmount, spellDate, spellMissing, spellMonth } from './spellings.ts';
import { STREETS } from './streets.ts';
import type { Cell } from './writers.ts';

/** What a record says of the person it is about: not always what the roster says. */
export type Identity = { name: string; idNumber: string; birthDate: PlainDate; gender: Gender };
/** One row of an extract by header; a column that is not named stays empty. */
export type Cells = Record<string, Cell>;

/** A row of public-security.death; the registration is cancelled within the week unless said otherwise. */
export function deathRow(
  random: Random,
  who: Identity,
  death: { diedOn: PlainDate; cancelledOn?: PlainDate; revoked?: boolean },
): Cells {
  const cancelledOn = death.cancelledOn ?? addDays(death.diedOn, random.int(0, 6));
  return {
    姓名: who.name,
    公民身份号码: who.idNumber,
    性别: who.gender,
    出生日期: spellDate(random, who.birthDate),
    死亡日期: spellDate(random, death.diedOn),
    注销日期: spellDate(random, cancelledOn),
    死亡证明编号: `SW${random.digits(9)}`,
    登记机关: `${random.pick(STREETS).name}派出所`,
    撤销标志: death.revoked ? '是' : random.pick(['否', '']),
  };
}

/** A row of civil-affairs.cremation; an empty number is written in one of the ways of writing nothing. */
export function cremationRow(
  random: Random,
  who: Identity,
  death: { diedOn: PlainDate; crematedOn?: PlainDate; address?: string },
): Cells {
  return {
    逝者姓名: who.name,
    证件类型: random.chance(0.8) ? '居民身份证' : '',
    身份证号: who.idNumber === '' ? spellMissing(random) : who.idNumber,
    性别: who.gender,
    出生日期: spellDate(random, who.birthDate),
    死亡日期: spellDate(random, death.diedOn),
    火化日期: spellDate(random, death.crematedOn ?? addDays(death.diedOn, random.int(0, 3))),
    殡仪馆: random.pick(['示范殡仪馆', '虚拟殡仪馆']),
    户籍地址: death.address ?? drawAddress(random),
    经办家属姓名: drawName(random, random.pick(['男', '女'] as const), 45),
  };
}

/** A row of human-resources.employment: a job with a unit, and still held, unless said otherwise. */
export function employmentRow(
  random: Random,
  who: Identity,
  job: { registeredOn: PlainDate; employer?: string; kind?: string; endedOn?: PlainDate },
): Cells {
  return {
    姓名: who.name,
    证件号码: who.idNumber,
    用人单位名称: job.employer ?? drawCompany(random),
    统一社会信用代码: drawCreditCode(random),
    就业登记日期: spellDate(random, job.registeredOn),
    就业类型: job.kind ?? '单位就业',
    终止日期: job.endedOn ? spellDate(random, job.endedOn) : spellMissing(random),
  };
}

export const EMPLOYEE_KINDS = ['城镇职工基本养老保险', '职工基本医疗保险', '失业保险'] as const;

/** A row of human-resources.social-insurance: paid at present unless said otherwise. */
export function insuranceRow(
  random: Random,
  who: Identity,
  cover: {
    kind: string;
    payer: string;
    startMonth: PlainDate;
    endMonth?: PlainDate;
    status?: string;
    baseFen?: number;
  },
): Cells {
  return {
    姓名: who.name,
    证件号码: who.idNumber,
    参保险种: cover.kind,
    缴费单位: cover.payer,
    统一社会信用代码: cover.payer.endsWith('公司') ? drawCreditCode(random) : '',
    缴费起始年月: spellMonth(random, cover.startMonth),
    缴费截止年月: cover.endMonth ? spellMonth(random, cover.endMonth) : spellMissing(random),
    缴费状态: cover.status ?? '参保缴费',
    缴费基数: spellAmount(random, cover.baseFen ?? random.int(734_600, 2_800_000)),
  };
}

/** A row of tax.income in fen: a wage for the month of `from` unless said otherwise. */
export function incomeRow(
  random: Random,
  who: Identity,
  income: {
    fen: number;
    withholder: string;
    from: PlainDate;
    to?: PlainDate;
    item?: string;
  },
): Cells {
  return {
    姓名: who.name,
    证件类型: random.chance(0.7) ? '居民身份证' : '',
    证件号码: who.idNumber,
    扣缴义务人: income.withholder,
    纳税人识别号: drawCreditCode(random),
    所得项目: income.item ?? '工资薪金所得',
    税款所属期起: spellDate(random, income.from),
    税款所属期止: spellDate(random, income.to ?? lastOfMonth(income.from)),
    收入额: spellAmount(random, income.fen),
  };
}

/** A row of housing.property: ownership, bought, unless said otherwise; several owners share the cells. */
export function propertyRow(
  random: Random,
  owners: readonly Pick<Identity, 'name' | 'idNumber'>[],
  deed: {
    registeredOn: PlainDate;
    unit?: string;
    address?: string;
    right?: string;
    manner?: string;
    share?: string;
  },
): Cells {
  const manner = deed.manner ?? '买卖';
  return {
    权利人: owners.map((owner) => owner.name).join('、'),
    证件种类: random.chance(0.7) ? '居民身份证' : '',
    证件号: owners.map((owner) => owner.idNumber).join('、'),
    不动产单元号: deed.unit ?? drawUnit(random),
    坐落: deed.address ?? drawAddress(random),
    建筑面积: `${random.int(25, 140)}.${random.digits(2)}`,
    权利类型: deed.right ?? '国有建设用地使用权/房屋所有权',
    共有情况: deed.share ? '按份共有' : owners.length > 1 ? '共同共有' : '单独所有',
    份额: deed.share ?? '',
    取得方式: manner,
    // A workbook keeps some dates as dates and some as text.
    登记时间: random.chance(0.4)
      ? new Date(`${deed.registeredOn}T00:00:00Z`)
      : spellDate(random, deed.registeredOn),
  };
}

/** Shaped like a property unit number. */
export function drawUnit(random: Random): string {
  return `310199${random.digits(6)}GB${random.digits(5)}F${random.digits(8)}`;
}
