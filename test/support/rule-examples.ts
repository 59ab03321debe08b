import { expect, test } from 'vitest';
import { plainDate } from '../../kernel/plain-date.ts';
import type {
  Finding,
  Rule,
  RuleInput,
  RulePerson,
  StandingFact,
} from '../../subgraphs/crossmatch/rule.ts';
import type { Told } from './told-facts.ts';

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

const PERSON: RulePerson = {
  name: '王桂兰',
  formerName: null,
  streetCode: '310106011',
  coveredFrom: plainDate('2022-03-01'),
  since: plainDate('2026-01-12'),
};
const AS_OF = plainDate('2026-11-05');
const PARAMETERS: Record<string, number> = {
  'socialInsurance.lookBackMonths': 3,
  'income.perHeadLine': 1595,
  'income.factor': 1.5,
  'income.oneOffLine': 5000,
  'repeat.quietMonths': 6,
  'business.minShare': 10,
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
  const facts = example.facts.map(
    ({ data, replaced, periodEnd = '2026-10-31' }, i): StandingFact => ({
      id: `fact-${i}`,
      naturalKey: `key-${i}`,
      periodEnd: plainDate(periodEnd),
      current: replaced !== true,
      data,
    }),
  );
  return {
    person: { ...PERSON, ...example.person },
    facts: Object.freeze(facts),
    asOf: example.asOf === undefined ? AS_OF : plainDate(example.asOf),
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
