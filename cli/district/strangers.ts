import {
  addDays,
  addMonths,
  daysBetween,
  firstOfMonth,
  plainDate,
  type PlainDate,
} from '../../kernel/plain-date.ts';
import { stranger } from './id-maker.ts';
import { drawCompany, drawName, nameApart } from './names.ts';
import { at, type Random } from './random.ts';
import {
  EMPLOYEE_KINDS,
  cremationRow,
  deathRow,
  employmentRow,
  incomeRow,
  insuranceRow,
  propertyRow,
  type Cells,
  type Identity,
} from './rows.ts';
import type { Period } from './scenario.ts';
import type { SourceCode } from './sources.ts';

export type Setting = { random: Random; asOf: PlainDate; period: Period };

/** The rows of the n-th stranger of a source: faultless, and about nobody in the roster. */
export type StrangerRows = (setting: Setting, n: number) => Cells[];

/** Every tenth cremation comes without a number, as they do. */
const WITHOUT_NUMBER = 0.1;

export const STRANGER_ROWS: Record<SourceCode, StrangerRows> = {
  'public-security.death'(setting, n) {
    return [deathRow(setting.random, person(setting.random, n), { diedOn: deathDay(setting) })];
  },
  'civil-affairs.cremation'(setting, n) {
    const { random } = setting;
    const who = person(random, n);
    const diedOn = deathDay(setting);
    if (random.chance(0.02)) {
      const row = cremationRow(random, { ...who, idNumber: `E${random.digits(8)}` }, { diedOn });
      return [{ ...row, 证件类型: '护照', 身份证号: `E${String(n).padStart(8, '0')}` }];
    }
    const nameless = random.chance(WITHOUT_NUMBER);
    return [
      cremationRow(random, nameless ? { ...who, name: nameApart(n), idNumber: '' } : who, {
        diedOn,
      }),
    ];
  },
  'human-resources.employment'(setting, n) {
    const { random } = setting;
    const kind = random.pick(['单位就业', '单位就业', '单位就业', '灵活就业', '个体经营']);
    const registeredOn = dayOfPeriod(setting);
    const ended = random.chance(0.1) ? { endedOn: addDays(registeredOn, 700) } : {};
    return [employmentRow(random, person(random, n), { registeredOn, kind, ...ended })];
  },
  'human-resources.social-insurance'(setting, n) {
    const { random, asOf } = setting;
    const who = person(random, n);
    const flexible = random.chance(0.2);
    const cover = {
      payer: flexible ? random.pick([who.name, '个人缴费', '灵活就业人员']) : drawCompany(random),
      startMonth: firstOfMonth(addMonths(asOf, -random.int(1, 90))),
      baseFen: random.int(734_600, 2_800_000),
    };
    const kinds = EMPLOYEE_KINDS.slice(0, flexible ? 2 : 3);
    return kinds.map((kind) => insuranceRow(random, who, { ...cover, kind }));
  },
  'tax.income'(setting, n) {
    const { random, asOf } = setting;
    const who = person(random, n);
    const withholder = drawCompany(random);
    const from = firstOfMonth(addMonths(asOf, -2));
    return [
      incomeRow(random, who, { fen: random.int(200_000, 2_500_000), withholder, from }),
      ...(random.chance(0.3)
        ? [
            incomeRow(random, who, {
              fen: random.int(200_000, 2_500_000),
              withholder,
              from: addMonths(from, -1),
            }),
          ]
        : []),
    ];
  },
  'housing.property'(setting, n) {
    const { random } = setting;
    const owners = [person(random, n)];
    // The second owner comes from a range of strangers that no other row uses.
    if (random.chance(0.2)) owners.push(person(random, n + 30_000_000));
    const manner = random.pick(['买卖', '买卖', '买卖', '继承', '赠与', '拆迁安置', '公房承租']);
    const registeredOn = dayOfPeriod(setting);
    return [propertyRow(random, owners, { registeredOn, manner, unit: unitOf(random, n) })];
  },
};

/** One way for a row to be wrong: the code it must be set aside for, and what comes of a good row. */
export type Fault = { code: string; spoil(cells: Cells, setting: Setting): Cells[] };

/** What every department gets wrong, with the headers of the source at hand. */
export function faultsOf(source: SourceCode): readonly Fault[] {
  const { name, id, day, dayCode } = FIELDS[source];
  const faults: Fault[] = [
    { code: 'TEXT_FORBIDDEN', spoil: (c) => [{ ...c, [name]: `${text(c, name)}\u202e` }] },
    { code: 'TEXT_FORBIDDEN', spoil: (c) => [{ ...c, [name]: `甲\t${text(c, name)}` }] },
    {
      code: 'REQUIRED_MISSING',
      spoil: (c, { random }) => [{ ...c, [name]: random.pick(['', '-', '无', '/']) }],
    },
    { code: 'ID_LENGTH', spoil: (c) => [{ ...c, [id]: text(c, id).slice(0, 17) }] },
    { code: 'ID_CHECKSUM', spoil: (c) => [{ ...c, [id]: lastDigitOff(text(c, id)) }] },
    {
      code: 'ID_CHECKSUM',
      spoil: (c) => [{ ...c, [id]: `${text(c, id).slice(0, 10)}A${text(c, id).slice(11)}` }],
    },
    {
      code: 'DATE_INVALID',
      spoil: (c) => [{ ...c, [day]: dayCode === 'month' ? '2026-13' : '2026-02-30' }],
    },
    { code: 'DATE_INVALID', spoil: (c) => [{ ...c, [day]: '上月' }] },
    { code: 'DUPLICATE_ROW', spoil: (c) => [c, { ...c }] },
    { code: 'CONFLICTING_ROW', spoil: (c, setting) => [c, contradict(source, c, setting)] },
    ...OWN_FAULTS[source],
  ];
  return source === 'civil-affairs.cremation'
    ? faults
    : [...faults, { code: 'ID_MASKED', spoil: (c) => [{ ...c, [id]: masked(text(c, id)) }] }];
}

