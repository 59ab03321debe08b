/**
 * Seeded numbers in [0, 1): the same seed gives the same sequence on every machine. Mulberry32; no secret depends
 * on it.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many of the items, which are distinct, each as likely as any other, in the order drawn. */
export function drawSome<T>(items: readonly T[], size: number, random: () => number): T[] {
  const drawn = new Set<T>();
  while (drawn.size < Math.min(size, items.length)) {
    const at = Math.floor(random() * items.length);
    for (const one of items.slice(at, at + 1)) drawn.add(one);
  }
  return [...drawn];
}
