import { plainStep } from './standardiser.ts';
import { stripAccents } from './text.ts';

const PREFIXES: readonly [RegExp, string][] = [
  [/^MAC/, 'MCC'],
  [/^KN/, 'NN'],
  [/^K/, 'C'],
  [/^P[HF]/, 'FF'],
  [/^SCH/, 'SSS'],
];
const VOWEL = /[AEIOU]/;
const REPLACED: Readonly<Record<string, string>> = { Q: 'G', Z: 'S', M: 'N' };

/**
 * New York State Identification and Intelligence System code (Taft 1970), not cut to six letters, as
 * most linkage tools have it. null without a Latin letter.
 */
export function nysiis(value: string): string | null {
  const letters = stripAccents(value)
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
  if (letters === '') return null;
  return ended(translated(endings(beginnings(letters))));
}

export const NYSIIS_STEPS = [
  plainStep('nysiis', { zh: 'NYSIIS 读音码', en: 'NYSIIS sound code' }, nysiis),
];

function beginnings(name: string): string {
  const found = PREFIXES.find(([pattern]) => pattern.test(name));
  return found === undefined ? name : name.replace(found[0], found[1]);
}

function endings(name: string): string {
  return name.replace(/(?:EE|IE)$/, 'Y').replace(/(?:DT|RT|RD|NT|ND)$/, 'D');
}

function translated(name: string): string {
  let key = name.charAt(0);
  for (let i = 1; i < name.length; i += 1) {
    const [sound, taken] = soundAt(name, i);
    i += taken - 1;
    if (!sound.endsWith(key.charAt(key.length - 1))) key += sound;
  }
  return key;
}

/** What the letter at i is written as, and how many letters that uses up. */
function soundAt(name: string, i: number): [sound: string, taken: number] {
  const letter = name.charAt(i);
  if (name.startsWith('EV', i)) return ['AF', 2];
  if (VOWEL.test(letter)) return ['A', 1];
  if (name.startsWith('KN', i)) return ['N', 1];
  if (letter === 'K') return ['C', 1];
  if (name.startsWith('SCH', i)) return ['SS', 3];
  if (name.startsWith('PH', i)) return ['F', 2];
  const before = name.charAt(i - 1);
  const afterVowel = VOWEL.test(before);
  if (letter === 'H' && !(afterVowel && VOWEL.test(name.charAt(i + 1)))) {
    return [afterVowel ? 'A' : before, 1];
  }
  if (letter === 'W' && afterVowel) return ['A', 1];
  return [REPLACED[letter] ?? letter, 1];
}

function ended(key: string): string {
  const withoutS = key.length > 1 ? key.replace(/S$/, '') : key;
  const shorter = withoutS.replace(/AY$/, 'Y');
  return shorter.length > 1 ? shorter.replace(/A$/, '') : shorter;
}
