import { describe, expect, it } from 'vitest';
import { plainDate } from '../../../kernel/plain-date.ts';
import { idNumberOf } from '../../../test/support/people.ts';
import { sourceByCode } from '../sources/index.ts';
import { hitJudge, type Hit } from './hits.ts';

const AS_OF = plainDate('2026-11-05');
// Serial 002: a woman, born on 1 January 1955.
const ID = idNumberOf(2, '19550101');

function judgeDeath(given: { name?: string; sex?: string; birth?: string } & Partial<Hit>) {
  const { name = '王桂兰', sex = '', birth = '', ...hit } = given;
  const cells = [name, ID, sex, birth, '2026-10-03', '2026-10-20', '', '', ''];
  const judged = hitJudge(
    sourceByCode('public-security.death'),
    AS_OF,
  )({
    rowNo: 7,
    part: 0,
    cells,
    matchKey: ID,
    personId: '00000000-0000-8000-8000-000000000001',
    name: '王桂兰',
    formerName: null,
    ...hit,
  });
  if (!judged) return null;
  return judged.tier === 'EXACT' ? judged.agreement : judged.reason;
}

describe('a record with a recipient’s number', () => {
  it('is exact when the name is equal', () => {
    expect(judgeDeath({})).toEqual({ nameFolded: false, birthDate: null, sex: null });
  });

  it('says what else agreed', () => {
    expect(judgeDeath({ sex: '女', birth: '1955/1/1' })).toEqual({
      nameFolded: false,
      birthDate: true,
      sex: true,
    });
  });

  it('is exact after the stated normalisation, and says so', () => {
    expect(judgeDeath({ name: '王 桂　蘭' })).toMatchObject({ nameFolded: true });
  });

  it.each([
    ['張三丰', {}, 'NAME_DIFFERS'],
    ['王桂芳', { formerName: '王桂芳' }, 'FORMER_NAME'],
    ['汪桂兰', {}, 'HOMOPHONE'],
    ['王?兰', {}, 'STAND_IN'],
  ])('goes to the reviewers when it says %s', (name, hit, reason) => {
    expect(judgeDeath({ name, ...hit })).toBe(reason);
  });

  it('goes to the reviewers when its own birth date or sex contradicts the number', () => {
    expect(judgeDeath({ birth: '1955-01-02' })).toBe('BIRTH_DATE_CONTRADICTS');
    expect(judgeDeath({ sex: '男' })).toBe('SEX_CONTRADICTS');
  });

  it('is left out when its contract no longer accepts the row', () => {
    expect(judgeDeath({ cells: ['王桂兰'] })).toBeNull();
  });

  it('is judged by its part: each owner of a property for himself', () => {
    const [first, second] = [idNumberOf(1, '19600505'), ID];
    const cells = [
      '李建国、王桂兰',
      '居民身份证',
      `${first}、${second}`,
      '310199604397GB70095F72589066',
      '试验新街767弄18号406室',
      '100.00',
      '国有建设用地使用权/房屋所有权',
      '共同共有',
      '1/6、5/6',
      '继承',
      '2026-10-26',
    ];
    const hit = { rowNo: 1, part: 1, cells, matchKey: second, personId: 'p', formerName: null };
    const judged = hitJudge(sourceByCode('housing.property'), AS_OF)({ ...hit, name: '王桂兰' });
    expect(judged).toMatchObject({ tier: 'EXACT', fact: { share: '5/6' } });
  });
});
