import { pinyin } from 'pinyin-pro';
import { createBoundedCache } from '../../../../kernel/runtime/bounded-cache.ts';
import { isHan, splitName } from './han-names.ts';

const MOST_READINGS = 16;
const PLAIN = { toneType: 'none', type: 'array', v: true } as const;
const SOUNDS_OF_LATIN = /[a-z]/;

// Characters and surnames are few (tens of thousands) where names are many: what is remembered is the parts,
// so that a name never seen costs a few look-ups. Characters go by code point, which bounds them.
const characters: (readonly string[] | undefined)[] = [];
const surnames = createBoundedCache<readonly string[]>(16_384);

/** How a character may be read, without tone ('lv' for 绿), the usual reading first; [] unless Chinese. */
export function readingsOf(code: number): readonly string[] {
  const known = characters[code];
  if (known !== undefined) return known;
  const character = String.fromCodePoint(code);
  return (characters[code] = isHan(character)
    ? distinct([...pinyin(character, PLAIN), ...pinyin(character, { ...PLAIN, multiple: true })])
    : []);
}

/** Whether two characters, as code points, share a reading without its tone. */
export function soundAlike(a: number, b: number): boolean {
  const other = readingsOf(b);
  for (const reading of readingsOf(a)) if (other.includes(reading)) return true;
  return false;
}

/** The reading of each character of a surname, as a surname: 单 shan, 尉迟 yu chi. */
export function surnameReadings(surname: string): readonly string[] {
  const known = surnames.get(surname);
  if (known !== undefined) return known;
  const readings = pinyin(surname, { ...PLAIN, surname: 'all' });
  surnames.set(surname, readings);
  return readings;
}

/**
 * The usual reading of each character, the surname read as one; a run of Latin letters counts as one, in
 * lower case. null when a mark stands for a character (李?珍), or nothing can be read.
 */
export function syllablesOf(name: string): string[] | null {
  const syllables = alternatives(name)?.map(([usual]) => usual ?? '');
  return syllables === undefined || syllables.length === 0 ? null : syllables;
}

/**
 * All ways to read a name, at most 16: the usual one first, then those that differ early before those that
 * differ late. null as for syllablesOf.
 */
export function nameReadings(name: string): string[] | null {
  const places = alternatives(name);
  if (places === null || places.length === 0) return null;
  return places.reduce<string[]>(
    (begun, readings) => {
      const all = begun.flatMap((start) => readings.map((reading) => start + reading));
      return all.length <= MOST_READINGS ? all : begun.map((start) => start + String(readings[0]));
    },
    [''],
  );
}

function alternatives(name: string): (readonly string[])[] | null {
  if (/[?□*]/u.test(name)) return null;
  const parts = splitName(name);
  const surname = parts === null ? [] : surnameReadings(parts.surname);
  const runs = name.match(/[A-Za-z]+|\p{Script=Han}/gu) ?? [];
  return runs.map((run, i) => {
    const latin = run.toLowerCase();
    if (SOUNDS_OF_LATIN.test(latin)) return [latin];
    const asSurname = surname[i];
    const readings = readingsOf(run.codePointAt(0) as number);
    return asSurname === undefined ? readings : distinct([asSurname, ...readings]);
  });
}

function distinct(readings: readonly string[]): string[] {
  return [...new Set(readings)];
}
