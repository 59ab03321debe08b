/** One side, standardised: row n (from 1) is entry n-1 of every column. */
export type Records = {
  ids: readonly string[];
  codes: ReadonlyMap<string, Int32Array>;
  /** For fields whose items are blocked on one by one: (row, item) pairs. */
  items: ReadonlyMap<string, { row: Int32Array; item: Int32Array }>;
};
