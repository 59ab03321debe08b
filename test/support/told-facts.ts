import { plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import type {
  CremationFact,
  DeathFact,
  EmploymentFact,
  EnrolmentFact,
  ImprisonmentFact,
  IncomeFact,
  MarriageFact,
  MigrationFact,
  PropertyFact,
  RegistrationFact,
  SocialInsuranceFact,
  SourceFact,
} from '../../subgraphs/crossmatch/sources/source-fact.ts';

/** A fact as an example writes it: the source, what matters here, and whether a newer one replaced it. */
export type Told<F extends SourceFact = SourceFact> = {
  data: F;
  replaced?: boolean;
  /** The last day of its batch's period; October otherwise. */
  periodEnd?: string;
};

export const day = plainDate;

const AS_OF = day('2026-11-05');

/** A row of public-security.death. */
export function death(
  diedOn: string,
  more: { revoked?: boolean; replaced?: boolean } = {},
): Told<DeathFact> {
  const { revoked = false, replaced = false } = more;
  return {
    replaced,
    data: {
      source: 'public-security.death',
      diedOn: day(diedOn),
      cancelledOn: AS_OF,
      revoked,
      certificateNo: 'SW625994093',
    },
  };
}

/** A row of civil-affairs.cremation. */
export function cremation(diedOn: string): Told<CremationFact> {
  return {
    data: {
      source: 'civil-affairs.cremation',
      diedOn: day(diedOn),
      crematedOn: AS_OF,
      funeralHome: '示范殡仪馆',
    },
  };
}

/** A row of human-resources.employment. */
export function job(startedOn: string, more: Partial<EmploymentFact> = {}): Told<EmploymentFact> {
  return {
    data: {
      source: 'human-resources.employment',
      employer: '上海示范有限公司',
      creditCode: null,
      startedOn: day(startedOn),
      employmentType: 'UNIT',
      endedOn: null,
      ...more,
    },
  };
}

/** A row of human-resources.social-insurance; `startMonth` is 'YYYY-MM'. */
export function insurance(
  startMonth: string,
  more: Partial<SocialInsuranceFact> = {},
): Told<SocialInsuranceFact> {
  return {
    data: {
      source: 'human-resources.social-insurance',
      kind: '城镇职工基本养老保险',
      payer: '上海示范有限公司',
      creditCode: null,
      startMonth: day(`${startMonth}-01`),
      endMonth: null,
      status: 'PAYING',
      ...more,
    },
  };
}

/** A row of tax.income; the amount in yuan. */
export function income(
  yuan: number,
  period: { from: string; to: string },
  more: { item?: string; withholder?: string } = {},
): Told<IncomeFact> {
  const { item = '工资薪金所得', withholder = '上海示范有限公司' } = more;
  return {
    data: {
      source: 'tax.income',
      withholder,
      taxpayerNo: null,
      item,
      periodFrom: day(period.from),
      periodTo: day(period.to),
      amountFen: Math.round(yuan * 100),
    },
  };
}

/** A row of housing.property. */
export function property(
  registeredOn: string,
  more: Partial<PropertyFact> = {},
): Told<PropertyFact> {
  return {
    data: {
      source: 'housing.property',
      unitNo: '310199604397GB70095F72589066',
      address: '试验新街767弄18号406室',
      rightType: '国有建设用地使用权/房屋所有权',
      share: null,
      acquisition: 'PURCHASE',
      registeredOn: day(registeredOn),
      ...more,
    },
  };
}

/** A row of public-security.migration. */
export function move(
  movedOn: string,
  toArea: string,
  more: Partial<MigrationFact> = {},
): Told<MigrationFact> {
  return {
    data: {
      source: 'public-security.migration',
      movedOn: day(movedOn),
      toAddress: '样本西路12弄3号405室',
      toArea,
      moveReason: null,
      ...more,
    },
  };
}

/** A row of market-regulation.registration: an operator's, of a business that exists. */
export function business(
  foundedOn: string,
  more: Partial<RegistrationFact> = {},
  told: { replaced?: boolean; periodEnd?: string } = {},
): Told<RegistrationFact> {
  return {
    ...told,
    data: {
      source: 'market-regulation.registration',
      business: '上海示范有限公司',
      creditCode: '91310199MALGJBA90K',
      businessType: '有限责任公司',
      role: 'OPERATOR',
      contribution: null,
      foundedOn: day(foundedOn),
      registration: 'ACTIVE',
      changedOn: null,
      ...more,
    },
  };
}

/** A row of justice.imprisonment. */
export function term(
  termFrom: string,
  more: Partial<ImprisonmentFact> = {},
): Told<ImprisonmentFact> {
  return {
    data: {
      source: 'justice.imprisonment',
      measure: 'PRISON',
      termFrom: day(termFrom),
      termTo: null,
      ...more,
    },
  };
}

/** A row of civil-affairs.marriage, as it concerns one of the two. */
export function wedding(
  civilStatusOn: string,
  more: Partial<MarriageFact> = {},
): Told<MarriageFact> {
  return {
    data: {
      source: 'civil-affairs.marriage',
      civilStatus: 'MARRIED',
      spouse: '310199********0024',
      civilStatusOn: day(civilStatusOn),
      ...more,
    },
  };
}

/** A row of education.enrolment: a master's student's. */
export function enrolment(
  enrolledOn: string,
  more: Partial<EnrolmentFact> = {},
): Told<EnrolmentFact> {
  return {
    data: {
      source: 'education.enrolment',
      educationLevel: '硕士研究生',
      school: '样本师范大学',
      enrolledOn: day(enrolledOn),
      studyStatus: '在读',
      ...more,
    },
  };
}

/** A whole month as a period. */
export function month(first: string): { from: PlainDate; to: PlainDate } {
  const last =
    { '02': '28', '04': '30', '06': '30', '09': '30', '11': '30' }[first.slice(5)] ?? '31';
  return { from: day(`${first}-01`), to: day(`${first}-${last}`) };
}
