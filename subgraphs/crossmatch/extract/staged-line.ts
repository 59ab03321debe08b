/** Separates the cells of a staged row: no accepted cell can hold it, so nothing needs quoting. */
export const CELL = '\u001f';

/** One party of a row as it is staged. */
export type StagedParty = {
  /** The row's number in its block, from 1. */
  row: number;
  part: number;
  matchKey: string | null;
  /** Null: the match key is the natural key too. */
  key: string | null;
  problem: string | null;
  cells: string;
};
