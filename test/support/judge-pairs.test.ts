import { expect, test } from 'vitest';
import type { Truth } from '../../cli/district/truth.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { judgePairs, qualityOfAsked, type Claims } from './judge-pairs.ts';

const [WANG, LI] = ['310191195001014570', '310192195001014562'];
const SOURCE = 'public-security.death';
const pair = { source: SOURCE, householdNo: 'JA0000001', name: '样本' };
const truth: Truth = {
  asOf: plainDate('2026-11-05'),
  seed: 1,
  recipients: 2,
  files: [{ file: 'extracts/a.csv', rows: 500, accepted: 500, setAside: {} }],
  alerts: [],
  review: [
    { ...pair, idNumber: WANG, recordName: '样夲', recordId: '', spelling: 'blank, homophone' },
    { ...pair, idNumber: LI, recordName: '他人', recordId: LI, spelling: 'other-name' },
  ],
  reviewOptional: [],
  silentCases: 0,
  silent: [],
  outreach: [],
  records: [
    { source: SOURCE, rowNo: 7, people: [WANG] },
    { source: SOURCE, rowNo: 8, people: [LI] },
    { source: 'tax.income', rowNo: 8, people: [LI] },
  ],
};
const claim = (rowNo: number, idNumber: string): Claims['claims'][number] => ({
  source: SOURCE,
  rowNo,
  idNumber,
});
const one = (id: string, claims: Claims['claims'], more: Partial<Claims> = {}): Claims => ({
  id,
  recordName: '',
  scored: false,
  claims,
  ...more,
});

test('an alert is wrong when any of its rows is about somebody else, or about nobody', () => {
  const alerts = [
    one('right', [claim(7, WANG)]),
    one('namesake', [claim(7, LI)]),
    one('half', [claim(8, LI), claim(7, LI)]),
    one('stranger', [claim(9, WANG)]),
  ];
  const { wrongAlerts } = judgePairs(truth, { alerts, reviews: [] });
  expect(wrongAlerts).toEqual(['namesake', 'half', 'stranger']);
});

test('a pair counts as one person by the row, and as found by whom and what was asked', () => {
  const found = one('a', [claim(7, WANG)], { recordName: '样 夲', scored: true });
  const other = one('b', [claim(8, WANG)], { recordName: '他人' });
  const judged = judgePairs(truth, { alerts: [], reviews: [found, other] });
  expect(judged).toMatchObject({
    // The row under another name is another's: the desk must see the pair, and it is not one person.
    reviews: { asked: 2, askedSame: 1, same: { expected: 2, found: 1 } },
    scored: { asked: 1, askedSame: 1, same: { expected: 1, found: 1 } },
    bySpelling: {
      'blank, homophone': { expected: 1, found: 1 },
      'other-name': { expected: 1, found: 0 },
    },
    reviewsPer1000Rows: 4,
  });
  expect(qualityOfAsked(judged.reviews)).toMatchObject({
    precision: { value: 0.5 },
    recall: { value: 0.5 },
  });
});
