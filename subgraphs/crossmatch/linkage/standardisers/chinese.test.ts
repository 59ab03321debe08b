import { expect, test } from 'vitest';
import { checkCharacter } from '../../../../kernel/id-number.ts';
import { makeStep } from './index.ts';
import { LIST_SEPARATOR } from './standardiser.ts';

const withCheck = (first17: string): string => first17 + checkCharacter(first17);
const VALID = withCheck('31011019800312102');
const INVALID = `${VALID.slice(0, 17)}${VALID.endsWith('0') ? '1' : '0'}`;
const CONVERTED = withCheck('31011019800312102');

const NAMES: readonly [step: string, value: string, expected: string | string[] | null][] = [
  ['chineseName', ' 王 小明（曾用名：王二）', '王小明'],
  ['chineseName', '王小明(已故', '王小明'],
  ['chineseName', '【王小明】', '王小明'],
  ['chineseName', '（）', null],
  ['chineseName', '买买提•阿里', '买买提·阿里'],
  ['chineseName', '\ue863', '䶮'],
  ['chineseNameSimplified', '張偉', '张伟'],
  ['chineseNameSimplified', '王喆', '王喆'],
  ['variantFold', '王喆', '王哲'],
  ['variantFold', '蕭峯', '肖峰'],
  ['variantFold', '髙娜', '高娜'],
  ['dotlessName', '买买提.阿里', '买买提阿里'],
  ['nameSegments', '买买提·阿里', ['买买提', '阿里']],
  ['nameSegments', '王小明', ['王小明']],
  ['nameCharacters', '李𠮷李', ['李', '𠮷']],
  ['surname', '王小明', '王'],
  ['surname', '欧阳娜', '欧阳'],
  ['surname', '歐陽娜娜', '歐陽'],
  ['surname', '东方', '东'],
  ['surname', '爱新觉罗溥仪', '爱新觉罗'],
  ['surname', '叶赫那拉小花', '叶赫那拉'],
  ['surname', '买买提·阿里', null],
  ['surname', 'John', null],
  ['givenName', '诸葛亮', '亮'],
  ['givenName', '王', null],
  ['pinyin', '王小明', 'wangxiaoming'],
  ['pinyin', '单小红', 'shanxiaohong'],
  ['pinyin', '尉迟恭', 'yuchigong'],
  ['pinyin', '万俟雪', 'moqixue'],
  ['pinyin', '区小红', 'ouxiaohong'],
  ['pinyin', '吕绿', 'lvlv'],
  ['pinyin', '李yan珍', 'liyanzhen'],
  ['pinyin', 'Li Yanzhen', 'liyanzhen'],
  ['pinyin', '李?珍', null],
  ['pinyin', '123', null],
  [
    'pinyinReadings',
    '单长',
    ['chanchang', 'chanzhang', 'danchang', 'danzhang', 'shanchang', 'shanzhang'],
  ],
  ['pinyinReadings', '王小明', ['wangxiaoming']],
  ['pinyinReadings', '李□', null],
  ['pinyinInitials', '尉迟恭', 'ycg'],
  ['pinyinInitials', '李yan珍', 'lyz'],
  ['surnamePinyin', '尉迟恭', 'yuchi'],
  ['surnamePinyin', '阿里·买', null],
  ['nameStandInPattern', '王小明', ['?小明', '王?明', '王小?']],
  ['nameStandInPattern', '李䶮珍', ['?䶮珍', '李?珍', '李䶮?']],
  ['nameStandInPattern', '李□珍', ['李?珍']],
  ['nameStandInPattern', '李yan珍', ['李?珍']],
  ['nameStandInPattern', '李？？珍', ['李?珍']],
  ['nameStandInPattern', 'John', null],
  ['nameStandInPattern', '王', null],
  ['nameStandInPattern', '买买提·阿卜杜拉', null],
];

