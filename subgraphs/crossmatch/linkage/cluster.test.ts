import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closurePairs } from './closure.ts';
import { clusterRows, clusterSteps } from './cluster.ts';
import type { PairDecision, ScoredPair } from './resolve.ts';

const ROWS = 7;
const OPTIONS = { match: 0, absent: -8_000 };

describe('groups', () => {
  test('are named by their smallest row; who is in none is one', () => {
    const pairs = [link(3, 5, 9), link(2, 5, 9)];
    expect([...clusterRows(5, pairs, { ...OPTIONS, how: 'connected' })]).toEqual([1, 2, 2, 4, 2]);
  });

  test('hold by a chain where any chain counts, and break where the links speak against it', () => {
    const chain = [link(1, 2, 5), link(2, 3, 4), link(1, 3, -20)];
    const grouped = (how: 'connected' | 'average') => [
      ...clusterRows(3, chain, { ...OPTIONS, how }),
    ];
    expect(grouped('connected')).toEqual([1, 1, 1]);
    expect(grouped('average')).toEqual([1, 1, 3]);
  });

  test('of a long chain are found', () => {
    const rows = 20_000;
    const chain = Array.from({ length: rows - 1 }, (_, at) => link(at + 1, at + 2, 5));
    const groups = clusterRows(rows, chain, { ...OPTIONS, how: 'connected' });
    expect(new Set(groups)).toEqual(new Set([1]));
  });

  test('a person joins what no link joins', () => {
    const said = [{ l: 1, r: 3, same: true }];
    expect([...clusterRows(3, [], { ...OPTIONS, how: 'average' }, said)]).toEqual([1, 2, 1]);
  });
});

const row = fc.integer({ min: 1, max: ROWS });
const ends = fc
  .tuple(row, row)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ l: Math.min(a, b), r: Math.max(a, b) }));
const links = fc.uniqueArray(
  fc
    .tuple(ends, fc.integer({ min: -12, max: 20 }))
    .map(([pair, bits]) => link(pair.l, pair.r, bits)),
  { selector: ({ l, r }) => `${l} ${r}`, maxLength: 21 },
);
const how = fc.constantFrom('connected' as const, 'average' as const);

describe('whatever the links', () => {
  test('their order does not matter', () => {
    fc.assert(
      fc.property(links, how, fc.nat(), (all, way, turn) => {
        const at = all.length === 0 ? 0 : turn % all.length;
        const turned = [...all.slice(at), ...all.slice(0, at)].reverse();
        const options = { ...OPTIONS, how: way };
        expect(clusterRows(ROWS, turned, options)).toEqual(clusterRows(ROWS, all, options));
      }),
    );
  });

  test('falling thresholds in one go give what each gives alone', () => {
    const falling = [15_000, 9_000, 4_000, 0, -6_000];
    fc.assert(
      fc.property(links, how, (all, way) => {
        const options = { how: way, absent: OPTIONS.absent };
        const alone = falling.map((match) => clusterRows(ROWS, all, { ...options, match }));
        expect([...clusterSteps(ROWS, all, options, falling)]).toEqual(alone);
      }),
    );
  });

  test('who was parted by a person is never in one group', () => {
    fc.assert(
      fc.property(links, ends, how, (all, { l, r }, way) => {
        const said: PairDecision[] = [{ l, r, same: false }];
        const groups = clusterRows(ROWS, all, { ...OPTIONS, how: way }, said);
        expect(groups[l - 1]).not.toBe(groups[r - 1]);
      }),
    );
  });

  test('connected groups are the components of the links that match', () => {
    fc.assert(
      fc.property(links, (all) => {
        const groups = clusterRows(ROWS, all, { ...OPTIONS, how: 'connected' });
        const names = Array.from({ length: ROWS }, (_, at) => at + 1);
        for (let round = 0; round < ROWS; round++) {
          for (const { l, r, weight } of all) {
            if (weight < OPTIONS.match) continue;
            const least = Math.min(names[l - 1] ?? 0, names[r - 1] ?? 0);
            [names[l - 1], names[r - 1]] = [least, least];
          }
        }
        expect([...groups]).toEqual(names);
      }),
    );
  });

  test('closing a group names each missing pair of it once, and no other', () => {
    fc.assert(
      fc.property(links, (all) => {
        const groups = clusterRows(ROWS, all, { how: 'connected', match: 0, absent: 0 });
        const known = new Set(all.map(({ l, r }) => `${l} ${r}`));
        const expected: string[] = [];
        for (let l = 1; l <= ROWS; l++) {
          for (let r = l + 1; r <= ROWS; r++) {
            if (groups[l - 1] === groups[r - 1] && !known.has(`${l} ${r}`))
              expected.push(`${l} ${r}`);
          }
        }
        const named = closurePairs(ROWS, all).map(({ l, r }) => `${l} ${r}`);
        expect(named.sort()).toEqual(expected.sort());
      }),
    );
  });
});

test('a group that a chain of weak links has blown up is closed as far as its stronger links reach', () => {
  const chain = Array.from({ length: 120 }, (_, at) => link(at + 1, at + 2, 3));
  expect(closurePairs(121, chain)).toEqual([]);
  const [one, two] = [link(1, 2, 9), link(2, 3, 9)];
  expect(closurePairs(121, [...chain.slice(2), one, two])).toEqual([{ l: 1, r: 3 }]);
});

test('one false link joins no two large groups', () => {
  const within = (first: number): ScoredPair[] =>
    Array.from({ length: 12 }, (_, l) =>
      Array.from({ length: 11 - l }, (_, r) => link(first + l, first + l + r + 1, 10)),
    ).flat();
  const groups = clusterRows(24, [...within(1), ...within(13), link(3, 20, 6)], {
    ...OPTIONS,
    how: 'average',
  });
  expect(new Set(groups)).toEqual(new Set([1, 13]));
});

test('two huge groups cost no more than the links between them', () => {
  const star = (first: number): ScoredPair[] =>
    Array.from({ length: 40_000 }, (_, at) => link(first, first + at + 1, 500_000));
  const pairs = [...star(1), ...star(40_002), link(7, 40_010, 5)];
  const began = process.memoryUsage().heapUsed;
  const groups = clusterRows(80_002, pairs, { match: 0, absent: -1, how: 'average' });
  expect(groups.length).toBe(80_002);
  expect(process.memoryUsage().heapUsed - began).toBeLessThan(200 * 2 ** 20);
});

function link(l: number, r: number, bits: number): ScoredPair {
  return { l, r, weight: bits * 1000 };
}
