import { describe, expect, test } from 'vitest';
import { thrownBy } from '../../../kernel/errors.test-support.ts';
import { planLinkage } from './plan.ts';
import { linkageSpec } from './spec.ts';
import { createStandardiser } from './standardise.ts';
import { countTerms, termFrequencies } from './term-frequency.ts';

const PLAN = planLinkage(
  linkageSpec({
    name: 'names',
    cardinality: 'dedupe',
    id: 'id',
    fields: { name: { column: 'name' } },
    blocking: [{ on: ['name'] }],
    comparisons: [{ name: 'name', kind: 'exact', field: 'name' }],
  }),
);

async function sharesOf(names: readonly string[], learnt?: number) {
  const standardiser = createStandardiser(PLAN);
  const rows = names.map((name, at) => [String(at), name]);
  const records = await standardiser.read('left', { columns: ['id', 'name'], rows: [rows] });
  const counts = countTerms(PLAN, records, records);
  const shares = termFrequencies(PLAN, counts, standardiser, () => learnt);
  return shares['name'];
}

const COMMON = Array.from({ length: 300 }, () => 'wang');
const RARE = Array.from({ length: 700 }, (_, at) => `rare ${at}`);

describe('the shares of values', () => {
  test('name a common value, and none that few records hold', async () => {
    const shares = await sharesOf([...COMMON, ...RARE, ...RARE.slice(0, 3)]);
    expect(Object.keys(shares?.common ?? {})).toEqual(['wang']);
    expect(shares?.common['wang']).toBeCloseTo(300 / 1003, 12);
  });

  test('together explain chance agreement, no more and no less', async () => {
    const u = 0.1;
    const shares = await sharesOf([...COMMON, ...RARE], u);
    const common = shares?.common['wang'] ?? 0;
    expect(common * common + (1 - common) * (shares?.other ?? 0)).toBeCloseTo(u, 12);
  });

  test('do not take a rare value for a common one because it has a copy', async () => {
    const once = await sharesOf([...COMMON, ...RARE], 0.1);
    const twice = await sharesOf([...COMMON, ...COMMON, ...RARE, ...RARE], 0.1);
    expect(twice?.other).toBeCloseTo(once?.other ?? 0, 9);
  });

  test('stay possible where the common values alone give more than was learnt', async () => {
    const shares = await sharesOf([...COMMON, ...RARE], 0.01);
    expect(shares?.other).toBeGreaterThan(0);
    expect(shares?.other).toBeLessThan(0.01);
  });
});

describe('the values of a sensitive field', () => {
  const planned = (termFrequency: { termFrequency?: boolean }) =>
    planLinkage(
      linkageSpec({
        name: 'phones',
        cardinality: 'dedupe',
        id: 'id',
        fields: {
          phone: { column: 'phone', sensitive: true },
          short: { field: 'phone', steps: [{ last: 4 }] },
        },
        blocking: [{ on: ['phone'] }],
        comparisons: [{ name: 'short', kind: 'exact', field: 'short', ...termFrequency }],
      }),
    );

  test('are not weighed by their rarity unless asked, those of derived fields neither', () => {
    const levels = planned({}).comparisons.flatMap((comparison) => comparison.levels);
    expect(levels.map(({ termFrequency }) => termFrequency)).toEqual([null, null]);
  });

  test('cannot be asked to be: a model would name the common ones', () => {
    expect(thrownBy(() => planned({ termFrequency: true }))).toBe('LINK_SPEC_INVALID');
  });
});
