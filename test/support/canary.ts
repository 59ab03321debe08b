import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

/** A way a number may lie in bytes, and those bytes as they would be found. */
export type Needle = { how: string; bytes: Buffer };

/** Something that was searched: a log line, a table, a file. */
export type Haystack = { where: string; bytes: Buffer };

/**
 * Every way in which an identity number may be found by somebody who knows it: as text in several encodings,
 * as a hash without a key, and in its fifteen-digit form. The seventeen digits without the check character
 * are looked for, so that a small x or none hides nothing.
 */
export function needlesOf(idNumber: string): Needle[] {
  const fifteen = idNumber.slice(0, 6) + idNumber.slice(8, 17);
  const texts = [idNumber.slice(0, 17), fifteen];
  const plain = texts.flatMap((digits) => encodingsOf(digits));
  const hashes = [idNumber, fifteen].flatMap((text) =>
    ['md5', 'sha1', 'sha256', 'sm3'].flatMap((hash) => {
      const digest = createHash(hash).update(text).digest();
      return [
        { how: `${hash} of ${text.length}`, bytes: digest.subarray(0, 16) },
        {
          how: `${hash} of ${text.length} in hex`,
          bytes: ascii(digest.toString('hex').slice(0, 32)),
        },
        {
          how: `${hash} of ${text.length} in base64`,
          bytes: ascii(digest.toString('base64').slice(0, 21)),
        },
      ];
    }),
  );
  return [...plain, ...hashes];
}

/** Which needles are where. */
export function findIn(haystacks: readonly Haystack[], needles: readonly Needle[]): string[] {
  return haystacks.flatMap(({ where, bytes }) =>
    needles.filter((needle) => bytes.includes(needle.bytes)).map(({ how }) => `${where}: ${how}`),
  );
}

/** Every row of every table of every schema, as the database's owner can copy it out. */
export async function dumpOf(url: string): Promise<Haystack[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'm')
          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1`,
    );
    const dumped: Haystack[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ line: string }>(
        `SELECT t::text AS line FROM ${name} t`,
      );
      const text = rows.map(({ line }) => line).join('\n');
      dumped.push({ where: `table ${name}`, bytes: Buffer.from(text) });
      // Statistics quote values of the columns they are about.
    }
    const { rows: stats } = await client.query<{ line: string }>(
      'SELECT s::text AS line FROM pg_stats s',
    );
    const text = stats.map(({ line }) => line).join('\n');
    return [...dumped, { where: 'pg_stats', bytes: Buffer.from(text) }];
  } finally {
    await client.end();
  }
}

/** Every file below a directory, but for what `isLeftOut` says. */
export function filesBelow(dir: string, isLeftOut: (name: string) => boolean): Haystack[] {
  return readdirSync(dir, { recursive: true })
    .map(String)
    .filter((name) => !isLeftOut(name) && statSync(path.join(dir, name)).isFile())
    .map((name) => ({ where: `file ${name}`, bytes: readFileSync(path.join(dir, name)) }));
}

function encodingsOf(digits: string): Needle[] {
  const wide = [...digits]
    .map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    .join('');
  const escaped = (text: string): string =>
    [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const hex = Buffer.from(digits).toString('hex');
  const named: [string, Buffer][] = [
    ['text', ascii(digits)],
    ['utf-16 little-endian', Buffer.from(digits, 'utf16le')],
    ['utf-16 big-endian', Buffer.from(digits, 'utf16le').swap16()],
    ['hex', ascii(hex)],
    ['hex, large', ascii(hex.toUpperCase())],
    ['full-width', Buffer.from(wide)],
    ['full-width in utf-16', Buffer.from(wide, 'utf16le')],
    ['full-width, percent-encoded', ascii(encodeURIComponent(wide))],
    ['full-width, JSON-escaped', ascii(escaped(wide))],
    ['JSON-escaped', ascii(escaped(digits))],
    ['reversed', ascii([...digits].reverse().join(''))],
    ['grouped', ascii(`${digits.slice(0, 6)} ${digits.slice(6, 14)} ${digits.slice(14)}`)],
    ...[0, 1, 2].map((shift): [string, Buffer] => [`base64 at ${shift}`, base64At(digits, shift)]),
  ];
  return named.map(([how, bytes]) => ({ how: `${how} of ${digits.length} digits`, bytes }));
}

/** What base64 makes of the digits wherever they begin within a group of three bytes. */
function base64At(digits: string, shift: number): Buffer {
  const text = Buffer.from(' '.repeat(shift) + digits).toString('base64');
  const from = Math.ceil((shift * 8) / 6);
  const whole = Math.floor(((shift + digits.length) * 8) / 6);
  return ascii(text.slice(from, whole));
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
