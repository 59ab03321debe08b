import type { Fen } from '../../../kernel/money.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';

/**
 * What one party of an accepted row is said to have done: the few fields the rules use, and nothing
 * that names the party. JSON-serialisable; kept in `matched_fact.data` when the row matches.
 */
export type SourceFact =
  DeathFact | CremationFact | EmploymentFact | SocialInsuranceFact | IncomeFact | PropertyFact;

/** 公安死亡注销 */
export type DeathFact = {
  source: 'public-security.death';
  diedOn: PlainDate;
  cancelledOn: PlainDate;
  /** 撤销标志 是: an earlier registration is revoked. */
  revoked: boolean;
  certificateNo: string | null;
};

/** 殡葬火化 */
export type CremationFact = {
  source: 'civil-affairs.cremation';
  diedOn: PlainDate;
  crematedOn: PlainDate;
  funeralHome: string | null;
};

/** 就业登记 */
export type EmploymentFact = {
  source: 'human-resources.employment';
  employer: string;
  creditCode: string | null;
  startedOn: PlainDate;
  /** 单位就业 | 灵活就业 | 公益性岗位 | 个体经营 */
  employmentType: 'UNIT' | 'FLEXIBLE' | 'PUBLIC_WELFARE' | 'SELF_EMPLOYED';
  endedOn: PlainDate | null;
};

/** 社会保险缴费; 缴费基数 is never kept: it is not a wage. */
export type SocialInsuranceFact = {
  source: 'human-resources.social-insurance';
  /** 参保险种, as written. */
  kind: string;
  payer: string;
  creditCode: string | null;
  /** First day of 缴费起始年月. */
  startMonth: PlainDate;
  /** First day of 缴费截止年月. */
  endMonth: PlainDate | null;
  /** 参保缴费 | 暂停缴费 | 终止缴费 */
  status: 'PAYING' | 'SUSPENDED' | 'TERMINATED';
};

/** 扣缴个税收入 */
export type IncomeFact = {
  source: 'tax.income';
  withholder: string;
  taxpayerNo: string | null;
  /** 所得项目, as written. */
  item: string;
  periodFrom: PlainDate;
  periodTo: PlainDate;
  amountFen: Fen;
};

/** 不动产权利 */
export type PropertyFact = {
  source: 'housing.property';
  unitNo: string | null;
  address: string;
  /** 权利类型, as written: ownership is the text that holds 所有权. */
  rightType: string;
  /** 份额, as written. */
  share: string | null;
  /** 买卖 | 继承 | 赠与 | 拆迁安置 | 自建 | 公房承租 */
  acquisition:
    'PURCHASE' | 'INHERITANCE' | 'GIFT' | 'RESETTLEMENT' | 'SELF_BUILT' | 'PUBLIC_TENANCY';
  registeredOn: PlainDate;
};
