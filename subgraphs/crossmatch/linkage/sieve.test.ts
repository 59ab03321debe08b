import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDictionary } from './dictionary.ts';
import { sieveOf } from './sieve.ts';

test('a sieve finds what the dictionary finds', () => {
  const texts = fc.array(fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b', '李', '𠮷') }));
  fc.assert(
    fc.property(texts, texts, (held, asked) => {
      const dictionary = createDictionary();
      for (const text of held) dictionary.codeOf(text);
      const find = sieveOf(dictionary);
      for (const text of [...held, ...asked]) expect(find(text)).toBe(dictionary.find(text));
    }),
  );
});
