import { addDays, plainDate } from '../../kernel/plain-date.ts';
import { drawAddress, drawCompany } from './names.ts';
import { at } from './random.ts';
import type { Cells } from './rows.ts';
import { NEED_LIST_CODES, type NeedListCode, type SourceCode } from './sources.ts';
import type { Setting } from './strangers.ts';

/** One way for a row to be wrong: the code it must be set aside for, and what comes of a good row. */
export type Fault = { code: string; spoil(cells: Cells, setting: Setting): Cells[] };

/** What every department gets wrong, with the headers of the source at hand. */
export function faultsOf(source: SourceCode): readonly Fault[] {
  const { name, ids, day, dayCode } = FIELDS[source];
  const misspell = (cells: Cells, spoil: (id: string) => string): Cells[] => [
    { ...cells, ...Object.fromEntries(ids.map((id) => [id, spoil(text(cells, id))])) },
  ];
  const faults: Fault[] = [
    { code: 'TEXT_FORBIDDEN', spoil: (c) => [{ ...c, [name]: `${text(c, name)}\u202e` }] },
    { code: 'TEXT_FORBIDDEN', spoil: (c) => [{ ...c, [name]: `甲\t${text(c, name)}` }] },
    {
      code: 'REQUIRED_MISSING',
      spoil: (c, { random }) => [{ ...c, [name]: random.pick(['', '-', '无', '/']) }],
    },
    { code: 'ID_LENGTH', spoil: (c) => misspell(c, (id) => id.slice(0, 17)) },
    { code: 'ID_CHECKSUM', spoil: (c) => misspell(c, lastDigitOff) },
    {
      code: 'ID_CHECKSUM',
      spoil: (c) => misspell(c, (id) => `${id.slice(0, 10)}A${id.slice(11)}`),
    },
    {
      code: 'DATE_INVALID',
      spoil: (c) => [{ ...c, [day]: dayCode === 'month' ? '2026-13' : '2026-02-30' }],
    },
    { code: 'DATE_INVALID', spoil: (c) => [{ ...c, [day]: '上月' }] },
    { code: 'DUPLICATE_ROW', spoil: (c) => [c, { ...c }] },
    ...(isNeedList(source)
      ? []
      : [
          {
            code: 'CONFLICTING_ROW',
            spoil: (c: Cells, setting: Setting) => [c, contradict(source, c, setting)],
          },
        ]),
    ...OWN_FAULTS[source],
  ];
  return source === 'civil-affairs.cremation'
    ? faults
    : [...faults, { code: 'ID_MASKED', spoil: (c) => misspell(c, masked) }];
}

const NEED_FIELDS = { name: '姓名', ids: ['公民身份号码'], day: '认定日期' };
const NEED_FAULTS: readonly Fault[] = [
  { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 认定日期: FUTURE }] },
];

type Fields = { name: string; ids: readonly string[]; day: string; dayCode?: 'month' };

const FIELDS: Record<SourceCode, Fields> = {
  'public-security.death': { name: '姓名', ids: ['公民身份号码'], day: '死亡日期' },
  'civil-affairs.cremation': { name: '逝者姓名', ids: ['身份证号'], day: '火化日期' },
  'human-resources.employment': { name: '姓名', ids: ['证件号码'], day: '就业登记日期' },
  'human-resources.social-insurance': {
    name: '姓名',
    ids: ['证件号码'],
    day: '缴费起始年月',
    dayCode: 'month',
  },
  'tax.income': { name: '姓名', ids: ['证件号码'], day: '税款所属期起' },
  'housing.property': { name: '权利人', ids: ['证件号'], day: '登记时间' },
  'market-regulation.registration': { name: '姓名', ids: ['证件号码'], day: '成立日期' },
  'public-security.migration': { name: '姓名', ids: ['公民身份号码'], day: '迁移日期' },
  'justice.imprisonment': { name: '姓名', ids: ['公民身份号码'], day: '起始日期' },
  // One usable number of the two is enough: both are spoilt.
  'civil-affairs.marriage': {
    name: '男方姓名',
    ids: ['男方身份证号', '女方身份证号'],
    day: '登记日期',
  },
  'education.enrolment': { name: '姓名', ids: ['公民身份号码'], day: '入学日期' },
  'health.major-illness': NEED_FIELDS,
  'disabled-federation.severe': NEED_FIELDS,
  'human-resources.unemployment': NEED_FIELDS,
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
  'market-regulation.registration': [
    { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 成立日期: FUTURE, 变更日期: '' }] },
    { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 变更日期: FUTURE }] },
    { code: 'ENUM_UNKNOWN', spoil: (c) => [{ ...c, 登记状态: '正常' }] },
    { code: 'ENUM_UNKNOWN', spoil: (c) => [{ ...c, 角色: '监事' }] },
  ],
  'public-security.migration': [
    { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 迁移日期: FUTURE }] },
    { code: 'ENUM_UNKNOWN', spoil: (c) => [{ ...c, 迁入地区划代码: '31010' }] },
  ],
  'justice.imprisonment': [
    { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 起始日期: FUTURE, 截止日期: '' }] },
    { code: 'DATE_ORDER', spoil: (c) => [{ ...c, 截止日期: '19990101' }] },
    { code: 'ENUM_UNKNOWN', spoil: (c) => [{ ...c, 执行方式: '取保候审' }] },
  ],
  'civil-affairs.marriage': [
    { code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 登记日期: FUTURE }] },
    { code: 'ENUM_UNKNOWN', spoil: (c) => [{ ...c, 登记类型: '复婚' }] },
  ],
  'education.enrolment': [{ code: 'DATE_IN_FUTURE', spoil: (c) => [{ ...c, 入学日期: FUTURE }] }],
  'health.major-illness': NEED_FAULTS,
  'disabled-federation.severe': NEED_FAULTS,
  'human-resources.unemployment': NEED_FAULTS,
};

function isNeedList(source: SourceCode): source is NeedListCode {
  return NEED_LIST_CODES.some((code) => code === source);
}

/** The same natural key with another value. */
function contradict(
  source: Exclude<SourceCode, NeedListCode>,
  cells: Cells,
  { random, period }: Setting,
): Cells {
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
    case 'market-regulation.registration':
      return { ...cells, 市场主体名称: drawCompany(random) };
    case 'public-security.migration':
      return { ...cells, 迁入地址: drawAddress(random) };
    case 'justice.imprisonment':
      return { ...cells, 执行机关: '模拟监狱' };
    case 'civil-affairs.marriage':
      return { ...cells, 登记机关: '模拟区婚姻登记中心' };
    case 'education.enrolment':
      return { ...cells, 学历层次: '函授' };
  }
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
