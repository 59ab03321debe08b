import { plainStep } from './standardiser.ts';
import { nfkc, stripAccents } from './text.ts';

/** Digits 0–9 only, full-width ones folded. */
export function digitsOf(value: string): string {
  return nfkc(value).replace(/[^0-9]/g, '');
}

export const CHARACTER_CLASS_STEPS = [
  plainStep('letters', { zh: '只留文字', en: 'Letters of any script only' }, (value) =>
    value.replace(/[^\p{L}\p{M}]/gu, ''),
  ),
  plainStep(
    'asciiLetters',
    { zh: '只留 a–z（去重音、转小写）', en: 'a–z only, accents folded, lower case' },
    (value) =>
      stripAccents(nfkc(value))
        .toLowerCase()
        .replace(/[^a-z]/g, ''),
  ),
  plainStep('digits', { zh: '只留数字', en: 'Digits only' }, digitsOf),
  plainStep('alphanumeric', { zh: '只留文字和数字', en: 'Letters and digits only' }, (value) =>
    value.replace(/[^\p{L}\p{M}\p{N}]/gu, ''),
  ),
];
