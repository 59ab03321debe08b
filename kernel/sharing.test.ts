import { expect, test } from 'vitest';
import { plainDate } from './plain-date.ts';
import {
  closedFields,
  refusalOf,
  SHARED_FIELDS,
  SHARED_QUESTIONS,
  type SharedField,
  type SharingAsk,
  type StandingAgreement,
} from './sharing.ts';

const AGREEMENT: StandingAgreement = {
  id: 'a',
  state: 'OPEN',
  fields: ['PROGRAMME', 'SINCE'],
  purposes: ['CHARITY_AID'],
  validFrom: plainDate('2026-01-01'),
  validTo: plainDate('2026-12-31'),
  dailyPersons: 10,
};
const ASK: SharingAsk = {
  purpose: 'CHARITY_AID',
  day: plainDate('2026-11-02'),
  needs: ['SINCE'],
  persons: 4,
  personsBefore: 6,
};

test.each<[string, Partial<StandingAgreement> | null, Partial<SharingAsk>, string | null]>([
  ['what it opens', {}, {}, null],
  ['nothing when there is none', null, {}, 'NO_AGREEMENT'],
  ['nothing while it is suspended', { state: 'SUSPENDED' }, {}, 'SUSPENDED'],
  ['its first day', {}, { day: plainDate('2026-01-01') }, null],
  ['its last day', {}, { day: plainDate('2026-12-31') }, null],
  ['no day before', {}, { day: plainDate('2025-12-31') }, 'NOT_IN_FORCE'],
  ['no day after', {}, { day: plainDate('2027-01-01') }, 'NOT_IN_FORCE'],
  ['no other purpose', {}, { purpose: 'STATISTICS' }, 'PURPOSE'],
  ['no question that needs a closed field', {}, { needs: ['SINCE', 'STREET'] }, 'FIELD'],
  ['no person more than a day has', {}, { persons: 5 }, 'DAILY_CAP'],
])('an agreement admits %s', (_, agreement, ask, refusal) => {
  const standing = agreement && { ...AGREEMENT, ...agreement };
  expect(refusalOf(standing, { ...ASK, ...ask })).toBe(refusal);
});

test('what is not opened is closed, in the question’s order', () => {
  expect(closedFields('PERSON_PROGRAMMES', ['SINCE'])).toEqual([
    'PROGRAMME',
    'STREET',
    'LAST_CHECKED',
  ]);
  expect(closedFields('CASE_STATISTICS', [])).toEqual(SHARED_QUESTIONS.CASE_STATISTICS.fields);
});

test('every field is of some question', () => {
  const used = Object.values(SHARED_QUESTIONS).flatMap(
    ({ fields }): readonly SharedField[] => fields,
  );
  expect([...new Set(used)].sort()).toEqual(Object.keys(SHARED_FIELDS).sort());
});
