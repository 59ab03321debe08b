import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCharacter, checkIdNumber } from '../id-number.ts';
import { isPlainResidentNumber } from './plain-resident-number.ts';

test('says yes only to what the full check accepts unchanged', () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
  const day = fc
    .date({ min: new Date('1890-01-01'), max: new Date('2110-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
  const first17 = fc
    .tuple(digits(6), fc.oneof(day, digits(8)), digits(3))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(first17, fc.boolean(), fc.constantFrom(...'0123456789Xx'), (body, right, other) => {
      const text = body + (right ? checkCharacter(body) : other);
      const full = checkIdNumber(text);
      const plain = full.ok && full.documentClass === 'RESIDENT_ID' && full.idNumber === text;
      if (isPlainResidentNumber(text)) expect(plain).toBe(true);
      else if (plain) expect(text).toMatch(/^(0|[789]|.{6}(18|21))/);
    }),
    { numRuns: 3000 },
  );
});
