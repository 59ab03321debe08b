import { pinyin } from 'pinyin-pro';
import { createBoundedCache } from '../../../../kernel/runtime/bounded-cache.ts';
import { isHan, splitName } from './han-names.ts';

const MOST_READINGS = 16;
const PLAIN = { toneType: 'none', type: 'array', v: true } as const;
const SOUNDS_OF_LATIN = /[a-z]/;

// Characters and surnames are few (tens of thousands) where names are many: what is remembered is the parts,
// so that a name never seen costs a few look-ups.
const characters = createBoundedCache<readonly string[]>(65_536);
const surnames = createBoundedCache<readonly string[]>(16_384);

/** How a character may be read, without tone ('lv' for 绿), the usual reading first; [] unless Chinese. */
export function readingsOf(character: string): readonly string[] {
  const known = characters.get(character);
  if (known !== undefined) return known;
  const readings = isHan(character)
    ? distinct([...pinyin(character, PLAIN), ...pinyin(character, { ...PLAIN, multiple: true })])
    : [];
  characters.set(character, readings);
  return readings;
}

/** Whether two characters share a reading without its tone. */
export function soundAlike(a: string, b: string): boolean {
  const other = readingsOf(b);
  return readingsOf(a).some((reading) => other.includes(reading));
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
    const readings = readingsOf(run);
    return asSurname === undefined ? readings : distinct([asSurname, ...readings]);
  });
}

function distinct(readings: readonly string[]): string[] {
  return [...new Set(readings)];
}
