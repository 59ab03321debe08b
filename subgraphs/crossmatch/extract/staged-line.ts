// How a judged party is written for DuckDB. Characters that no accepted cell can hold separate its fields,
// so nothing needs quoting.
export const FIELD = '\u001e';
export const CELL = '\u001f';

/** One party of a row as it is staged. */
export type StagedParty = {
  /** Block and row in the block, with the field separator between. */
  place: string;
  part: number;
  matchKey: string;
  /** Blank: the match key is the natural key too. */
  key: string;
  problem: string;
  cells: string;
};

/** The line of a party: block, row, part, match key, natural key, problem, cells. */
export function stagedLine({ place, part, matchKey, key, problem, cells }: StagedParty): string {
  return `${place}${FIELD}${part}${FIELD}${matchKey}${FIELD}${key}${FIELD}${problem}${FIELD}${cells}\n`;
}
