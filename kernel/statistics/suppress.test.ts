import { describe, expect, it } from 'vitest';
import { isSmall, suppress } from './suppress.ts';
import { countLattice } from './table.ts';
import { ruleOf, tableOf } from './tables.test-support.ts';
import { publishedDifference } from './witness.ts';

const RULE = ruleOf();

describe('suppress', () => {
  it('shows zeros and counts about five households and more', () => {
    const { hidden } = suppress(tableOf([3], [5, 12, 0]), RULE);
    expect([...hidden]).toEqual([]);
  });

  it('withholds a small cell and what would give it away, and keeps the sums', () => {
    const lattice = tableOf([3, 4], [2, 30, 40, 20, 25, 60, 21, 14, 33, 18, 50, 37]);
    const { hidden, small } = suppress(lattice, RULE);
    expect(small.size).toBe(1);
    expect(hidden.size).toBe(4);
    expect([...hidden].every((index) => lattice.cells[index]?.view.length === 2)).toBe(true);
  });

  it('counts households, not people: one family of six is small', () => {
    const shape = { codes: [['a', 'b', 'c']], views: [[], [0]] };
    const family = Array.from({ length: 6 }, () => ({ codes: ['a'], household: 'H1' }));
    const others = Array.from({ length: 20 }, (_, at) => {
      return { codes: [at % 2 === 0 ? 'b' : 'c'], household: `H${at + 2}` };
    });
    const { small, hidden } = suppress(countLattice(shape, [...family, ...others]), RULE);
    expect(small.size).toBe(1);
    expect(hidden.size).toBeGreaterThan(1);
  });

  it('shows nothing of a table whose total is small, not even zeros', () => {
    const lattice = tableOf([2, 2], [1, 0, 2, 0]);
    const { hidden, closed } = suppress(lattice, RULE);
    expect(closed).toBe(true);
    expect(hidden.size).toBe(lattice.cells.length);
  });

  it('shows only the total of two small counts', () => {
    const shape = { codes: [['a', 'b']], views: [[], [0]] };
    const crowd = Array.from({ length: 3 }, (_, at) => ({ codes: ['a'], household: `H${at}` }));
    const pair = ['b', 'b', 'b'].map((code, at) => ({ codes: [code], household: `K${at}` }));
    const lattice = countLattice(shape, [...crowd, ...pair]);
    expect([...suppress(lattice, RULE).hidden]).toEqual([1, 2]);
  });

  it('withholds a breakdown whole of which most is withheld', () => {
    const lattice = tableOf([6], [1, 2, 3, 1, 40, 0]);
    const { hidden } = suppress(lattice, RULE);
    expect(
      lattice.cells.filter((_, index) => !hidden.has(index)).map(({ count }) => count),
    ).toEqual([47]);
  });

  it('never shows a count about fewer than five households', () => {
    const lattice = tableOf([3, 3], [1, 9, 0, 4, 5, 6, 30, 2, 8]);
    const { hidden } = suppress(lattice, RULE);
    const shown = lattice.cells.filter((_, index) => !hidden.has(index));
    expect(shown.some((cell) => isSmall(cell, RULE))).toBe(false);
  });
});

describe('countLattice', () => {
  it('refuses a code it does not know rather than leave the record out of the total', () => {
    const shape = { codes: [['a']], views: [[]] };
    expect(() => countLattice(shape, [{ codes: ['x'], household: 'H1' }])).toThrow(RangeError);
  });
});

describe('publishedDifference', () => {
  const lattice = tableOf([2, 2], [6, 7, 8, 9]);
  const other = (counts: readonly number[]) => Int32Array.from(counts);

  it('finds the first published count another table does not have', () => {
    expect(publishedDifference(lattice, new Set(), lattice.base)).toBeNull();
    const at = publishedDifference(lattice, new Set(), other([7, 6, 7, 10])) ?? -1;
    expect(lattice.cells[at]).toMatchObject({ view: [0, 1], at: [0, 0], count: 6 });
  });

  it('does not mind what is withheld, but no count is below zero', () => {
    const hidden = new Set(
      lattice.cells.flatMap(({ view }, at) => (view.length === 2 ? [at] : [])),
    );
    expect(publishedDifference(lattice, hidden, other([7, 6, 7, 10]))).toBeNull();
    expect(publishedDifference(lattice, hidden, other([14, -1, 0, 17]))).toBe(-1);
  });
});
