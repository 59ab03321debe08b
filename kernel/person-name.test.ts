import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareNames, normaliseName } from './person-name.ts';

function compare(record: string, name: string, formerName: string | null = null) {
  const result = compareNames(record, { name, formerName });
  return result.equal ? (result.folded ? 'FOLDED' : 'EQUAL') : result.reason;
}

describe('normalising', () => {
  test('twice is the same as once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(normaliseName(normaliseName(text))).toBe(normaliseName(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test('does not see spaces and zero-width characters wherever they stand', () => {
    const invisible = fc.constantFrom(
      ' ',
      '\u3000',
      '\u00a0',
      '\u200b',
      '\u200d',
      '\ufeff',
      '\u2060',
    );
    const names = fc.constantFrom('唐俊磊', '阿依古丽·买买提', '李䶮珍', '𠮷田');
    fc.assert(
      fc.property(names, invisible, fc.nat({ max: 8 }), (name, character, at) => {
        const characters = [...name];
        characters.splice(at, 0, character);
        expect(normaliseName(characters.join(''))).toBe(normaliseName(name));
      }),
    );
  });

  test.each([...'·•・．‧･.'])('writes the middle dot %s as one', (dot) => {
    expect(normaliseName(`阿依古丽${dot}买买提`)).toBe('阿依古丽·买买提');
  });

  test('folds full-width letters and the lower-case x', () => {
    expect(normaliseName('Ｍａｘ')).toBe('MaX');
  });

  test('reads the private-use characters of GBK-era systems as the decoder reads their bytes', () => {
    const decoder = new TextDecoder('gb18030');
    // The decoder itself still answers these six with private use: their characters lie beyond the BMP.
    const beyond: Record<number, string> = {
      0x51: '𠂇',
      0x52: '𠂉',
      0x53: '𠃌',
      0x6c: '𡗗',
      0x76: '𢦏',
      0x91: '𤇾',
    };
    const trail = [...Array(0xa1 - 0x50).keys()].map((i) => i + 0x50).filter((b) => b !== 0x7f);
    const expected = trail.map((b) => beyond[b] ?? decoder.decode(Uint8Array.of(0xfe, b)));
    const privateUse = trail.map((_, i) => String.fromCharCode(0xe815 + i));
    expect(privateUse.map(normaliseName)).toEqual(expected.map(normaliseName));
    expect(normaliseName('李\ue863珍')).toBe('李䶮珍');
    expect(normaliseName('李\ue001珍')).toBe('李\ue001珍');
  });
});

describe('names of the same number', () => {
  test.each([
    ['唐俊磊', '唐俊磊', 'EQUAL'],
    ['唐\u200b俊磊', '唐俊磊', 'FOLDED'],
    ['方 云爱', '方云爱', 'FOLDED'],
    ['陳佳悦', '陈佳悦', 'FOLDED'],
    ['劉畫', '刘画', 'FOLDED'],
    ['阿依古丽•买买提', '阿依古丽・买买提', 'FOLDED'],
    ['李\ue863珍', '李䶮珍', 'FOLDED'],
  ])('%s is %s', (record, name, expected) => {
    expect(compare(record, name)).toBe(expected);
  });

  test.each([
    ['黄萍斌', '黄平斌', 'HOMOPHONE'],
    ['单晓', '善晓', 'HOMOPHONE'],
    ['张行', '张航', 'HOMOPHONE'],
    ['李?珍', '李䶮珍', 'STAND_IN'],
    ['李？珍', '李䶮珍', 'STAND_IN'],
    ['李□珍', '李䶮珍', 'STAND_IN'],
    ['李*珍', '李䶮珍', 'STAND_IN'],
    ['李??珍', '李㛃珍', 'STAND_IN'],
    ['李**', '李建国', 'STAND_IN'],
    ['李yan珍', '李䶮珍', 'STAND_IN'],
    ['李YAN珍', '李䶮珍', 'STAND_IN'],
    ['吕lv', '吕绿', 'STAND_IN'],
    ['李jian?', '李建国', 'STAND_IN'],
    ['李䶮珍', '李yan珍', 'STAND_IN'],
    ['李䶮珍', '李?珍', 'STAND_IN'],
    ['李?珍', '王䶮珍', 'NAME_DIFFERS'],
    ['李yan珍', '李建珍', 'NAME_DIFFERS'],
    ['李???珍', '李䶮珍', 'NAME_DIFFERS'],
    ['***', '李建国', 'NAME_DIFFERS'],
    ['李?a?b?', '李建国', 'NAME_DIFFERS'],
    ['Li Jianguo', '李建国', 'NAME_DIFFERS'],
    ['李(珍', '李珍', 'NAME_DIFFERS'],
    ['李(?', '李(珍', 'STAND_IN'],
    ['吉田', '𠮷野', 'NAME_DIFFERS'],
    ['万俟良才', '张凤琴', 'NAME_DIFFERS'],
    ['李建', '李建国', 'NAME_DIFFERS'],
    ['', '李建国', 'NAME_DIFFERS'],
  ])('%s for %s is %s', (record, name, expected) => {
    expect(compare(record, name)).toBe(expected);
  });

  test('the former name is told from every other difference, folded like any name', () => {
    expect(compare('萬小寶', '万俟涛博', '万小宝')).toBe('FORMER_NAME');
    expect(compare('万 小宝', '万俟涛博', '万小宝')).toBe('FORMER_NAME');
    expect(compare('万大宝', '万俟涛博', '万小宝')).toBe('NAME_DIFFERS');
  });

  test('a name equal to both is equal', () => {
    expect(compare('万小宝', '万小宝', '万小宝')).toBe('EQUAL');
  });

  test('any two texts are compared without an error and in time', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('?', '*', 'a', '李', '珍', '·'), maxLength: 1_000 }),
    );
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        compare(a, b);
        expect(compareNames(a, { name: a, formerName: null })).toEqual({
          equal: true,
          folded: false,
        });
      }),
      { numRuns: 200 },
    );
  });
});
