import { checkRule } from '../../../test/support/rule-examples.ts';
import { move } from '../../../test/support/told-facts.ts';
import { movedOut } from './moved-out.ts';

const key = '2026-10-14';

checkRule(movedOut, [
  {
    name: 'raises on a move to another province as an exit',
    facts: [move('2026-10-14', '320583100')],
    finds: [{ key, on: ['2026-10-14'], severity: 'NORMAL', alertClass: 'EXIT', endedOn: null }],
  },
  {
    name: 'takes another district for an exit, though all that is told is the district',
    facts: [move('2026-10-14', '310109')],
    finds: [{ key, on: ['2026-10-14'], alertClass: 'EXIT' }],
  },
  ...['310106012', '310106012004', '310106012000'].map((toArea) => ({
    name: `hands over within the district when the record says ${toArea}`,
    facts: [move('2026-10-14', toArea)],
    finds: [{ key, on: ['2026-10-14'], alertClass: 'TRANSFER' }],
  })),
  ...['310106', '310106000000'].map((toArea) => ({
    name: `cannot tell from ${toArea} that the street stayed the same, and hands over`,
    facts: [move('2026-10-14', toArea)],
    finds: [{ key, on: ['2026-10-14'], alertClass: 'TRANSFER' }],
  })),
  ...['310106011', '310106011009', '310106011000'].map((toArea) => ({
    name: `is silent about a move within the street to ${toArea}`,
    facts: [move('2026-10-14', toArea)],
    finds: [],
  })),
  {
    name: 'takes the former district for another one: its codes are no longer given',
    facts: [move('2026-10-14', '310108020')],
    finds: [{ key, on: ['2026-10-14'], alertClass: 'EXIT' }],
  },
  {
    name: 'raises a move before the last check too',
    facts: [move('2020-01-01', '320583100')],
    finds: [{ key: '2020-01-01', on: ['2020-01-01'] }],
  },
  {
    name: 'keeps two moves apart, and tells of the return',
    facts: [
      move('2026-03-02', '320583100'),
      move('2026-06-05', '310106011'),
      move('2026-10-14', '310109009'),
    ],
    finds: [
      { key: '2026-03-02', on: ['2026-03-02'], endedOn: '2026-06-05' },
      { key, on: ['2026-10-14'], endedOn: null },
    ],
  },
  {
    name: 'does not raise a move after the as-of day',
    facts: [move('2026-11-06', '320583100')],
    finds: [{ key: '2026-11-06', on: 'holds' }],
  },
  {
    name: 'follows the record that took another’s place',
    facts: [
      { ...move('2026-10-14', '320583100'), replaced: true },
      move('2026-10-14', '310106011'),
    ],
    finds: [],
  },
]);
