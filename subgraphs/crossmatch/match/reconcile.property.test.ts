import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  cremation,
  day,
  death,
  income,
  insurance,
  job,
  month,
  property,
  type Told,
} from '../../../test/support/told-facts.ts';
import {
  naturalKeyOf,
  simulatedPerson,
  type SimulatedBatch,
} from '../../../test/support/simulated-person.ts';

const dates = fc.constantFrom('2026-01-11', '2026-05-02', '2026-10-03', '2026-10-31');
const organisations = fc.constantFrom('上海示范有限公司', '上海样本有限公司', '个人');
const months = fc.constantFrom('2026-07', '2026-09', '2026-10').map(month);

const rows: Record<string, fc.Arbitrary<Told>> = {
  death: fc
    .record({ on: dates, revoked: fc.boolean() })
    .map(({ on, revoked }) => death(on, { revoked })),
  cremation: dates.map((on) => cremation(on)),
  job: fc
    .record({
      on: dates,
      employer: organisations,
      employmentType: fc.constantFrom('UNIT', 'FLEXIBLE', 'PUBLIC_WELFARE', 'SELF_EMPLOYED'),
      endedOn: fc.constantFrom(null, day('2026-10-31'), day('2028-06-30')),
    })
    .map(({ on, ...more }) => job(on, more)),
  insurance: fc
    .record({
      start: fc.constantFrom('2026-07', '2026-08', '2026-10'),
      payer: organisations,
      kind: fc.constantFrom('失业保险', '城镇职工基本养老保险', '城乡居民基本医疗保险'),
      status: fc.constantFrom('PAYING', 'SUSPENDED'),
    })
    .map(({ start, ...more }) => insurance(start, more)),
  income: fc
    .record({
      yuan: fc.constantFrom(-3000, -1000, 1500, 3000, 6000),
      period: months,
      item: fc.constantFrom('工资薪金所得', '劳务报酬所得'),
      withholder: organisations,
    })
    .map(({ yuan, period, ...more }) => income(yuan, period, more)),
  property: fc
    .record({
      on: dates,
      unitNo: fc.constantFrom('310199604397GB70095F72589066', null),
      acquisition: fc.constantFrom('PURCHASE', 'GIFT', 'PUBLIC_TENANCY'),
    })
    .map(({ on, ...more }) => property(on, more)),
};

/**
 * Up to two parts of each source's October. No two rows of a source share a natural key: in one file they
 * would be a conflict, and a part that ends what another began is told as an end, in their order.
 */
const batches: fc.Arbitrary<SimulatedBatch[]> = fc
  .tuple(
    ...Object.values(rows).map((row) =>
      fc.uniqueArray(fc.tuple(row, fc.boolean()), {
        maxLength: 6,
        selector: ([told]) => naturalKeyOf(told.data),
      }),
    ),
  )
  .map((ofSources) =>
    ofSources.flatMap((all) =>
      [false, true].flatMap((second, at): SimulatedBatch[] => {
        const told = all.filter(([, inSecond]) => inSecond === second).map(([row]) => row);
        const source = told[0]?.data.source;
        if (source === undefined) return [];
        const serial = at + 1;
        return [{ id: `${source}#${serial}`, period: '2026-10-31', source, serial, rows: told }];
      }),
    ),
  );

const shuffled = batches.chain((inOrder) =>
  fc.tuple(
    fc.constant(inOrder),
    fc.shuffledSubarray(inOrder, { minLength: inOrder.length, maxLength: inOrder.length }),
  ),
);

it('leaves the same open alerts whatever the order of a period’s files', () => {
  fc.assert(
    fc.property(shuffled, ([inOrder, other]) => {
      const one = simulatedPerson();
      one.tell(...inOrder);
      const another = simulatedPerson();
      another.tell(...other);
      expect(another.open()).toEqual(one.open());
    }),
    { numRuns: 150, seed: 20261105 },
  );
}, 30_000);

it('leaves the same open alerts whether files are compared one by one or all at once', () => {
  fc.assert(
    fc.property(shuffled, ([inOrder, other]) => {
      const one = simulatedPerson();
      one.tell(...inOrder);
      const another = simulatedPerson();
      for (const batch of other) another.take(batch);
      another.compare();
      expect(another.open()).toEqual(one.open());
    }),
    { numRuns: 150, seed: 20261105 },
  );
}, 30_000);

it('never has two open alerts of one fact', () => {
  fc.assert(
    fc.property(shuffled, ([, other]) => {
      const person = simulatedPerson();
      person.tell(...other);
      const open = person.alerts.filter(({ status }) => status === 'OPEN');
      const keys = open.map(({ ruleId, factKey }) =>
        [ruleId.endsWith('-reported') ? 'death' : ruleId, factKey].join('|'),
      );
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 100, seed: 20261105 },
  );
}, 30_000);
