import { indexIn, positionsOf, type Lattice } from './table.ts';

/**
 * Where another table contradicts what is published of this one: the first published cell whose count it
 * does not have, -1 for a count below zero; null when it could as well be the true one.
 */
export function publishedDifference(
  lattice: Lattice,
  hidden: ReadonlySet<number>,
  table: Int32Array,
): number | null {
  const { shape, cells, starts } = lattice;
  if (table.some((count) => count < 0)) return -1;
  const every = shape.codes.map((_, dimension) => dimension);
  const sums = new Int32Array(cells.length);
  for (const [index, count] of table.entries()) {
    if (count === 0) continue;
    const at = positionsOf(shape, every, index);
    for (const [view, dimensions] of shape.views.entries()) {
      const cell = (starts[view] ?? 0) + indexIn(shape, dimensions, at);
      sums[cell] = (sums[cell] ?? 0) + count;
    }
  }
  const at = cells.findIndex((cell, index) => !hidden.has(index) && cell.count !== sums[index]);
  return at === -1 ? null : at;
}
