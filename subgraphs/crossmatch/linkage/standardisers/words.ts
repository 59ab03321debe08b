import { countStep, listing, listOf, plainStep } from './standardiser.ts';

export const WORD_STEPS = [
  plainStep('sortWords', { zh: '词语排序', en: 'Words in order of the alphabet' }, (value) =>
    wordsOf(value).sort().join(' '),
  ),
  listing(
    plainStep('words', { zh: '拆成词（列表）', en: 'Words (a list)' }, (value) =>
      listOf(wordsOf(value)),
    ),
  ),
  listing(
    plainStep('bigrams', { zh: '二字组（列表）', en: 'Pairs of neighbours (a list)' }, (value) =>
      listOf(grams(value, 2)),
    ),
  ),
  listing(
    plainStep(
      'trigrams',
      { zh: '三字组（列表）', en: 'Runs of three characters (a list)' },
      (value) => listOf(grams(value, 3)),
    ),
  ),
  listing(
    countStep(
      'grams',
      { zh: 'n 字组（列表）', en: 'Runs of n characters (a list)' },
      (count) => (value) => listOf(grams(value, count)),
    ),
  ),
];

function wordsOf(value: string): string[] {
  return value.split(/[^\p{L}\p{M}\p{N}'’]+/u).filter((word) => word !== '');
}

/** Runs of `size` neighbouring characters; a text shorter than that stands for itself. */
function grams(value: string, size: number): string[] {
  const characters = [...value];
  if (characters.length <= size) return [value];
  return Array.from({ length: characters.length - size + 1 }, (_, i) =>
    characters.slice(i, i + size).join(''),
  );
}
