import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCreditCode } from './credit-code.ts';

const ALPHABET = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
const bodies = fc.array(fc.constantFrom(...ALPHABET), { minLength: 17, maxLength: 17 });

// Well-known listed companies, from their public registers.
test.each(['91110000802100433B', '914403001922038216', '91440300708461136T'])(
  '%s is one',
  (code) => {
    expect(isCreditCode(code)).toBe(true);
  },
);

test.each(['', '91110000802100433', '91110000802100433I', '91110000802100433b', '310106012003004'])(
  '%j is none',
  (text) => {
    expect(isCreditCode(text)).toBe(false);
  },
);

test('exactly one check character completes seventeen, and no one-character change stays valid', () => {
  fc.assert(
    fc.property(
      bodies,
      fc.nat({ max: 17 }),
      fc.constantFrom(...ALPHABET),
      (body, position, other) => {
        const valid = ALPHABET.map((check) => [...body, check].join('')).filter(isCreditCode);
        expect(valid).toHaveLength(1);
        const changed = (valid[0] ?? '').split('');
        if (changed[position] === other) return;
        changed[position] = other;
        expect(isCreditCode(changed.join(''))).toBe(false);
      },
    ),
  );
});
