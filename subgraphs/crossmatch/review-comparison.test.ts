import { describe, expect, it } from 'vitest';
import { plainDate } from '../../kernel/plain-date.ts';
import { idNumberOf } from '../../test/support/people.ts';
import type { RecordPerson } from './match/review-candidate.ts';
import { compareFields } from './review-comparison.ts';

const ID = idNumberOf(12, '19550101');
const PERSON = {
  name: '王桂兰',
  formerName: '王小兰',
  idNumber: ID,
  birthDate: plainDate('1955-01-01'),
  sex: 'FEMALE',
  phone: '13800001234',
  addresses: ['样本路1弄1号', '试验街2号'],
};

function compared(given: Partial<RecordPerson>, field: string) {
  const blank = { idNumber: null, birthDate: null, sex: null, phone: null, address: null };
  const fields = compareFields({ name: '王桂兰', ...blank, ...given }, PERSON);
  return fields.find((one) => one.field === field);
}

/** The number with another digit at a position from 1. */
function slipAt(position: number): string {
  const digit = (Number(ID.charAt(position - 1)) + 1) % 10;
  return ID.slice(0, position - 1) + String(digit) + ID.slice(position);
}

describe('a record beside the person', () => {
  it.each([
    ['王桂兰', true, 'NONE', []],
    ['王 桂蘭', true, 'WRITTEN_OTHERWISE', []],
    ['汪桂兰', false, 'HOMOPHONE', [1]],
    ['王小兰', false, 'FORMER_NAME', [2]],
    ['王?兰', false, 'STAND_IN', [2]],
  ])('compares the name %s', (name, agrees, difference, positions) => {
    expect(compared({ name }, 'NAME')).toMatchObject({ agrees, difference, positions });
  });

  it('places a difference of numbers where both characters are shown, and only counts it elsewhere', () => {
    expect(compared({ idNumber: slipAt(16) }, 'ID_NUMBER')).toMatchObject({
      agrees: false,
      positions: [16],
      hiddenDifferences: 0,
    });
    expect(compared({ idNumber: slipAt(9) }, 'ID_NUMBER')).toMatchObject({
      recordValue: expect.stringMatching(/^310190\*{8}/) as string,
      positions: [],
      hiddenDifferences: 1,
    });
  });

  it('holds nothing against a number for what its department has hidden', () => {
    const idNumber = `${ID.slice(0, 6)}********${ID.slice(14)}`;
    expect(compared({ idNumber }, 'ID_NUMBER')).toMatchObject({
      agrees: null,
      difference: 'MASKED',
      hiddenDifferences: 0,
    });
  });

  it('says where numbers differ in length, and never writes one out', () => {
    const found = compared({ idNumber: ID.slice(0, 17) }, 'ID_NUMBER');
    expect(found).toMatchObject({ agrees: false, difference: 'LENGTH', positions: [] });
    expect(JSON.stringify(found)).not.toContain(ID.slice(6, 14));
  });

  it.each([
    ['BIRTH_DATE', { birthDate: '1955年1月1日' }, true],
    ['BIRTH_DATE', { birthDate: '19560101' }, false],
    ['BIRTH_DATE', {}, null],
    ['SEX', { sex: '女' }, true],
    ['SEX', { sex: 'MALE' }, false],
    ['PHONE', { phone: '138-0000-1234' }, true],
    ['ADDRESS', { address: '试验街 2号' }, true],
    ['ADDRESS', { address: '别处3号' }, false],
  ])('compares %s %j', (field, given, agrees) => {
    expect(compared(given, field)).toMatchObject({ agrees });
  });

  it('masks telephone numbers on both sides', () => {
    expect(compared({ phone: '13900005678' }, 'PHONE')).toMatchObject({
      recordValue: '139****5678',
      personValue: '138****1234',
      agrees: false,
    });
  });
});
