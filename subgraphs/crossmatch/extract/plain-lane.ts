import type { PlainDate } from '../../../kernel/plain-date.ts';
import { columnsOf } from '../../../kernel/tabular/contract.ts';
import type { TextEncodingName } from '../../../kernel/tabular/encoding.ts';
import type { Layout } from '../../../kernel/tabular/header.ts';
import type { Source } from '../sources/source.ts';
import { copyGb18030AsUtf8 } from './gb18030-table.ts';
import { makeRoom, type StagedColumns } from './staged-columns.ts';
import { CELL } from './staged-line.ts';
import {
  isAllText,
  isPlainNumber,
  isPlainText,
  plainAlphabet,
  plainDate,
  wordKey,
  type PlainAlphabet,
} from './plain-cells.ts';

/**
 * The quick way for the rows that need no closer look, nearly all of a large file: judged as bytes, one pass,
 * without making a string. Whatever is not plainly acceptable is left to the ordinary way, so the two can
 * only agree (a property test holds them to it).
 */
export type PlainLane = {
  /** Cuts the line that begins at `from` and tells where its text ends. */
  cut(bytes: Uint8Array, from: number): { end: number; next: number };
  /** Stages the line last cut if it is plain. */
  stage(bytes: Uint8Array, row: number): boolean;
  /** Remembers the short words of the line last cut, which the ordinary way found plain. */
  learn(bytes: Uint8Array): void;
};

type PlainColumn = {
  kind: 'TEXT' | 'NUMBER' | 'DATE' | 'WORD';
  required: boolean;
  /** Position in the file; -1: absent. */
  at: number;
  words: Set<number>;
};

const COMMA = 44;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const MAX_WORDS = 1000;
/** A character of two bytes may become one of three. */
const MOST_GROWTH = 2;
const LENGTH_BYTES = 4;
const CELL_BYTE = CELL.charCodeAt(0);
const MISSING_DAY = -1;

/** The lane of a source that declares what plain means for it; null for the others. */
export function createPlainLane(
  source: Source,
  layout: Layout,
  asOf: PlainDate,
  encoding: TextEncodingName,
): ((parties: StagedColumns) => PlainLane) | null {
  const { plain } = source;
  if (plain === undefined) return null;
  const entries = columnsOf(source.contract);
  const indexOf = (key: string) => entries.findIndex(([name]) => name === key);
  const columns = entries.map(([, column], k): PlainColumn => ({
    kind: column.plain ?? 'WORD',
    required: column.required,
    at: layout.positions[k] ?? -1,
    words: new Set(),
  }));
  const declared = new Set(layout.positions);
  const rules = {
    columns,
    ignored: Array.from({ length: layout.width }, (_, at) => at).filter((at) => !declared.has(at)),
    width: layout.width,
    id: indexOf(plain.id),
    inOrder: plain.inOrder.map(([a, b]) => [indexOf(a), indexOf(b)] as const),
    notAfterAsOf: plain.notAfterAsOf.map(indexOf),
    asOf: Number(asOf.replaceAll('-', '')),
    alphabet: plainAlphabet(encoding),
    encoding,
  };
  return (parties) => openLane(rules, parties);
}

type Rules = {
  columns: readonly PlainColumn[];
  /** Positions of columns that are not judged, but whose bytes must be text all the same. */
  ignored: readonly number[];
  width: number;
  id: number;
  inOrder: readonly (readonly [number, number])[];
  notAfterAsOf: readonly number[];
  asOf: number;
  alphabet: PlainAlphabet;
  encoding: TextEncodingName;
};

