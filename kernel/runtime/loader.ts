import DataLoader from 'dataloader';

/** Loads many keys in one go; keys that are missing (or out of the actor's scope) are not in the map. */
export type FetchByKey<Value> = (keys: readonly string[]) => Promise<Map<string, Value>>;

/** One statement for all keys of one tick; what is absent is null. Made anew for each request. */
export function loadByKey<Value>(fetch: FetchByKey<Value>): DataLoader<string, Value | null> {
  return new DataLoader(
    async (keys) => {
      const found = await fetch(keys);
      return keys.map((key) => found.get(key) ?? null);
    },
    // PostgreSQL takes 65,535 parameters; far fewer keep a plan readable.
    { maxBatchSize: 1000 },
  );
}

/** Like `loadByKey` for lists: what is absent is an empty list. */
export function loadListByKey<Value>(fetch: FetchByKey<Value[]>): DataLoader<string, Value[]> {
  return new DataLoader(
    async (keys) => {
      const found = await fetch(keys);
      return keys.map((key) => found.get(key) ?? []);
    },
    { maxBatchSize: 1000 },
  );
}

/** Rows gathered under a key, in the order they came. */
export function groupBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** Rows under their unique key. */
export function indexBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}
