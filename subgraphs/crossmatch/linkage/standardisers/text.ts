import { plainStep } from './standardiser.ts';

const ASCII = /^[\x20-\x7e]*$/;
const MARKS = /[\u0300-\u036f]/g;
// Letters of Latin script that have no decomposition.
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L' },
  ...{ đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', þ: 'th', Þ: 'TH', ı: 'i', ħ: 'h', Ħ: 'H' },
};

/** Latin (and Greek, Cyrillic) letters without their accents: 'Żółć' → 'Zolc'. Kana keep their marks. */
export function stripAccents(value: string): string {
  if (ASCII.test(value)) return value;
  return value
    .normalize('NFD')
    .replace(MARKS, '')
    .normalize('NFC')
    .replace(/[ßæœøłđðþıħ]/giu, (letter) => UNDECOMPOSED[letter] ?? letter);
}

/** NFKC: full-width to half-width, ligatures and radicals to what they stand for. */
export function nfkc(value: string): string {
  return ASCII.test(value) ? value : value.normalize('NFKC');
}

export const TEXT_STEPS = [
  plainStep('trim', { zh: '去除首尾空白', en: 'Trim' }, (value) => value.trim()),
  plainStep('lowercase', { zh: '转小写', en: 'Lower case' }, (value) => value.toLowerCase()),
  plainStep('uppercase', { zh: '转大写', en: 'Upper case' }, (value) => value.toUpperCase()),
  plainStep('nfkc', { zh: '全角转半角（NFKC）', en: 'Unicode NFKC' }, nfkc),
  plainStep('stripAccents', { zh: '去除重音符号', en: 'Strip accents' }, stripAccents),
  plainStep('collapseSpaces', { zh: '合并空白', en: 'One space between words' }, (value) =>
    value.trim().replace(/\s+/gu, ' '),
  ),
];
