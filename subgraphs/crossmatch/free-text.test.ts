import { describe, expect, it } from 'vitest';
import { checkCharacter } from '../../kernel/id-number.ts';
import { assertNoIdNumber, assertStatement } from './free-text.ts';

const first17 = '31010619550203999';
const idNumber = first17 + checkCharacter(first17);
const refused = expect.objectContaining({
  code: 'INVALID_INPUT',
  details: { field: 'note' },
}) as Error;

describe('assertNoIdNumber', () => {
  it.each([
    ['as it is', idNumber],
    ['in a sentence', `身份证${idNumber}，与本人不符`],
    ['with spaces', idNumber.replace(/(.{6})(.{8})/, '$1 $2 ')],
    ['full-width', idNumber.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))],
    ['between other digits', `12${idNumber}`],
    ['of 15 digits', `旧号 ${idNumber.slice(0, 6)}${idNumber.slice(8, 17)}`],
  ])('refuses a number %s', (_, text) => {
    expect(() => assertNoIdNumber('note', text)).toThrow(refused);
  });

  it('takes a telephone number, a credit code and a masked number', () => {
    assertNoIdNumber('note', '电话 021-12345678，91310106MA1FY0000X，310106********002X');
  });

  it('refuses more than 2,000 characters', () => {
    expect(() => assertNoIdNumber('note', '字'.repeat(2001))).toThrow(refused);
  });
});

describe('assertStatement', () => {
  it('refuses an empty text', () => {
    expect(() => assertStatement('note', ' \n')).toThrow(refused);
  });
});
