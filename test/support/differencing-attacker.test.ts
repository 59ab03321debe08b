import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSmall, suppress, type SuppressionRule } from '../../kernel/statistics/suppress.ts';
import type { Lattice } from '../../kernel/statistics/table.ts';
import { ruleOf, tableOf } from '../../kernel/statistics/tables.test-support.ts';
import { attack, type AskedCell } from './differencing-attacker.ts';

const NAMES = ['d0', 'd1', 'd2'];
const nameOf = (dimension: number) => NAMES[dimension] ?? '';

function answers({ cells }: Lattice, hidden: ReadonlySet<number>): AskedCell[] {
  return cells.map(({ view, at, count }, index) => ({
    at: Object.fromEntries(view.map((dimension, n) => [nameOf(dimension), String(at[n])])),
    count: hidden.has(index) ? null : count,
  }));
}

/** The small cells that the attacker brings down to fewer than `values` counts. */
function recovered(lattice: Lattice, hidden: ReadonlySet<number>, values: number): AskedCell[] {
  const codes = lattice.shape.codes.map((of, dimension) => [nameOf(dimension), of] as const);
  const asked = answers(lattice, hidden);
  const small = new Set(
    asked.filter((_, index) => {
      const cell = lattice.cells[index];
      return cell !== undefined && isSmall(cell, ruleOf());
    }),
  );
  return attack(asked, Object.fromEntries(codes), { values, exact: true })
    .map(({ cell }) => cell)
    .filter((cell) => small.has(cell));
}

/** Sparse, crowded and lopsided tables, and such as were made to be hard: lines of ones beside one large count. */
const counts = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 3, arbitrary: fc.integer({ min: 5, max: 9 }) },
    { weight: 2, arbitrary: fc.integer({ min: 10, max: 60 }) },
  ),
  { minLength: 18, maxLength: 18 },
);

const tables = fc
  .record({
    sizes: fc.constantFrom([4], [2, 3], [3, 4], [2, 2, 2], [3, 2, 3]),
    all: counts,
    together: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(1_000),
  })
  .map(({ sizes, all, together, seed }) => {
    const length = sizes.reduce((product, size) => product * size, 1);
    return { lattice: tableOf(sizes, all.slice(0, length), together), seed };
  });

describe('an attacker with every breakdown and exact linear programming', () => {
  it('brings no small cell down to fewer than five counts', () => {
    fc.assert(
      fc.property(tables, ({ lattice, seed }) => {
        expect(recovered(lattice, suppress(lattice, ruleOf(seed)).hidden, 5)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('succeeds where only the small cells themselves are withheld', () => {
    const broken = fc.sample(tables, { numRuns: 100, seed: 1 }).filter(({ lattice }) => {
      const { small } = suppress(lattice, ruleOf());
      return recovered(lattice, small, 2).length > 0;
    });
    expect(broken.length).toBeGreaterThan(30);
  });

  it('succeeds against three counts by linear programming alone, where sums and bounds see nothing', () => {
    // x + y = 10, y + z = 10, x + z = 10 has one solution that no single line tells.
    const at = (d0: string, d1: string) => ({ d0, d1 });
    const cells: AskedCell[] = [
      ...['a', 'b', 'c'].map((d0) => ({ at: { d0 }, count: 10 })),
      ...['p', 'q', 'r'].map((d1) => ({ at: { d1 }, count: 10 })),
      { at: at('a', 'r'), count: 0 },
      { at: at('b', 'p'), count: 0 },
      { at: at('c', 'q'), count: 0 },
      { at: at('a', 'p'), count: 7 },
      ...['aq', 'bq', 'br', 'cp', 'cr'].map((pair) => {
        return { at: at(pair[0] ?? '', pair[1] ?? ''), count: null };
      }),
    ];
    const found = attack(
      cells,
      { d0: ['a', 'b', 'c'], d1: ['p', 'q', 'r'] },
      { values: 2, exact: true },
    );
    expect(found).toHaveLength(5);
  });
});

describe('an attacker who knows the program as well', () => {
  /** How many counts each withheld small cell may have, given all tables and draws with the same answers. */
  function fewest(
    sizes: readonly number[],
    most: number,
    rulesFor: (lattice: Lattice) => SuppressionRule[],
  ): number {
    const length = sizes.reduce((product, size) => product * size, 1);
    const worlds = new Map<string, { possible: Map<number, Set<number>>; small: Set<number> }>();
    for (const table of tablesUpTo(length, most)) {
      const lattice = tableOf(sizes, table);
      for (const rule of rulesFor(lattice)) {
        const { hidden } = suppress(lattice, rule);
        const key = lattice.cells
          .map(({ count }, index) => (hidden.has(index) ? 'x' : count))
          .join();
        const world = worlds.get(key) ?? {
          possible: new Map<number, Set<number>>(),
          small: new Set<number>(),
        };
        worlds.set(key, world);
        for (const index of hidden) {
          const cell = lattice.cells[index];
          if (cell === undefined) continue;
          const possible = world.possible.get(index) ?? new Set<number>();
          world.possible.set(index, possible.add(cell.count));
          if (isSmall(cell, ruleOf())) world.small.add(index);
        }
      }
    }
    return Math.min(
      ...[...worlds.values()].flatMap(({ possible, small }) =>
        [...small].map((index) => possible.get(index)?.size ?? 0),
      ),
    );
  }

  function tablesUpTo(length: number, most: number): number[][] {
    if (length === 0) return [[]];
    return Array.from({ length: most + 1 }, (_, count) =>
      tablesUpTo(length - 1, most - count).map((rest) => [count, ...rest]),
    ).flat();
  }

  const drawn = () => Array.from({ length: 40 }, (_, seed) => ruleOf(seed));
  const byCounts = ({ cells }: Lattice) => [
    { ...ruleOf(), cost: (index: number) => 1 + Math.log2(1 + (cells[index]?.count ?? 0)) },
  ];

  it.each([
    [[4], 10],
    [[2, 2], 8],
  ])(
    'still leaves every small cell two counts or more, over all tables %j of a total to %i',
    (sizes, most) => {
      expect(fewest(sizes, most, drawn)).toBeGreaterThanOrEqual(2);
    },
  );

  it('would be told some exactly if the program chose by counts', () => {
    expect(fewest([4], 10, byCounts)).toBe(1);
  });
});
