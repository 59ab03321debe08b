import { addDays, daysBetween, type PlainDate } from '../../kernel/plain-date.ts';
import type { Demand, Household, Member } from './household.ts';
import { stranger } from './id-maker.ts';
import { nameApart } from './names.ts';
import { at, type Random } from './random.ts';
import type { Cells, Identity } from './rows.ts';
import type { NeedListCode, SourceCode } from './sources.ts';
import type { ReviewSpelling, SilentSpelling } from './spelling-kinds.ts';
import type { ExpectedAlert, ExpectedReview, Truth } from './truth.ts';

/** A row that somebody placed on purpose, with what must become of it and whom of the roster it is truly about. */
export type PlantedRow = {
  source: SourceCode;
  cells: Cells;
  outcome: string;
  people: readonly string[];
};
export type Period = { first: PlainDate; last: PlainDate };

/** Where one situation is played out: a household made to its demand, and the truth it leaves. */
export type Stage = {
  random: Random;
  asOf: PlainDate;
  period: Period;
  household: Household;
  subject: Member;
  rows: PlantedRow[];
  truth: Pick<Truth, 'alerts' | 'review' | 'reviewOptional' | 'silent' | 'outreach'>;
};

/**
 * One situation of the world, and what a correct hub makes of it. The outcome is stated here by
 * hand, from the contract's words: it must never be computed by the code it will judge.
 */
export type Scenario = {
  id: string;
  /** How often per 1,000 recipients; every situation comes at least once. */
  perThousand: number;
  demand?: Demand | ((random: Random, asOf: PlainDate) => Demand);
  plant(stage: Stage): void;
  /** A second household of the very same demand. */
  companion?(stage: Stage): void;
};

/** Outsiders come from a range of strangers that no other row uses. */
const OUTSIDERS_FROM = 40_000_000;

/** A rare trap: once in a small district, a few times in a large one. */
export const TRAP = 0.04;

/** Puts a row into an extract, with what must become of it; it is about the subject unless said otherwise. */
export function write(
  stage: Stage,
  source: SourceCode,
  cells: Cells,
  outcome = 'ACCEPTED',
  about: readonly Pick<Identity, 'idNumber'>[] = [stage.subject],
): void {
  stage.rows.push({ source, cells, outcome, people: about.map(({ idNumber }) => idNumber) });
}

/** The alert that must stand after the run. */
export function expectAlert(
  stage: Stage,
  rule: string,
  sources: readonly SourceCode[],
  effectiveDate: PlainDate,
  factKey: string,
  more: Partial<Pick<ExpectedAlert, 'severity' | 'class' | 'reason' | 'spelling'>> = {},
): void {
  stage.truth.alerts.push({
    rule,
    ...ofSubject(stage),
    effectiveDate,
    severity: /^(death|cremation|imprisonment)-/.test(rule) ? 'high' : 'normal',
    class: null,
    reason: null,
    factKey,
    sources: [...sources].sort(),
    spelling: 'as-registered',
    ...more,
  });
}

/** The rule must stay silent about this person. */
export function expectSilence(
  stage: Stage,
  rule: string,
  why: string,
  person: Member = stage.subject,
  spelling: SilentSpelling | null = null,
): void {
  const { householdNo } = stage.household;
  stage.truth.silent.push({ rule, householdNo, idNumber: person.idNumber, why, spelling });
}

/** The pair must wait for a person. */
export function expectReview(...pair: Parameters<typeof pairOf>): void {
  const [{ truth }] = pair;
  truth.review.push(pairOf(...pair));
}

/** Somebody looks so much like the record's person that a reviewer may be asked about them too. */
export function allowReview(...pair: Parameters<typeof pairOf>): void {
  const [{ truth }] = pair;
  truth.reviewOptional.push(pairOf(...pair));
}

/** The person must be visited, for this list. */
export function expectVisit(
  stage: Stage,
  source: NeedListCode,
  { idNumber, name }: Pick<Identity, 'idNumber' | 'name'>,
): void {
  stage.truth.outreach.push({ source, idNumber, name });
}

/** Somebody outside the roster, another one for every household and every n below ten. */
export function outsider(stage: Stage, n = 0): Identity {
  const ordinal = Number(stage.household.householdNo.slice(2));
  return { name: nameApart(ordinal * 10 + n), ...stranger(OUTSIDERS_FROM + ordinal * 10 + n) };
}

/** A day of the extracts' month that leaves a week for the paperwork. */
export function eventDay(stage: Stage): PlainDate {
  const span = daysBetween(stage.period.first, stage.period.last);
  return addDays(stage.period.first, stage.random.int(0, span - 7));
}

/** The subject's twin. Throws `RangeError` when the household has none. */
export function otherTwin({ household, subject }: Stage): Member {
  const born = household.members.filter(({ birthDate }) => birthDate === subject.birthDate);
  return at(
    born.filter((member) => member !== subject),
    0,
  );
}

/** What a faultless record says of the subject. */
export function identityOf(member: Member): Identity {
  const { name, idNumber, birthDate, gender } = member;
  return { name, idNumber, birthDate, gender };
}

function pairOf(
  stage: Stage,
  source: SourceCode,
  record: { name: string; idNumber: string },
  spelling: ReviewSpelling,
): ExpectedReview {
  const { name: recordName, idNumber: recordId } = record;
  return { source, ...ofSubject(stage), recordName, recordId, spelling };
}

function ofSubject({ household, subject }: Stage): {
  householdNo: string;
  idNumber: string;
  name: string;
} {
  return {
    householdNo: household.householdNo,
    idNumber: subject.idNumber,
    name: subject.name,
  };
}
