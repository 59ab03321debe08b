import { countLattice, type Lattice, type TableRecord, type TableShape } from './table.ts';

/** A rule whose costs follow from a seed: for tests, which must find again what they found. */
export function ruleOf(seed = 1) {
  const cost = (index: number) => {
    let mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
    return 1_000 + (((mixed ^ (mixed >>> 13)) >>> 0) % 1_000);
  };
  return { smallestShown: 5, feasibleValues: 5, cost };
}

/** A table of the given counts, the last dimension running fastest; each record is of a household of its own. */
export function tableOf(
  sizes: readonly number[],
  counts: readonly number[],
  together = sizes.length,
): Lattice {
  const shape: TableShape = {
    codes: sizes.map((size) => Array.from({ length: size }, (_, at) => String(at))),
    views: Array.from({ length: 2 ** sizes.length }, (_, bits) =>
      sizes.flatMap((_size, dimension) => ((bits >> dimension) % 2 === 1 ? [dimension] : [])),
    ).filter((view) => view.length <= together),
  };
  const records: TableRecord[] = counts.flatMap((count, index) => {
    const codes: string[] = [];
    let rest = index;
    for (const size of [...sizes].reverse()) {
      codes.unshift(String(rest % size));
      rest = Math.floor(rest / size);
    }
    return Array.from({ length: count }, (_, at) => ({ codes, household: `${index}-${at}` }));
  });
  return countLattice(shape, records);
}
