import type { SourceFact } from '../sources/source-fact.ts';
import type { JudgedHit, ReviewReason } from './hits.ts';
import type { CoveredPerson } from './person-state.ts';

/** Whom a record is about, as its own cells write it; null where it says nothing. */
export type RecordPerson = {
  name: string;
  idNumber: string | null;
  birthDate: string | null;
  sex: string | null;
  phone: string | null;
  address: string | null;
};

/** One comparison's share of a score: bits for (or, negative, against) one person, with three decimals. */
export type ScorePart = {
  comparison: string;
  title: { zh: string; en: string };
  weight: number;
  /** The record's side and the person's, masked for show. */
  left: string | null;
  right: string | null;
};

export type Score = {
  /** The sum of the parts. */
  bits: number;
  parts: ScorePart[];
  modelVersion: string;
};

/** A record and a recipient who may be the person it is about: for a reviewer to judge, never for a street. */
export type ReviewCandidate = {
  rowNo: number;
  part: number;
  person: CoveredPerson;
  reason: ReviewReason;
  recordName: string;
  record: RecordPerson;
  fact: SourceFact;
  naturalKey: string;
  /** Null: the number is equal, and nothing was scored. */
  score: Score | null;
};

/** The pair of a hit whose number is equal while something else is not. */
export function candidateOf(
  judged: Extract<JudgedHit, { tier: 'REVIEW' }> & { person: CoveredPerson },
): ReviewCandidate {
  const { hit, person, reason, recordName, recordParty, fact, naturalKey } = judged;
  const { name, birthDate, sex } = recordParty;
  return {
    rowNo: hit.rowNo,
    part: hit.part,
    person,
    reason,
    recordName,
    record: { name, idNumber: hit.matchKey, birthDate, sex, phone: null, address: null },
    fact,
    naturalKey,
    score: null,
  };
}
