import { checkRule } from '../../../test/support/rule-examples.ts';
import { wedding } from '../../../test/support/told-facts.ts';
import { marriageRegistered } from './marriage-registered.ts';

const key = '310199********0024';
const other = '310198********1180';

checkRule(marriageRegistered, [
  {
    name: 'raises on the registration of a marriage',
    facts: [wedding('2026-10-20')],
    finds: [{ key, on: ['2026-10-20'], severity: 'NORMAL', endedOn: null }],
  },
  {
    name: 'raises a marriage before the last check too',
    facts: [wedding('2011-01-01')],
    finds: [{ key, on: ['2011-01-01'] }],
  },
  {
    name: 'is silent about a divorce',
    facts: [wedding('2026-10-20', { civilStatus: 'DIVORCED' })],
    finds: [],
  },
  {
    name: 'stands after a divorce from the same spouse, and says when it was',
    facts: [wedding('2026-03-01'), wedding('2026-10-20', { civilStatus: 'DIVORCED' })],
    finds: [{ key, on: ['2026-03-01'], endedOn: '2026-10-20', evidence: 2 }],
  },
  {
    name: 'is not ended by the divorce before it, nor by one from somebody else',
    facts: [
      wedding('2026-10-20'),
      wedding('2026-03-01', { civilStatus: 'DIVORCED' }),
      wedding('2026-10-24', { civilStatus: 'DIVORCED', spouse: other }),
    ],
    finds: [{ key, on: ['2026-10-20'], endedOn: null, evidence: 1 }],
  },
  {
    name: 'keeps two spouses apart',
    facts: [wedding('2026-10-20'), wedding('2020-10-20', { spouse: other })],
    finds: [
      { key, on: ['2026-10-20'] },
      { key: other, on: ['2020-10-20'] },
    ],
  },
  {
    name: 'does not raise a registration after the as-of day',
    facts: [wedding('2026-11-06')],
    finds: [{ key, on: 'holds' }],
  },
]);
