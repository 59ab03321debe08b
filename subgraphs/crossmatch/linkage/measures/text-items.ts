import { LIST_SEPARATOR } from '../standardisers/standardiser.ts';

/** The distinct items of a list value; a plain value is a list of one, the empty text of none. */
export function itemsOf(value: string): string[] {
  if (value === '') return [];
  if (!value.includes(LIST_SEPARATOR)) return [value];
  return [...new Set(value.split(LIST_SEPARATOR))];
}

/** The words of a value, repeats kept: items of a list, or what white space parts. */
export function wordsOf(value: string): string[] {
  return value.split(/[\s\u001f]+/u).filter((word) => word !== '');
}

/** The distinct pairs of neighbouring characters; a single character stands for itself. */
export function bigramsOf(value: string): Set<string> {
  const characters = [...value];
  if (characters.length === 1) return new Set(characters);
  const pairs = new Set<string>();
  for (let i = 1; i < characters.length; i += 1) {
    pairs.add(`${characters[i - 1]}${characters[i]}`);
  }
  return pairs;
}
