import type { Encoding } from './writers.ts';

export type SourceCode =
  | 'public-security.death'
  | 'civil-affairs.cremation'
  | 'human-resources.employment'
  | 'human-resources.social-insurance'
  | 'tax.income'
  | 'housing.property'
  | 'market-regulation.registration'
  | 'public-security.migration'
  | 'justice.imprisonment'
  | 'civil-affairs.marriage'
  | 'education.enrolment'
  | NeedListCode;

/** Lists of people who may need aid. */
export const NEED_LIST_CODES = [
  'health.major-illness',
  'disabled-federation.severe',
  'human-resources.unemployment',
] as const;
export type NeedListCode = (typeof NEED_LIST_CODES)[number];

export type SourceFile = {
  source: SourceCode;
  columns: readonly string[];
  mode: 'delta' | 'snapshot';
  format: 'xlsx' | Encoding;
  lineEnd: '\n' | '\r\n';
  /** Rows about strangers: so many, and so many more per recipient. */
  strangers: readonly [number, number];
  /** An extra column that the contract does not know. */
  extra: string | null;
};

function columns(text: string): string[] {
  return text.split(' ');
}

/** The extracts, each with the columns of its contract and the habits of its department. */
export const SOURCE_FILES: readonly SourceFile[] = [
  {
    source: 'public-security.death',
    columns: columns(
      '姓名 公民身份号码 性别 出生日期 死亡日期 注销日期 死亡证明编号 登记机关 撤销标志',
    ),
    mode: 'delta',
    format: 'utf-8',
    lineEnd: '\n',
    strangers: [1_500, 0.15],
    extra: null,
  },
  {
    source: 'civil-affairs.cremation',
    columns: columns(
      '逝者姓名 证件类型 身份证号 性别 出生日期 死亡日期 火化日期 殡仪馆 户籍地址 经办家属姓名',
    ),
    mode: 'delta',
    format: 'utf-8-bom',
    lineEnd: '\r\n',
    strangers: [1_200, 0.13],
    extra: '经办人签字',
  },
  {
    source: 'human-resources.employment',
    columns: columns('姓名 证件号码 用人单位名称 统一社会信用代码 就业登记日期 就业类型 终止日期'),
    mode: 'delta',
    format: 'gb18030',
    lineEnd: '\r\n',
    strangers: [1_500, 0.7],
    extra: '备注',
  },
  {
    source: 'human-resources.social-insurance',
    columns: columns(
      '姓名 证件号码 参保险种 缴费单位 统一社会信用代码 缴费起始年月 缴费截止年月 缴费状态 缴费基数',
    ),
    mode: 'delta',
    format: 'utf-8',
    lineEnd: '\n',
    strangers: [2_500, 2.5],
    extra: null,
  },
  {
    source: 'tax.income',
    columns: columns(
      '姓名 证件类型 证件号码 扣缴义务人 纳税人识别号 所得项目 税款所属期起 税款所属期止 收入额',
    ),
    mode: 'delta',
    format: 'gb18030',
    lineEnd: '\r\n',
    strangers: [2_500, 3],
    extra: '序号',
  },
  {
    source: 'housing.property',
    columns: columns(
      '权利人 证件种类 证件号 不动产单元号 坐落 建筑面积 权利类型 共有情况 份额 取得方式 登记时间',
    ),
    mode: 'delta',
    format: 'xlsx',
    lineEnd: '\n',
    strangers: [1_500, 0.4],
    extra: '备注',
  },
  {
    source: 'market-regulation.registration',
    columns: columns(
      '姓名 证件号码 市场主体名称 统一社会信用代码 主体类型 角色 出资比例 成立日期 登记状态 变更日期',
    ),
    mode: 'delta',
    format: 'xlsx',
    lineEnd: '\n',
    strangers: [1_200, 0.2],
    extra: '所属区',
  },
  {
    source: 'public-security.migration',
    columns: columns(
      '姓名 公民身份号码 迁出地址 迁出地区划代码 迁入地址 迁入地区划代码 迁移日期 迁移原因',
    ),
    mode: 'delta',
    format: 'gb18030',
    lineEnd: '\n',
    strangers: [1_200, 0.2],
    extra: null,
  },
  {
    source: 'justice.imprisonment',
    columns: columns('姓名 公民身份号码 执行方式 起始日期 截止日期 执行机关'),
    mode: 'snapshot',
    format: 'utf-8',
    lineEnd: '\r\n',
    strangers: [1_200, 0.05],
    extra: null,
  },
  {
    source: 'civil-affairs.marriage',
    columns: columns('男方姓名 男方身份证号 女方姓名 女方身份证号 登记类型 登记日期 登记机关'),
    mode: 'delta',
    format: 'utf-8-bom',
    lineEnd: '\n',
    strangers: [1_200, 0.1],
    extra: '备注',
  },
  {
    source: 'education.enrolment',
    columns: columns('姓名 公民身份号码 学历层次 学校 入学日期 状态'),
    mode: 'snapshot',
    format: 'gb18030',
    lineEnd: '\r\n',
    strangers: [1_200, 0.1],
    extra: null,
  },
  ...NEED_LIST_CODES.map((source, index): SourceFile => ({
    source,
    columns: columns('姓名 公民身份号码 认定日期 类别 等级 居住街道'),
    mode: 'snapshot',
    format: (['utf-8', 'gb18030', 'utf-8-bom'] as const)[index] ?? 'utf-8',
    lineEnd: '\n',
    strangers: [300, 0.05],
    extra: null,
  })),
];
