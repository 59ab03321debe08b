/** A map of bounded size that forgets what was not used lately: verified tokens, parsed queries. */
export type BoundedCache<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
};

/**
 * Creates a cache of at most `limit` entries. It keeps two generations: when the young one has filled half
 * the limit it becomes the old one, and what nobody asks for again goes with the next change. That is
 * nearly least-recently-used, at the price of one look-up.
 */
export function createBoundedCache<Value>(limit: number): BoundedCache<Value> {
  const half = Math.max(1, Math.floor(limit / 2));
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  function set(key: string, value: Value): void {
    if (young.size >= half && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }
  return {
    get(key) {
      const known = young.get(key);
      if (known !== undefined) return known;
      const remembered = old.get(key);
      if (remembered !== undefined) set(key, remembered);
      return remembered;
    },
    set,
  };
}
