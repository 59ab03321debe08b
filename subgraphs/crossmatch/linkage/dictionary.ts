import { HubError } from '../../../kernel/errors.ts';

/** Texts as whole numbers from 1; 0 is the missing value. */
export type Dictionary = {
  codeOf(text: string): number;
  /** 0 when the text was never seen. */
  find(text: string): number;
  textOf(code: number): string;
  size(): number;
};

// A JavaScript map ends here; a linkage with more distinct values of one field belongs on several machines.
const MOST_ENTRIES = 2 ** 24 - 1;

/** An empty dictionary. `codeOf` throws LINK_INPUT_INVALID beyond 16.7 million distinct values. */
export function createDictionary(): Dictionary {
  const codes = new Map<string, number>();
  const texts: string[] = [''];
  return {
    codeOf(text) {
      const known = codes.get(text);
      if (known !== undefined) return known;
      if (codes.size >= MOST_ENTRIES) {
        throw new HubError('LINK_INPUT_INVALID', {
          problem: { zh: '不同的取值过多', en: 'too many distinct values' },
        });
      }
      const code = texts.push(text) - 1;
      codes.set(text, code);
      return code;
    },
    find: (text) => codes.get(text) ?? 0,
    textOf: (code) => texts[code] ?? '',
    size: () => texts.length - 1,
  };
}
