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
