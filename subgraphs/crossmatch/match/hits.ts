import type { PlainDate } from '../../../kernel/plain-date.ts';
import { birthDateOf, sexOf } from '../../../kernel/id-number.ts';
import { compareNames } from '../../../kernel/person-name.ts';
import { rowEvaluator } from '../../../kernel/tabular/evaluate-row.ts';
import type { Party, Source } from '../sources/source.ts';
import type { SourceFact } from '../sources/source-fact.ts';

/** A staged row whose number is a recipient's. */
export type Hit = {
  rowNo: number;
  part: number;
  cells: readonly string[];
  matchKey: string;
  personId: string;
  name: string;
  formerName: string | null;
};

/** What a record says of the person beyond the number; null where it says nothing. */
export type Agreement = {
  nameFolded: boolean;
  birthDate: true | null;
  sex: true | null;
};

export type ReviewReason =
  | 'NAME_DIFFERS'
  | 'FORMER_NAME'
  | 'HOMOPHONE'
  | 'STAND_IN'
  | 'BIRTH_DATE_CONTRADICTS'
  | 'SEX_CONTRADICTS'
  | ScoredReason;

/** Why a record without a usable number is asked about at all: the scored evidence is strong. */
type ScoredReason = 'NUMBER_MISSING' | 'NUMBER_MASKED' | 'NUMBER_WRONG' | 'NUMBER_DIFFERS';

/** A hit, judged: an exact match carries its fact, anything else is for a person to judge. */
export type JudgedHit = { hit: Hit; naturalKey: string; fact: SourceFact } & (
  | { tier: 'EXACT'; agreement: Agreement }
  | {
      tier: 'REVIEW';
      reason: ReviewReason;
      recordName: string;
      recordParty: Pick<Party, 'name' | 'birthDate' | 'sex'>;
    }
);

const RESIDENT_NUMBER = /^\d{17}[\dX]$/;

/**
 * Judges the hits of one source (extracts.md, "Names and numbers that count as equal"): number and name
 * equal is EXACT, unless the record's own birth date or sex contradicts the number. A row that its
 * contract no longer accepts is left out: null.
 */
export function hitJudge(source: Source, asOf: PlainDate): (hit: Hit) => JudgedHit | null {
  const evaluate = rowEvaluator(source.contract, asOf);
  return (hit) => {
    const result = evaluate(hit.cells);
    if (!result.ok) return null;
    const party = source.parties(result.row).find(({ part }) => part === hit.part);
    if (!party) return null;
    const judged = {
      hit,
      naturalKey: source.naturalKey(result.row, hit.part),
      fact: source.fact(result.row, hit.part),
    };
    const tier = tierOf(hit, party);
    if (tier.tier === 'EXACT') return { ...judged, ...tier };
    const recordName = source.writtenName?.(result.row) ?? party.name;
    return { ...judged, ...tier, recordName, recordParty: party };
  };
}

function tierOf(
  hit: Hit,
  party: Party,
): { tier: 'EXACT'; agreement: Agreement } | { tier: 'REVIEW'; reason: ReviewReason } {
  const names = compareNames(party.name, hit);
  if (!names.equal) return { tier: 'REVIEW', reason: names.reason };
  const resident = RESIDENT_NUMBER.test(hit.matchKey);
  if (resident && party.birthDate !== null && party.birthDate !== birthDateOf(hit.matchKey)) {
    return { tier: 'REVIEW', reason: 'BIRTH_DATE_CONTRADICTS' };
  }
  if (resident && party.sex !== null && party.sex !== sexOf(hit.matchKey)) {
    return { tier: 'REVIEW', reason: 'SEX_CONTRADICTS' };
  }
  const agreement: Agreement = {
    nameFolded: names.folded,
    birthDate: resident && party.birthDate !== null ? true : null,
    sex: resident && party.sex !== null ? true : null,
  };
  return { tier: 'EXACT', agreement };
}
