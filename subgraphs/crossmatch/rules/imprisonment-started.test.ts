import { expect, test } from 'vitest';
import { checkRule } from '../../../test/support/rule-examples.ts';
import { day, term } from '../../../test/support/told-facts.ts';
import { imprisonmentStarted } from './imprisonment-started.ts';

const key = '2026-09-15';

checkRule(imprisonmentStarted, [
  {
    name: 'raises on the first day, high',
    facts: [term('2026-09-15')],
    finds: [{ key, on: ['2026-09-15'], severity: 'HIGH', endedOn: null }],
  },
  {
    name: 'raises while the end lies ahead',
    facts: [term('2026-09-15', { termTo: day('2029-05-06') })],
    finds: [{ key, on: ['2026-09-15'], endedOn: null }],
  },
  {
    name: 'raises a term that began long before the last check',
    facts: [term('2011-01-01')],
    finds: [{ key: '2011-01-01', on: ['2011-01-01'] }],
  },
  {
    name: 'is silent about every other measure',
    facts: [term('2026-09-15', { measure: 'OTHER' })],
    finds: [],
  },
  {
    name: 'raises on the last day itself',
    facts: [term('2026-09-15', { termTo: day('2026-11-05') })],
    finds: [{ key, on: ['2026-09-15'], endedOn: null }],
  },
  {
    name: 'does not raise once the end has passed, and says when it did',
    facts: [term('2026-09-15', { termTo: day('2026-11-04') })],
    finds: [{ key, on: 'holds', endedOn: '2026-11-04' }],
  },
  {
    name: 'does not raise what begins after the as-of day',
    facts: [term('2026-11-06')],
    finds: [{ key: '2026-11-06', on: 'holds' }],
  },
  {
    name: 'keeps two terms apart',
    facts: [term('2026-09-15'), term('2019-02-01', { termTo: day('2021-02-01') })],
    finds: [
      { key, on: ['2026-09-15'] },
      { key: '2019-02-01', on: 'holds', endedOn: '2021-02-01' },
    ],
  },
  {
    name: 'follows the record that took another’s place',
    facts: [{ ...term('2026-09-15'), replaced: true }, term('2026-09-15', { measure: 'OTHER' })],
    finds: [],
  },
]);

test('whatever a street is told, the words are those of a household review', () => {
  const { title, text } = imprisonmentStarted;
  const { data } = term('2026-09-15');
  const fact = { id: 'f', naturalKey: 'k', periodEnd: day('2026-10-31'), current: true, data };
  expect([title, text, ...imprisonmentStarted.tell([fact])].join('')).not.toMatch(
    /监狱|服刑|犯|罪|刑|羁押|押|矫正/u,
  );
});