function openLane(rules: Rules, parties: StagedColumns): PlainLane {
  const { columns, width } = rules;
  const copyText = rules.encoding === 'gb18030' ? copyGb18030AsUtf8 : copyBytes;
  const starts = new Int32Array(width + 1);
  const ends = new Int32Array(width + 1);
  const days = new Int32Array(columns.length);
  let cells = 0;

  function isPlain(bytes: Uint8Array): boolean {
    if (cells !== width) return false;
    for (let k = 0; k < columns.length; k++) {
      const column = columns[k] as PlainColumn;
      const from = starts[column.at] ?? 0;
      const end = ends[column.at] ?? 0;
      if (column.kind === 'DATE') days[k] = MISSING_DAY;
      if (from === end) {
        if (column.required) return false;
        if (column.kind === 'WORD' && column.at >= 0 && !column.words.has(0)) return false;
      } else if (column.kind === 'TEXT') {
        if (!isPlainText(bytes, from, end, rules.alphabet)) return false;
      } else if (column.kind === 'NUMBER') {
        if (!isPlainNumber(bytes, from, end)) return false;
      } else if (column.kind === 'DATE') {
        days[k] = plainDate(bytes, from, end, rules.alphabet);
        if (days[k] === 0) return false;
      } else if (!column.words.has(wordKey(bytes, from, end))) return false;
    }
    for (const at of rules.ignored)
      if (!isAllText(bytes, starts[at] ?? 0, ends[at] ?? 0, rules.alphabet)) return false;
    return inOrder();
  }

  function inOrder(): boolean {
    for (const k of rules.notAfterAsOf) if ((days[k] ?? 0) > rules.asOf) return false;
    for (const [a, b] of rules.inOrder) {
      const [first = 0, second = 0] = [days[a], days[b]];
      if (first !== MISSING_DAY && second !== MISSING_DAY && first > second) return false;
    }
    return true;
  }

  // The position is handed from step to step as a local: a captured variable would be stored at every byte.
  function write(bytes: Uint8Array, row: number): void {
    const { matchKey, cells: joined } = parties;
    const place = parties.count++;
    parties.rows[place] = row;
    parties.parts[place] = 0;
    // The natural key is the number itself, and there is no problem with it: both stay away.
    matchKey.present[place] = 1;
    joined.present[place] = 1;
    const keys = matchKey.bytes;
    const keyEnd = copyColumn(bytes, rules.id, keys, matchKey.length + LENGTH_BYTES);
    matchKey.length = closeText(keys, matchKey.length, keyEnd);
    const out = joined.bytes;
    let to = copyColumn(bytes, 0, out, joined.length + LENGTH_BYTES);
    for (let k = 1; k < columns.length; k++) {
      out[to++] = CELL_BYTE;
      to = copyColumn(bytes, k, out, to);
    }
    joined.length = closeText(out, joined.length, to);
  }

  function copyColumn(bytes: Uint8Array, k: number, out: Uint8Array, to: number): number {
    const column = columns[k];
    if (column === undefined || column.at < 0) return to;
    return copyText(bytes, starts[column.at] ?? 0, ends[column.at] ?? 0, out, to);
  }

  return {
    cut(bytes, from) {
      let found = 0;
      starts[0] = from;
      let at = from;
      for (; at < bytes.length; at++) {
        const byte = bytes[at] ?? 0;
        // Nearly every byte is beyond both.
        if (byte > COMMA) continue;
        if (byte === LINE_FEED) break;
        if (byte !== COMMA || found >= width) continue;
        ends[found++] = at;
        starts[found] = at + 1;
      }
      const end = at > from && bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at;
      if (found < width) ends[found] = end;
      cells = found + 1;
      return { end, next: at + 1 };
    },
    stage(bytes, row) {
      if (!isPlain(bytes)) return false;
      const used = (ends[width - 1] ?? 0) - (starts[0] ?? 0);
      makeRoom(parties, used * MOST_GROWTH + columns.length);
      write(bytes, row);
      return true;
    },
    learn(bytes) {
      if (cells !== width) return;
      for (const { kind, at, words } of columns)
        if (kind === 'WORD' && at >= 0 && words.size < MAX_WORDS)
          words.add(wordKey(bytes, starts[at] ?? 0, ends[at] ?? 0));
    },
  };
}

/** Writes before a text how long it is. */
function closeText(out: Uint8Array, at: number, end: number): number {
  const length = end - at - LENGTH_BYTES;
  out[at] = length & 0xff;
  out[at + 1] = (length >> 8) & 0xff;
  out[at + 2] = (length >> 16) & 0xff;
  out[at + 3] = length >> 24;
  return end;
}

function copyBytes(
  from: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  to: number,
): number {
  for (let at = start; at < end; at++) out[to++] = from[at] ?? 0;
  return to;
}
