// As much of Thrift's compact protocol as the metadata of a Parquet file needs
// (github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).

/** A value with its type number, encoded. */
export type Thrift = { type: number; bytes: readonly number[] };

const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
const SHORT_LIST = 15;

/** A 32-bit integer that is not negative. */
export function i32(value: number): Thrift {
  return { type: I32, bytes: varint(value * 2) };
}

/** A 64-bit integer that is not negative and is safe. */
export function i64(value: number): Thrift {
  return { type: I64, bytes: varint(value * 2) };
}

export function text(value: string): Thrift {
  const bytes = Buffer.from(value);
  return { type: BINARY, bytes: [...varint(bytes.length), ...bytes] };
}

/** A list of values of one type; it must hold one at least. */
export function list(values: readonly Thrift[]): Thrift {
  const type = values[0]?.type ?? I32;
  const { length } = values;
  const head = length < SHORT_LIST ? [(length << 4) | type] : [0xf0 | type, ...varint(length)];
  return { type: LIST, bytes: [...head, ...values.flatMap(({ bytes }) => bytes)] };
}

/** Fields by number, ascending, fewer than 16 apart. */
export function struct(fields: Readonly<Record<number, Thrift>>): Thrift {
  const bytes: number[] = [];
  let last = 0;
  for (const [name, value] of Object.entries(fields)) {
    bytes.push(((Number(name) - last) << 4) | value.type, ...value.bytes);
    last = Number(name);
  }
  return { type: STRUCT, bytes: [...bytes, 0] };
}

/** Seven bits to a byte, the lowest first. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}
