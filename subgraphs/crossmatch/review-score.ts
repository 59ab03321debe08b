const BITS = /^(-?)(\d{1,9})(?:\.(\d{1,3})0*)?$/;

/**
 * The sum of bits as they are stored, in whole millibits; null when one of them is no number or finer than a millibit,
 * which no part of a score is. Adds whole numbers: what is equal here is equal to the last digit.
 */
export function sumOfBits(texts: readonly (string | null)[]): number | null {
  let sum = 0;
  for (const text of texts) {
    const [, minus, whole = '', fraction = ''] = BITS.exec(text ?? '') ?? [];
    if (minus === undefined) return null;
    const millibits = Number(whole) * 1_000 + Number(fraction.padEnd(3, '0'));
    sum += minus === '' ? millibits : -millibits;
  }
  return sum;
}
