import { expect, test } from 'vitest';
import { copyGb18030AsUtf8 } from './gb18030-table.ts';

test('every two-byte character is the one that the decoder gives', () => {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  const out = new Uint8Array(8);
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const bytes = Uint8Array.of(0x61, lead, trail, 0x7a);
      const text = Buffer.from(out.subarray(0, copyGb18030AsUtf8(bytes, 0, 4, out, 0))).toString();
      if (text !== decoder.decode(bytes)) expect(text).toBe(decoder.decode(bytes));
    }
  }
});
