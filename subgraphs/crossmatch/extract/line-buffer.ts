const UTF8_BYTES_PER_UNIT = 3;

/** UTF-8 text that grows line by line; each line is written at once, so no rope of strings is kept alive. */
export type LineBuffer = { append(line: string): void; bytes(): Buffer };

/** An empty buffer with room for about `capacity` bytes; it grows when that was too little. */
export function createLineBuffer(capacity: number): LineBuffer {
  let held = Buffer.allocUnsafeSlow(capacity);
  let length = 0;
  return {
    append(line) {
      const needed = length + line.length * UTF8_BYTES_PER_UNIT;
      if (needed > held.length) {
        const larger = Buffer.allocUnsafeSlow(needed * 2);
        held.copy(larger, 0, 0, length);
        held = larger;
      }
      length += held.write(line, length, 'utf8');
    },
    bytes: () => held.subarray(0, length),
  };
}
