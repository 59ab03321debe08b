import type { Fen } from '../../../kernel/money.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';

/**
 * What one party of an accepted row is said to have done: the few fields the rules use, and nothing
 * that names the party. JSON-serialisable; kept in `matched_fact.data` when the row matches.
 */
export type SourceFact =
  | DeathFact
  | CremationFact
  | MigrationFact
  | EmploymentFact
  | SocialInsuranceFact
  | IncomeFact
  | PropertyFact
  | RegistrationFact
  | ImprisonmentFact
  | MarriageFact
  | EnrolmentFact
  | NeedFact;

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

/** 户口迁移 */
export type MigrationFact = {
  source: 'public-security.migration';
  movedOn: PlainDate;
  toAddress: string;
  /** 迁入地区划代码: 6, 9 or 12 digits. */
  toArea: string;
  moveReason: string | null;
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

/** 市场主体登记 */
export type RegistrationFact = {
  source: 'market-regulation.registration';
  business: string;
  creditCode: string;
  /** 主体类型, as written. */
  businessType: string;
  /** 经营者 | 法定代表人 | 股东 */
  role: 'OPERATOR' | 'LEGAL_REPRESENTATIVE' | 'SHAREHOLDER';
  /** 出资比例, as written. */
  contribution: string | null;
  foundedOn: PlainDate;
  /** 存续 | 注销 | 吊销 */
  registration: 'ACTIVE' | 'DEREGISTERED' | 'LICENCE_REVOKED';
  changedOn: PlainDate | null;
};

/** 刑罚执行; which measure it is beyond serving in prison is not kept, nor who carries it out. */
export type ImprisonmentFact = {
  source: 'justice.imprisonment';
  /** 监狱服刑, or anything else. */
  measure: 'PRISON' | 'OTHER';
  termFrom: PlainDate;
  termTo: PlainDate | null;
};

/** 婚姻登记 */
export type MarriageFact = {
  source: 'civil-affairs.marriage';
  /** 结婚 | 离婚 */
  civilStatus: 'MARRIED' | 'DIVORCED';
  /** The other party's number, masked; never the name. */
  spouse: string;
  civilStatusOn: PlainDate;
};

/** 学籍 */
export type EnrolmentFact = {
  source: 'education.enrolment';
  /** 学历层次, as written. */
  educationLevel: string;
  school: string | null;
  enrolledOn: PlainDate;
  /** 状态, as written. */
  studyStatus: string | null;
};

/** Lists of people who may be in need: 重病, 重残, 失业. */
export type NeedList =
  'health.major-illness' | 'disabled-federation.severe' | 'human-resources.unemployment';

/** A line of such a list: whom to visit where. Which illness or disability it is, nobody needs for that. */
export type NeedFact = {
  source: NeedList;
  recognisedOn: PlainDate;
  /** 居住街道, as written. */
  residence: string | null;
};
