import { TextDecoder } from 'node:util';

const FIRST_LEAD = 0x81;
const LAST_LEAD = 0xfe;
const FIRST_TRAIL = 0x40;
const TRAILS = 0xbf;
const ASCII_END = 0x80;
const TWO_BYTE_END = 0x800;

let table: Uint16Array | null = null;

/**
 * Copies GB18030 text of one- and two-byte characters as UTF-8 and tells where it ends. The table comes from the
 * platform's own decoder, so the two cannot differ; it spares a string for every block.
 */
export function copyGb18030AsUtf8(
  from: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  to: number,
): number {
  table ??= codePoints();
  for (let at = start; at < end; at++) {
    const byte = from[at] ?? 0;
    if (byte < ASCII_END) {
      out[to++] = byte;
      continue;
    }
    const trail = from[++at] ?? 0;
    const point = table[(byte - FIRST_LEAD) * TRAILS + trail - FIRST_TRAIL] ?? 0;
    if (point < TWO_BYTE_END) {
      out[to++] = 0xc0 | (point >> 6);
    } else {
      out[to++] = 0xe0 | (point >> 12);
      out[to++] = 0x80 | ((point >> 6) & 0x3f);
    }
    out[to++] = 0x80 | (point & 0x3f);
  }
  return to;
}

/** The code point of every two-byte character, by lead and trail byte. */
function codePoints(): Uint16Array {
  const decoder = new TextDecoder('gb18030');
  const points = new Uint16Array((LAST_LEAD - FIRST_LEAD + 1) * TRAILS);
  for (let lead = FIRST_LEAD; lead <= LAST_LEAD; lead++) {
    for (let trail = 0; trail < TRAILS; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, FIRST_TRAIL + trail));
      points[(lead - FIRST_LEAD) * TRAILS + trail] = character.charCodeAt(0);
    }
  }
  return points;
}
