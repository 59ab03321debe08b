// Fowler, Noll and Vo (FNV-1a), 32 bits; mixed at the end as Appleby's MurmurHash3 does.

export const FIRST_HASH = 0x811c9dc5;
const PRIME = 0x01000193;

/** The hash of what was hashed so far and this text after it. */
export function hashOn(hash: number, text: string): number {
  let next = hash;
  for (let at = 0; at < text.length; at++) next = Math.imul(next ^ text.charCodeAt(at), PRIME);
  return next;
}

/** A hash whose bits all depend on all of the text, as a whole number below 2^32. */
export function mixed(hash: number): number {
  let next = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  next = Math.imul(next ^ (next >>> 13), 0xc2b2ae35);
  return (next ^ (next >>> 16)) >>> 0;
}
