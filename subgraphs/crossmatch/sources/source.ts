import type { Sex } from '../../../kernel/id-number.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { reasonRank, type Contract, type SetAsideCode } from '../../../kernel/tabular/contract.ts';
import type { SourceFact } from './source-fact.ts';

/** Whom a row is about: one person, or one of several owners. */
export type Party = {
  /** Position in the row, from 0. */
  part: number;
  name: string;
  /** The string persons are compared by; null: no usable number, the review path only. */
  matchKey: string | null;
  /** What is wrong with the number when there is no match key; REQUIRED_MISSING when it is blank. */
  idProblem: SetAsideCode | null;
  /** The number was written with 15 digits. */
  converted: boolean;
  /** What the record itself says; the number may say otherwise. */
  birthDate: PlainDate | null;
  sex: Sex | null;
};

/**
 * A department's extract as data: where it comes from, its columns, and what a row says of whom.
 * Economic facts are compared only under a valid authorisation (003 二(七)); statutory ones always. A need
 * list goes the other way round: it is held against the people on aid to find who is not (003 二(四)).
 */
export type Source<Row = unknown> = {
  code: string;
  departmentCode: string;
  title: string;
  comparison: 'STATUTORY' | 'ECONOMIC' | 'UNCOVERED';
  contract: Contract<Row>;
  parties(row: Row): Party[];
  /** Where a row writes whom it is about, person by person: for rows whose number leads to nobody. */
  written: readonly WrittenColumns[];
  /** The name as the record writes it, where one cell names several people; by default the party's. */
  writtenName?(row: Row): string;
  /**
   * What the row tells of, for one party: two rows of one key and other values conflict (extracts.md, "Natural keys"),
   * and a later batch's row of the same key is the same fact told again.
   */
  naturalKey(row: Row, part: number): string;
  /** False for a row that conflicts with none, such as a reversal (冲红). */
  mayConflict?(row: Row): boolean;
  fact(row: Row, part: number): SourceFact;
  /**
   * For sources whose files are very large: what, beyond every cell for itself, makes a row acceptable, when one
   * person's number alone is its natural key. Absent: every row is read the ordinary way.
   */
  plain?: PlainRule | undefined;
};

/** One person's columns by their keys. */
export type WrittenColumns = {
  name: string;
  id: string;
  birthDate?: string;
  sex?: string;
  /** What the column itself says: 男方 is a man. */
  sexIs?: '男' | '女';
  phone?: string;
  address?: string;
  /** Each cell holds several persons', split by 、. */
  several?: true;
};

/** Columns by their keys: the number, days that may not lie after the as-of day, pairs of days in their order. */
export type PlainRule = {
  id: string;
  notAfterAsOf: readonly string[];
  inOrder: readonly (readonly [string, string])[];
};

/** The first reason, in the order of judgement, of those that apply. */
export function firstReason(
  ...reasons: (SetAsideCode | null | false | undefined)[]
): SetAsideCode | null {
  let first: SetAsideCode | null = null;
  for (const reason of reasons) {
    if (!reason) continue;
    if (first === null || reasonRank(reason) < reasonRank(first)) first = reason;
  }
  return first;
}

/** Whether both days are known and the first is later. */
export function isAfter(a: PlainDate | null | undefined, b: PlainDate | null | undefined): boolean {
  return a != null && b != null && a > b;
}

/** Parts of a key, joined by a character that no cell can hold. */
export function keyOf(...parts: (string | null)[]): string {
  return parts.map((part) => part ?? '').join('\u001d');
}
