import type { Dictionary } from './dictionary.ts';
import { FIRST_HASH, hashOn } from './text-hash.ts';

const BITS_PER_TEXT = 16;
const LEAST_BITS = 1_024;
const MOST_BITS = 2 ** 30;

/**
 * The code of a text, 0 when the dictionary does not hold it; for asking a full dictionary for texts it mostly does
 * not hold. A bit per text says no at once: a look into a map of a million texts costs several times as much.
 */
export function sieveOf(dictionary: Dictionary): (text: string) => number {
  const wanted = Math.min(Math.max(dictionary.size() * BITS_PER_TEXT, LEAST_BITS), MOST_BITS);
  const bits = 2 ** Math.ceil(Math.log2(wanted));
  const known = new Uint8Array(bits / 8);
  const bitOf = (text: string): number => {
    const hash = hashOn(FIRST_HASH, text);
    return (hash ^ (hash >>> 15)) & (bits - 1);
  };
  for (let code = 1; code <= dictionary.size(); code++) {
    const bit = bitOf(dictionary.textOf(code));
    known[bit >> 3] = (known[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return (text) => {
    const bit = bitOf(text);
    return ((known[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0 ? 0 : dictionary.find(text);
  };
}
