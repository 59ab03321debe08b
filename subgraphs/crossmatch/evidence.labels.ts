import { formatYuan } from '../../kernel/money.ts';
import type { SourceFact } from './sources/source-fact.ts';

/** One thing that a record says: its field, the column's Chinese name, and its value as read aloud. */
export type EvidenceItem = { name: string; label: string; value: string };

type FieldOf<Fact> = Fact extends unknown ? Exclude<keyof Fact, 'source'> : never;
type FactField = FieldOf<SourceFact>;

const WORDS: Readonly<Partial<Record<FactField, Readonly<Record<string, string>>>>> = {
  employmentType: {
    UNIT: '单位就业',
    FLEXIBLE: '灵活就业',
    PUBLIC_WELFARE: '公益性岗位',
    SELF_EMPLOYED: '个体经营',
  },
  status: { PAYING: '参保缴费', SUSPENDED: '暂停缴费', TERMINATED: '终止缴费' },
  acquisition: {
    PURCHASE: '买卖',
    INHERITANCE: '继承',
    GIFT: '赠与',
    RESETTLEMENT: '拆迁安置',
    SELF_BUILT: '自建',
    PUBLIC_TENANCY: '公房承租',
  },
  role: { OPERATOR: '经营者', LEGAL_REPRESENTATIVE: '法定代表人', SHAREHOLDER: '股东' },
  registration: { ACTIVE: '存续', DEREGISTERED: '注销', LICENCE_REVOKED: '吊销' },
  measure: { PRISON: '不在家共同生活', OTHER: '不影响共同生活' },
  civilStatus: { MARRIED: '结婚', DIVORCED: '离婚' },
};

// The order is the order in which a record is read: who, what, when, how much.
const LABELS: Readonly<Record<FactField, string>> = {
  employer: '用人单位名称',
  payer: '缴费单位',
  withholder: '扣缴义务人',
  business: '市场主体名称',
  school: '学校',
  spouse: '对方证件号（已遮盖）',
  creditCode: '统一社会信用代码',
  taxpayerNo: '纳税人识别号',
  unitNo: '不动产单元号',
  address: '坐落',
  toAddress: '迁入地址',
  toArea: '迁入地区划代码',
  residence: '居住街道',
  employmentType: '就业类型',
  kind: '参保险种',
  status: '缴费状态',
  item: '所得项目',
  rightType: '权利类型',
  acquisition: '取得方式',
  share: '份额',
  businessType: '主体类型',
  role: '角色',
  contribution: '出资比例',
  registration: '登记状态',
  measure: '共同生活情况',
  civilStatus: '登记类型',
  educationLevel: '学历层次',
  studyStatus: '状态',
  moveReason: '迁移原因',
  diedOn: '死亡日期',
  cancelledOn: '注销日期',
  crematedOn: '火化日期',
  certificateNo: '死亡证明编号',
  funeralHome: '殡仪馆',
  revoked: '撤销标志',
  startedOn: '就业登记日期',
  endedOn: '终止日期',
  startMonth: '缴费起始年月',
  endMonth: '缴费截止年月',
  periodFrom: '税款所属期起',
  periodTo: '税款所属期止',
  amountFen: '收入额（元）',
  registeredOn: '登记时间',
  foundedOn: '成立日期',
  changedOn: '变更日期',
  movedOn: '迁移日期',
  termFrom: '起始日期',
  termTo: '截止日期',
  civilStatusOn: '登记日期',
  enrolledOn: '入学日期',
  recognisedOn: '认定日期',
};

/**
 * A stored fact as a flat list of what it says, with the columns' Chinese names. What is missing is
 * left out; amounts are in yuan with two decimals, months as YYYY-MM.
 */
export function evidenceItems(data: unknown): EvidenceItem[] {
  if (typeof data !== 'object' || data === null) return [];
  const given = data as Readonly<Record<string, unknown>>;
  const fields = Object.keys(LABELS) as FactField[];
  return fields.flatMap((name) => {
    const value = spoken(name, given[name]);
    return value === null ? [] : [{ name, label: LABELS[name], value }];
  });
}

function spoken(name: FactField, value: unknown): string | null {
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return name === 'amountFen' ? formatYuan(value) : String(value);
  if (typeof value !== 'string') return null;
  if (name === 'startMonth' || name === 'endMonth') return value.slice(0, 7);
  return WORDS[name]?.[value] ?? value;
}
