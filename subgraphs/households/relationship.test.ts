import { describe, expect, it } from 'vitest';
import { relationshipCode, relationshipLabel } from './relationship.ts';

describe('a relationship', () => {
  it.each([
    ['02', '02'],
    ['户主', '02'],
    ['0', '02'],
    ['本人', '01'],
    ['1', '10'],
    ['配偶', '10'],
    ['妻子', '12'],
    ['长子', '22'],
    ['女儿', '30'],
    ['孙子、孙女或外孙子、外孙女', '40'],
    ['外婆', '64'],
    ['其他亲属', '97'],
    ['8', '80'],
    ['98', '99'],
    ['03', '02'],
  ])('written %s is %s', (text, code) => {
    expect(relationshipCode(text)).toBe(code);
  });

  it.each(['9', '00', '房东', 'toString', '', '022'])('written "%s" is none', (text) => {
    expect(relationshipCode(text)).toBeNull();
  });

  it('has a name for every code it can have', () => {
    for (const text of ['户主', '妻', '堂兄弟、堂姐妹', '非亲属']) {
      expect(relationshipLabel(relationshipCode(text) ?? '')).toBe(text);
    }
    expect(relationshipLabel('00')).toBe('00');
  });
});