const NUMBERS: typeof NAMES = [
  ['idNumber', ` ${VALID.toLowerCase()} `, VALID],
  ['idNumber', '310110800312102', CONVERTED],
  ['idNumber', INVALID, INVALID],
  ['idNumber', 'e12345678', 'E12345678'],
  ['idNumber', '******', null],
  ['idNumber', '-', null],
  ['idWritten', '310110800312102', '310110800312102'],
  ['idValidity', VALID, 'VALID'],
  ['idValidity', '310110800312102', 'CONVERTED'],
  ['idValidity', INVALID, 'INVALID'],
  ['idValidity', VALID.slice(0, 17), 'INVALID'],
  ['idValidity', '310***********1021', 'MASKED'],
  ['idValidity', 'E12345678', 'OTHER'],
  ['idValidity', '000', null],
  ['idBirthDate', VALID, '19800312'],
  ['idBirthDate', INVALID, '19800312'],
  ['idBirthDate', VALID.slice(0, 16), '19800312'],
  ['idBirthDate', '310110800312102', '19800312'],
  ['idBirthDate', '310110198002301020', null],
  ['idBirthDate', '310110219803121020', null],
  ['idBirthDate', 'E12345678', null],
  ['idSex', VALID, 'FEMALE'],
  ['idSex', withCheck('31011019800312101'), 'MALE'],
  ['idSex', '310110800312101', 'MALE'],
  ['idSex', '310***********1021', 'FEMALE'],
  ['idSex', 'E12345678', null],
  ['idFirst14', '310110800312102', '31011019800312'],
  ['idFirst14', '310***********1021', null],
  ['idLast8', VALID, VALID.slice(-8)],
  ['idLast8', '310***********1021', null],
  ['idEnds', VALID, `310-${VALID.slice(-4)}`],
  ['idEnds', '310***********1021', '310-1021'],
  ['idEnds', '3***********', null],
  ['idDeletions', 'E12345678', null],
  ['sex', ' 男 ', 'MALE'],
  ['sex', '２', 'FEMALE'],
  ['sex', 'Female', 'FEMALE'],
  ['sex', '9', null],
  ['sex', 'constructor', null],
  ['areaCode6', '310110', '310110'],
  ['areaCode6', '310110019001', '310110'],
  ['areaCode6', '3101', null],
];

const ADDRESSES: typeof NAMES = [
  [
    'addressTokens',
    '上海市杨浦区四平路街道四平路123弄5号402室',
    tokens('上海市 杨浦区 四平路街道 四平路 123弄 5号 402室'),
  ],
  ['addressTokens', '四平路１２３弄五号四〇二室', tokens('四平路 123弄 5号 402室')],
  ['addressTokens', '四平路123弄5号402', tokens('四平路 123弄 5号 402室')],
  ['addressTokens', '四平路123弄5-402', tokens('四平路 123弄 5号 402室')],
  ['addressTokens', '阳光小区3-2-402', tokens('阳光小区 3幢 2单元 402室')],
  ['addressTokens', '阳光小区3号楼2单元402房', tokens('阳光小区 3幢 2单元 402室')],
  [
    'addressTokens',
    '江苏省苏州市昆山市玉山镇前进中路12号',
    tokens('江苏省 苏州市 昆山市 玉山镇 前进中路 12号'),
  ],
  ['addressTokens', '上海市市光路10号', tokens('上海市 市光路 10号')],
  ['addressTokens', '杨浦区市光路10号', tokens('杨浦区 市光路 10号')],
  ['addressTokens', '控江三村12号', tokens('控江3村 12号')],
  ['addressTokens', '周家村村民委员会三组十二号', tokens('周家村 3组 12号')],
  ['addressTokens', '中山北二路15号甲', tokens('中山北2路 15号')],
  ['addressTokens', '八一路二十三号', tokens('八一路 23号')],
  ['addressTokens', '景德镇市珠山区新厂西路一百零五号', tokens('景德镇市 珠山区 新厂西路 105号')],
  ['addressTokens', '-', null],
  ['addressRoad', '上海市杨浦区四平路街道控江路5号', '控江路'],
  ['addressRoad', '玉山镇周家村3组12号', '周家村'],
  ['addressRoad', '5号', null],
  ['addressDoor', '四平路 123 弄 5 号 402 室', '四平路123弄5号'],
  ['addressDoor', '四平路', null],
  ['addressRoom', '四平路123弄5号402室', '四平路123弄5号402室'],
  ['addressRoom', '四平路123弄5号', null],
];

test.each([...NAMES, ...NUMBERS, ...ADDRESSES])('%s of %j is %j', (step, value, expected) => {
  const wanted = Array.isArray(expected) ? expected.join(LIST_SEPARATOR) : expected;
  expect(makeStep(step)(value)).toBe(wanted);
});

test('the readings of a name are at most sixteen, and the usual one is among them', () => {
  const name = '单长行重乐';
  const readings = makeStep('pinyinReadings')(name)?.split(LIST_SEPARATOR) ?? [];
  expect(readings.length).toBeLessThanOrEqual(16);
  expect(readings.length).toBeGreaterThan(4);
  expect(readings).toContain(makeStep('pinyin')(name));
});

test('two numbers one slip apart share a fragment', () => {
  const fragments = makeStep('idDeletions');
  const of = (number: string): string[] => fragments(number)?.split(LIST_SEPARATOR) ?? [];
  const own = new Set(of(VALID));
  const swapped = `${VALID.slice(0, 9)}${VALID[10]}${VALID[9]}${VALID.slice(11)}`;
  for (const slip of [INVALID, swapped, VALID.slice(1), `${VALID}0`, `9${VALID.slice(1)}`]) {
    expect(
      of(slip).some((fragment) => own.has(fragment)),
      slip,
    ).toBe(true);
  }
  const other = withCheck('44030119751127003');
  expect(of(other).some((fragment) => own.has(fragment))).toBe(false);
});

function tokens(written: string): string[] {
  return written.split(' ').sort();
}
