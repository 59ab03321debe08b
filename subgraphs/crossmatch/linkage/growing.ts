/** A column of 32-bit numbers that grows as it is written. */
export type GrowingColumn = { push(value: number): void; taken(): Int32Array; length(): number };

const FIRST_SIZE = 1024;

/** An empty column. */
export function growingColumn(): GrowingColumn {
  let values = new Int32Array(FIRST_SIZE);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const larger = new Int32Array(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    taken: () => values.subarray(0, length),
    length: () => length,
  };
}
