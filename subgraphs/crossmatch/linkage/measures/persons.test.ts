import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCharacter } from '../../../../kernel/id-number.ts';
import { makeStep } from '../standardisers/index.ts';
import { ADDRESS, address } from './address.ts';
import { CHINESE_NAME, chineseName } from './chinese-name.ts';
import { ID_NUMBER, idNumber } from './id-number.ts';

const withCheck = (first17: string): string => first17 + checkCharacter(first17);
const VALID = withCheck('31011019800312102');
const TWIN = withCheck('31011019800312104');
const INVALID = `${VALID.slice(0, 17)}${VALID.endsWith('0') ? '1' : '0'}`;

describe('chineseName', () => {
  test.each<[string, string, keyof typeof CHINESE_NAME]>([
    ['王小明', '王小明', 'EQUAL'],
    ['王小明', ' 王 小明（已故）', 'EQUAL'],
    ['張偉', '张伟', 'EQUAL_FOLDED'],
    ['王喆', '王哲', 'EQUAL_FOLDED'],
    ['萧红', '肖红', 'EQUAL_FOLDED'],
    ['买买提·阿里', '买买提阿里', 'EQUAL_FOLDED'],
    ['王小明', '王晓明', 'HOMOPHONE'],
    ['李娜', '李那', 'HOMOPHONE'],
    ['王长乐', '王常月', 'HOMOPHONE'],
    ['李䶮珍', '李?珍', 'STAND_IN'],
    ['李䶮珍', '李yan珍', 'STAND_IN'],
    ['李䶮珍', 'Li Yanzhen', 'STAND_IN'],
    ['单红', 'SHAN HONG', 'STAND_IN'],
    ['李䶮珍', '李wang珍', 'SURNAME'],
    ['买买提·阿卜杜拉', '买买提', 'SEGMENTS'],
    ['买买提·阿卜杜拉', '买买提·阿不都', 'SEGMENTS'],
    ['买买提·阿卜杜拉', '买买提·阿卜', 'SEGMENTS'],
    ['买买提·阿卜杜拉', '阿卜杜拉·买买提', 'REVERSED'],
    ['王小明', '小明王', 'REVERSED'],
    ['欧阳娜', '娜欧阳', 'REVERSED'],
    ['王小明', '李小明', 'SURNAME_CHANGED'],
    ['王明', '李明', 'OTHER'],
    ['张小明', '章小明', 'SURNAME_CHANGED'],
    ['张明', '章明', 'OTHER'],
    ['王秀英', '王秀芳', 'ONE_CHARACTER'],
    ['王小明', '王明', 'ONE_CHARACTER'],
    ['王小明', '王明小', 'ONE_CHARACTER'],
    ['李娜', '李明', 'SURNAME'],
    ['李娜', '王磊', 'OTHER'],
    ['李娜', '？', 'OTHER'],
    ['', '王磊', 'OTHER'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(chineseName(a, b)).toBe(CHINESE_NAME[level]);
    expect(chineseName(b, a)).toBe(CHINESE_NAME[level]);
  });

  const character = fc.constantFrom(...'王李欧阳单小晓明铭长乐喆哲張张䶮𠮷·?A');
  const name = fc.string({ unit: character, maxLength: 5 });

  test('is the same from either side, and equality is for equal names only', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const level = chineseName(a, b);
        expect(chineseName(b, a)).toBe(level);
        expect(level === CHINESE_NAME.EQUAL).toBe(a === b);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('idNumber', () => {
  test.each<[string, string, keyof typeof ID_NUMBER]>([
    [VALID, VALID, 'EQUAL_VALID'],
    [VALID, ` ${VALID.toLowerCase()}`, 'EQUAL_VALID'],
    [VALID, '310110800312102', 'EQUAL_CONVERTED'],
    ['310110800312102', '310110800312102', 'EQUAL_CONVERTED'],
    [INVALID, INVALID, 'EQUAL_UNCHECKED'],
    ['E12345678', 'e12345678', 'EQUAL_UNCHECKED'],
    [VALID, INVALID, 'NEAR_AND_INVALID'],
    [VALID, `${VALID.slice(0, 16)}${VALID[17]}${VALID[16]}`, 'NEAR_AND_INVALID'],
    [VALID, VALID.slice(0, 17), 'NEAR_AND_INVALID'],
    [VALID, `${VALID.slice(0, 5)}0${VALID.slice(5)}`, 'NEAR_AND_INVALID'],
    [VALID, '310110800312103', 'NEAR_AND_INVALID'],
    ['310110800312102', '31011080031210', 'NEAR_AND_INVALID'],
    [VALID, '310110800321102', 'NEAR_AND_INVALID'],
    [VALID, '310110********102X'.replace('102X', VALID.slice(-4)), 'MASKED_CONSISTENT'],
    [VALID, `310***${VALID.slice(-4)}`, 'MASKED_CONSISTENT'],
    [VALID, `310***${VALID.slice(-3)}9`, 'NEITHER'],
    [VALID, `3****${VALID.slice(-2)}`, 'NEITHER'],
    [VALID, '311110********1021', 'NEITHER'],
    [VALID, `31${'*'.repeat(14)}${VALID.slice(-2)}`, 'NEITHER'],
    ['E12345678', 'E12345679', 'NEITHER'],
    [VALID, 'E12345678', 'NEITHER'],
    ['', '', 'NEITHER'],
    [VALID, TWIN, 'BOTH_VALID_AND_DIFFERENT'],
    [VALID, withCheck('44030119751127003'), 'BOTH_VALID_AND_DIFFERENT'],
    [VALID, '440301751127003', 'BOTH_VALID_AND_DIFFERENT'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(idNumber(a, b)).toBe(ID_NUMBER[level]);
    expect(idNumber(b, a)).toBe(ID_NUMBER[level]);
  });

  test('every wrong digit and every exchange of neighbours is near and invalid, never evidence against', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (at, more) => {
        const digit = String((Number(VALID[at]) + more) % 10);
        const wrong = VALID.slice(0, at) + digit + VALID.slice(at + 1);
        expect(idNumber(VALID, wrong)).toBe(ID_NUMBER.NEAR_AND_INVALID);
        const [left = '', right = ''] = [VALID[at], VALID[at + 1]];
        if (left === right) return;
        const swapped = VALID.slice(0, at) + right + left + VALID.slice(at + 2);
        expect(idNumber(VALID, swapped)).toBe(ID_NUMBER.NEAR_AND_INVALID);
      }),
    );
  });
});

describe('address', () => {
  const tokens = makeStep('addressTokens');

  test.each<[string, string, keyof typeof ADDRESS]>([
    ['上海市杨浦区四平路123弄5号402室', '四平路１２３弄五号四〇二', 'SAME_ROOM'],
    ['四平路123弄5号402室', '四平路123弄5号', 'SAME_DOOR'],
    ['四平路123弄5号', '四平路123弄5号', 'SAME_DOOR'],
    ['四平路123弄5号402室', '四平路', 'SAME_PLACE'],
    ['四平路123弄5号402室', '四平路123弄', 'SAME_PLACE'],
    ['四平路123弄5号402室', '四平路123弄5号403室', 'OTHER_ROOM'],
    ['四平路123弄5号402室', '四平路123弄6号402室', 'OTHER_DOOR'],
    ['四平路123弄5号402室', '四平路124弄', 'OTHER_DOOR'],
    ['四平路123弄5号402室', '控江路123弄5号402室', 'OTHER_PLACE'],
    ['上海市杨浦区', '上海市杨浦区', 'OTHER_PLACE'],
    ['周家村3组12号', '玉山镇周家村委会三组12号', 'SAME_DOOR'],
  ])('%s and %s: %s', (a, b, level) => {
    const [left, right] = [tokens(a) ?? '', tokens(b) ?? ''];
    expect(address(left, right)).toBe(ADDRESS[level]);
    expect(address(right, left)).toBe(ADDRESS[level]);
  });

  test('without a token there is nothing in common', () => {
    expect(address('', '')).toBe(ADDRESS.OTHER_PLACE);
  });
});