const FIELDS: Record<SourceCode, { name: string; id: string; day: string; dayCode?: 'month' }> = {
  'public-security.death': { name: '姓名', id: '公民身份号码', day: '死亡日期' },
  'civil-affairs.cremation': { name: '逝者姓名', id: '身份证号', day: '火化日期' },
  'human-resources.employment': { name: '姓名', id: '证件号码', day: '就业登记日期' },
  'human-resources.social-insurance': {
    name: '姓名',
    id: '证件号码',
    day: '缴费起始年月',
    dayCode: 'month',
  },
  'tax.income': { name: '姓名', id: '证件号码', day: '税款所属期起' },
  'housing.property': { name: '权利人', id: '证件号', day: '登记时间' },
};

const FUTURE = plainDate('2099-01-01');

const OWN_FAULTS: Record<SourceCode, readonly Fault[]> = {
  'public-security.death': [
    { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 死亡日期: FUTURE, 注销日期: FUTURE }] },
    { code: 'DATE_ORDER', spoil: (c) => [{ ...c, 注销日期: '1999年1月1日' }] },
  ],
  'civil-affairs.cremation': [
    { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 死亡日期: FUTURE, 火化日期: FUTURE }] },
    { code: 'DATE_ORDER', spoil: (c) => [{ ...c, 火化日期: '1999/1/1' }] },
  ],
  'human-resources.employment': [
    { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 就业登记日期: FUTURE, 终止日期: '' }] },
    { code: 'DATE_ORDER', spoil: (c) => [{ ...c, 终止日期: '19990101' }] },
    { code: 'ENUM_UNKNOWN', spoil: (c) => [{ ...c, 就业类型: '临时工' }] },
  ],
  'human-resources.social-insurance': [
    { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 缴费起始年月: '209901', 缴费截止年月: '' }] },
    { code: 'DATE_ORDER', spoil: (c) => [{ ...c, 缴费截止年月: '1999年1月' }] },
    { code: 'ENUM_UNKNOWN', spoil: (c) => [{ ...c, 缴费状态: '参保' }] },
    { code: 'AMOUNT_INVALID', spoil: (c) => [{ ...c, 缴费基数: '7,346.123' }] },
  ],
  'tax.income': [
    { code: 'DATE_ORDER', spoil: (c) => [{ ...c, 税款所属期止: '1999-01-31' }] },
    { code: 'AMOUNT_INVALID', spoil: (c) => [{ ...c, 收入额: '约五千' }] },
  ],
  'housing.property': [
    { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 登记时间: FUTURE }] },
    { code: 'ENUM_UNKNOWN', spoil: (c) => [{ ...c, 取得方式: '置换' }] },
    { code: 'CO_OWNER_MISMATCH', spoil: (c) => [{ ...c, 权利人: `${text(c, '权利人')}、甲乙` }] },
  ],
};

/** The same natural key with another value. */
function contradict(source: SourceCode, cells: Cells, { random, period }: Setting): Cells {
  switch (source) {
    case 'public-security.death':
      return { ...cells, 死亡证明编号: `SW${random.digits(9)}` };
    case 'civil-affairs.cremation':
      return { ...cells, 殡仪馆: '模拟殡仪馆' };
    case 'human-resources.employment':
      return { ...cells, 统一社会信用代码: '', 就业类型: '公益性岗位' };
    case 'human-resources.social-insurance':
      return { ...cells, 缴费状态: '暂停缴费' };
    case 'tax.income':
      return { ...cells, 收入额: '1.01' };
    case 'housing.property':
      return { ...cells, 登记时间: addDays(period.first, -40) };
  }
}

function person(random: Random, n: number): Identity {
  const { idNumber, birthDate, gender } = stranger(n);
  return { name: drawName(random, gender, 95 - (n % 75)), idNumber, birthDate, gender };
}

function deathDay({ random, period }: Setting): PlainDate {
  return addDays(period.first, random.int(-20, daysBetween(period.first, period.last) - 9));
}

function dayOfPeriod({ random, period }: Setting): PlainDate {
  return addDays(period.first, random.int(0, daysBetween(period.first, period.last)));
}

function unitOf(random: Random, n: number): string {
  return `310199${random.digits(6)}GB${random.digits(5)}F${String(n).padStart(8, '0')}`;
}

function lastDigitOff(id: string): string {
  const digit = (Number(id[13]) + 1) % 10;
  return id.slice(0, 13) + String(digit) + id.slice(14);
}

function masked(id: string): string {
  return `${id.slice(0, 6)}${'*'.repeat(8)}${id.slice(14, 18)}`;
}

function text(cells: Cells, header: string): string {
  const cell = at([cells[header]], 0);
  return typeof cell === 'string' ? cell : '';
}
