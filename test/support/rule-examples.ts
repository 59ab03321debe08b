import { expect, test } from 'vitest';
import { plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import type {
  Finding,
  Rule,
  RuleInput,
  RulePerson,
  StandingFact,
} from '../../subgraphs/crossmatch/rule.ts';
import type {
  CremationFact,
  DeathFact,
  EmploymentFact,
  IncomeFact,
  PropertyFact,
  SocialInsuranceFact,
  SourceFact,
} from '../../subgraphs/crossmatch/sources/source-fact.ts';

/** A fact as an example writes it: the source, what matters here, and whether a newer one replaced it. */
export type Told<F extends SourceFact = SourceFact> = {
  data: F;
  replaced?: boolean;
};

/** What a finding comes down to in a table. */
type Outcome = {
  key: string;
  /** The raising dates; 'holds' when an open alert merely stands, or the reason of its withdrawal. */
  on: string[] | 'holds' | Finding['withdrawn'];
  severity?: string;
  alertClass?: string | null;
  reason?: string | null;
  endedOn?: string | null;
  evidence?: number;
};

type Example = {
  name: string;
  facts: readonly Told[];
  person?: Partial<RulePerson>;
  asOf?: string;
  finds: readonly Outcome[];
};

export const day = plainDate;

const PERSON: RulePerson = {
  name: '王桂兰',
  formerName: null,
  coveredFrom: day('2022-03-01'),
  since: day('2026-01-12'),
};
const AS_OF = day('2026-11-05');
const PARAMETERS: Record<string, number> = {
  'socialInsurance.lookBackMonths': 3,
  'income.perHeadLine': 1595,
  'income.factor': 1.5,
  'income.oneOffLine': 5000,
  'repeat.quietMonths': 6,
};

/** The default parameters of the contract. */
export const parameters = {
  get(code: string) {
    const value = PARAMETERS[code];
    if (value === undefined) throw new Error(`no parameter ${code}`);
    return { value };
  },
};

/**
 * One test per example, and with each the promises every rule keeps: pure, independent of the order of
 * facts, one finding per fact key, never about the future, and no number of a person in what it tells.
 */
export function checkRule(rule: Rule, examples: readonly Example[]): void {
  test.each(examples.map((example) => [example.name, example] as const))('%s', (_name, example) => {
    const input = inputOf(example);
    const findings = rule.decide(input);
    expect(findings.map((finding, i) => outcomeOf(finding, example.finds[i]))).toEqual(
      example.finds,
    );
    keepsPromises(rule, input, findings);
  });
}

function keepsPromises(rule: Rule, input: RuleInput, findings: readonly Finding[]): void {
  expect(rule.decide(input)).toEqual(findings);
  expect(comparable(rule.decide({ ...input, facts: [...input.facts].reverse() }))).toEqual(
    comparable(findings),
  );
  expect(new Set(findings.map((finding) => finding.factKey)).size).toBe(findings.length);
  for (const { raisesOn, dates, evidence, factKey } of findings) {
    for (const date of raisesOn) {
      expect(date <= input.asOf).toBe(true);
      expect(dates).toContain(date);
    }
    expect([factKey, ...rule.tell(evidence)].join('\n')).not.toMatch(/\d{15}|\d{17}[\dX]/);
  }
}

function comparable(findings: readonly Finding[]): unknown[] {
  return findings
    .map((finding) => ({
      ...finding,
      dates: [...finding.dates].sort(),
      evidence: finding.evidence.map((fact) => fact.id).sort(),
    }))
    .sort((a, b) => (a.factKey < b.factKey ? -1 : 1));
}

function inputOf(example: Example): RuleInput {
  const facts = example.facts.map(({ data, replaced }, i): StandingFact => ({
    id: `fact-${i}`,
    naturalKey: `key-${i}`,
    periodEnd: day('2026-10-31'),
    current: replaced !== true,
    data,
  }));
  return {
    person: { ...PERSON, ...example.person },
    facts: Object.freeze(facts),
    asOf: example.asOf === undefined ? AS_OF : day(example.asOf),
    parameters,
  };
}

function outcomeOf(finding: Finding, asked: Outcome | undefined): Outcome {
  const told = {
    severity: finding.severity,
    alertClass: finding.alertClass,
    reason: finding.reason,
    endedOn: finding.endedOn,
    evidence: finding.evidence.length,
  };
  const standing = finding.raisesOn.length > 0 ? [...finding.raisesOn] : ('holds' as const);
  return {
    key: finding.factKey,
    on: finding.withdrawn ?? standing,
    ...Object.fromEntries(Object.entries(told).filter(([name]) => asked && name in asked)),
  };
}

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

/** A whole month as a period. */
export function month(first: string): { from: PlainDate; to: PlainDate } {
  const last =
    { '02': '28', '04': '30', '06': '30', '09': '30', '11': '30' }[first.slice(5)] ?? '31';
  return { from: day(`${first}-01`), to: day(`${first}-${last}`) };
}
