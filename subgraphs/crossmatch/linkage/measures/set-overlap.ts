import { itemsOf } from './text-items.ts';

/** How many items two list values share. */
export function overlap(a: string, b: string): number {
  return shared(itemsOf(a), new Set(itemsOf(b)));
}

/** Jaccard index of two list values: shared items / all items, 0..1; two empty lists are equal. */
export function jaccard(a: string, b: string): number {
  if (a === b) return 1;
  return shareOfAll(new Set(itemsOf(a)), new Set(itemsOf(b)));
}

function shareOfAll(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const both = shared(left, right);
  return both / (left.size + right.size - both);
}

function shared(left: Iterable<string>, right: ReadonlySet<string>): number {
  let count = 0;
  for (const item of left) if (right.has(item)) count += 1;
  return count;
}
