import { plainStep } from './standardiser.ts';
import { stripAccents } from './text.ts';

// a–z; 0 = a vowel (parts two equal codes), '-' = h and w (do not part them).
const CODES = '01230120022455012623010202'
  .split('')
  .map((code, i) => ('hw'.includes(letter(i)) ? '-' : code));

/**
 * American Soundex of the National Archives (the rule of 1930 and TAOCP 6.4): first letter and three digits;
 * equal codes side by side, or with h or w between them, count once. null without a Latin letter.
 */
export function soundex(value: string): string | null {
  const letters = stripAccents(value)
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  if (letters === '') return null;
  let key = letters.charAt(0).toUpperCase();
  let last = codeOf(letters, 0);
  for (let i = 1; i < letters.length && key.length < 4; i += 1) {
    const code = codeOf(letters, i);
    if (code === '-') continue;
    if (code !== '0' && code !== last) key += code;
    last = code;
  }
  return key.padEnd(4, '0');
}

export const SOUNDEX_STEPS = [
  plainStep('soundex', { zh: 'Soundex 读音码', en: 'American Soundex' }, soundex),
];

function codeOf(letters: string, i: number): string {
  return CODES[letters.charCodeAt(i) - 97] ?? '0';
}

function letter(i: number): string {
  return String.fromCharCode(97 + i);
}
