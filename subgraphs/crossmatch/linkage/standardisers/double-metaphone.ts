import { doubleMetaphone } from 'double-metaphone';
import { listing, listOf, plainStep } from './standardiser.ts';
import { stripAccents } from './text.ts';

/** Double Metaphone (Philips 2000): how a European name sounds, and how else it might. */
export const DOUBLE_METAPHONE_STEPS = [
  plainStep(
    'doubleMetaphone',
    { zh: 'Double Metaphone 读音码', en: 'Double Metaphone, first code' },
    (value) => doubleMetaphone(stripAccents(value))[0],
  ),
  listing(
    plainStep(
      'doubleMetaphones',
      { zh: 'Double Metaphone 两种读音（列表）', en: 'Double Metaphone, both codes (a list)' },
      (value) => listOf(doubleMetaphone(stripAccents(value))),
    ),
  ),
];
