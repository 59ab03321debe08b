/**
 * The code points of a text in a buffer that is used again: a measure runs over millions of pairs, and an
 * array of each would cost more than the measure.
 */
export type CodePoints = { codes: Int32Array; length: number };

const FIRST_SIZE = 256;

/** A buffer of its own for one side of a measure. */
export function createCodePoints(): CodePoints {
  return { codes: new Int32Array(FIRST_SIZE), length: 0 };
}

/** Fills the buffer with the code points of the text and returns how many there are. */
export function readCodePoints(into: CodePoints, text: string): number {
  const units = text.length;
  if (into.codes.length < units) into.codes = new Int32Array(units * 2);
  const codes = into.codes;
  let count = 0;
  for (let i = 0; i < units; i += 1) {
    let code = text.charCodeAt(i);
    if (code >= 0xd800 && code <= 0xdbff && i + 1 < units) {
      const low = text.charCodeAt(i + 1);
      if (low >= 0xdc00 && low <= 0xdfff) {
        code = (code - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;
        i += 1;
      }
    }
    codes[count] = code;
    count += 1;
  }
  into.length = count;
  return count;
}
