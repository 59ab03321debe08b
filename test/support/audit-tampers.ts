import type pg from 'pg';
import { leafOf, ROW_COLUMNS, type AuditRow } from '../../kernel/runtime/audit-seal/audit-row.ts';
import { keyIdOf, readLine, signedLine } from '../../kernel/runtime/audit-seal/checkpoint.ts';
import { appendLeaves, EMPTY, rootOf } from '../../kernel/runtime/audit-seal/merkle.ts';
import type { SigningPair } from '../../kernel/runtime/keys.ts';
import { PURGE_TAMPERS } from './purge-tampers.ts';
import type { RandomNumbers } from './random-numbers.ts';
import { COPY, sealed, SEALED, sql, type Tamper, type Target } from './tamper.ts';

const lines =
  (change: (all: string[], random: RandomNumbers) => string[]): Tamper =>
  ({ roots, random }) =>
    Promise.resolve({ roots: [...change(roots.trimEnd().split('\n'), random), ''].join('\n') });

const block = (random: RandomNumbers): string =>
  `(SELECT 1 + ${random.below(1_000_000)} % max(number) FROM audit.block)`;
const editRow = (set: (random: RandomNumbers) => string): Tamper =>
  sql((random) => `UPDATE audit.event SET ${set(random)} WHERE id = ${sealed(random)}`);
const editBlock = (set: (random: RandomNumbers) => string, where = 'true'): Tamper =>
  sql(
    (random) => `UPDATE audit.block SET ${set(random)}
      WHERE number = (SELECT number FROM audit.block WHERE ${where}
                       ORDER BY number OFFSET ${random.below(1_000_000)} % (SELECT count(*) FROM audit.block WHERE ${where}) LIMIT 1)`,
  );
const flip = (column: string) => (random: RandomNumbers) => {
  const bit = `(${random.below(1_000_000)} % (8 * octet_length(${column})))`;
  return `${column} = set_bit(${column}, ${bit}, 1 - get_bit(${column}, ${bit}))`;
};

/** Every way to tamper, by name. */
export const TAMPERS: Readonly<Record<string, Tamper>> = {
  ...PURGE_TAMPERS,
  'row: id': editRow(() => 'id = id + 1000000'),
  'row: time': editRow(
    (random) => `at = at + interval '${1 + random.below(10 ** 6)} microseconds'`,
  ),
  'row: time before Christ': editRow(() => `at = at - interval '4051 years'`),
  'row: subgraph': editRow(() => `subgraph = 'households' || subgraph`),
  'row: subject': editRow((random) => `subject = 'account-x${random.below(1_000)}'`),
  'row: role': editRow(() => `role = 'AUDITOR'`),
  'row: purpose': editRow(() => `purpose = coalesce(purpose || '。', '')`),
  'row: purpose taken out': sql(
    (random) => `UPDATE audit.event SET purpose = NULL WHERE id = (
      SELECT id FROM audit.event WHERE purpose IS NOT NULL AND id NOT IN (SELECT event_id FROM audit.unsealed)
      ORDER BY id OFFSET ${random.below(50)} LIMIT 1)`,
  ),
  'row: request': editRow((random) => `request_id = 'r-x${random.below(1_000)}'`),
  'row: text moved to the next column': sql(
    (random) => `UPDATE audit.event SET subject = subject || left(role, 1), role = substr(role, 2)
      WHERE id = ${sealed(random)}`,
  ),
  'row: kind': editRow(() => `kind = 'ALERT_REASSIGNED'`),
  'row: detail': editRow(
    (random) => `detail = detail || '{"alertNo": "YJ-x${random.below(1_000)}"}'`,
  ),
  'row: detail, another key': editRow(() => `detail = detail || '{"more": null}'`),
  'row: deleted': sql((random) => `DELETE FROM audit.event WHERE id = ${sealed(random)}`),
  'row: inserted': sql(
    (random) => `INSERT INTO audit.event (at, ${COPY})
      SELECT at, ${COPY} FROM audit.event WHERE id = ${sealed(random)}`,
  ),
  'rows: two swapped': sql(
    (random) => `WITH pair AS (
        SELECT ids[1 + n % cardinality(ids)] AS a, ids[1 + (n + k) % cardinality(ids)] AS b
          FROM (SELECT array_agg(id ORDER BY id) AS ids, ${random.below(1_000_000)} AS n, ${1 + random.below(20)} AS k
                  FROM ${SEALED} i) chosen)
      UPDATE audit.event e SET (at, ${COPY}) = (SELECT at, ${COPY} FROM audit.event o
          WHERE o.id = CASE e.id WHEN pair.a THEN pair.b ELSE pair.a END)
        FROM pair WHERE e.id IN (pair.a, pair.b)`,
  ),
  'rows: tail cut': sql(
    (
      random,
    ) => `DELETE FROM audit.event WHERE id > (SELECT max(id) - ${4 + random.below(30)} FROM audit.event)
      AND id NOT IN (SELECT event_id FROM audit.unsealed)`,
  ),
  'rows: all gone': sql(
    () => 'DELETE FROM audit.event WHERE id NOT IN (SELECT event_id FROM audit.unsealed)',
  ),
  'queue: a waiting row is deleted': sql(
    () => 'DELETE FROM audit.event WHERE id = (SELECT max(event_id) FROM audit.unsealed)',
  ),
  'queue: a waiting row is taken off': sql(
    () => 'DELETE FROM audit.unsealed WHERE event_id = (SELECT min(event_id) FROM audit.unsealed)',
  ),
  'queue: a sealed row waits again': sql(
    (random) => `INSERT INTO audit.unsealed (event_id) SELECT ${sealed(random)}`,
  ),
  'block: number': editBlock(() => 'number = number + 1000'),
  'block: key id': editBlock(() => `key_id = 'ffffffff'`),
  'block: line': editBlock((random) => {
    const at = 1 + random.below(200);
    return `line = overlay(line placing CASE WHEN substr(line, ${at}, 1) = 'x' THEN 'y' ELSE 'x' END from ${at})`;
  }),
  'block: ids swapped': editBlock(
    () => 'event_ids = event_ids[2:2] || event_ids[1:1] || event_ids[3:]',
    'cardinality(event_ids) > 1',
  ),
  'block: another id': editBlock(
    () => 'event_ids = event_ids[2:2] || event_ids[2:]',
    'cardinality(event_ids) > 1',
  ),
  'block: rows in another order': editBlock(
    () => `event_ids = event_ids[2:2] || event_ids[1:1] || event_ids[3:],
           leaves = substr(leaves, 33, 32) || substr(leaves, 1, 32) || substr(leaves, 65)`,
    'cardinality(event_ids) > 1',
  ),
  'block: leaves': editBlock(flip('leaves'), 'cardinality(event_ids) > 0'),
  'block: frontier': editBlock(flip('frontier')),
  'block: deleted': sql((random) => `DELETE FROM audit.block WHERE number = ${block(random)}`),
  'block: inserted': sql(
    () => `INSERT INTO audit.block SELECT number + 1, key_id, line, event_ids, leaves, frontier
             FROM audit.block ORDER BY number DESC LIMIT 1`,
  ),
  'blocks: two swapped': sql(
    (random) => `WITH pair AS (SELECT ${block(random)} AS a)
      UPDATE audit.block t SET (key_id, line, event_ids, leaves, frontier) =
             (SELECT key_id, line, event_ids, leaves, frontier FROM audit.block o
               WHERE o.number = CASE WHEN t.number = a THEN b ELSE a END)
        FROM (SELECT a, CASE WHEN a = 1 THEN 2 ELSE a - 1 END AS b FROM pair) p
       WHERE t.number IN (a, b)`,
  ),
  'blocks: tail cut': sql(
    (random) =>
      `DELETE FROM audit.block WHERE number > (SELECT max(number) - ${1 + random.below(5)} FROM audit.block)`,
  ),
  'blocks: tail cut with their rows': async ({ client, roots, random }) => {
    await cutTail(client, 1 + random.below(5));
    return { roots };
  },
  'everything: tail cut': async ({ client, roots, random }) => {
    const cut = 1 + random.below(5);
    await cutTail(client, cut);
    return { roots: keep(roots, -cut), needsOlderCopy: true };
  },
  'row and leaf: edited': async ({ client, roots, random }) => {
    await editAndHash(client, random);
    return { roots };
  },
  'row, leaf and line: signed with a key of one’s own': async (target) => {
    await editAndHash(target.client, target.random);
    return { roots: await sealAgain(target, () => target.stolen) };
  },
  'row, leaf and line: under the key’s id, unsigned': async (target) => {
    await editAndHash(target.client, target.random);
    const roots = await sealAgain(target, (index) => ({
      privateKey: target.stolen.privateKey,
      publicKey: (target.keys[index] ?? target.stolen).publicKey,
    }));
    return { roots };
  },
  'row, leaf and line: signed with the replaced key': async (target) => {
    await editAndHash(target.client, target.random);
    const [replaced = target.stolen] = target.keys;
    return { roots: await sealAgain(target, () => replaced) };
  },
  'a line in between: signed with the replaced key': async (target) => {
    const [replaced = target.stolen] = target.keys;
    const lines = target.roots.trimEnd().split('\n').length;
    const one = Math.ceil(lines / 2) + 2 + target.random.below(Math.floor(lines / 2) - 3);
    const roots = await sealAgain(target, (index, block) =>
      block === one ? replaced : (target.keys[index] ?? target.stolen),
    );
    return { roots };
  },
  'row, leaf and line: signed with the sealing keys': async (target) => {
    await editAndHash(target.client, target.random);
    const roots = await sealAgain(target, (index) => target.keys[index] ?? target.stolen);
    return { roots, needsOlderCopy: true };
  },
  'roots: a bit': ({ roots, random }) => {
    const bytes = Buffer.from(roots);
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(7));
    return Promise.resolve({ roots: bytes.toString('utf8') });
  },
  'roots: a line deleted': lines((all, random) => all.toSpliced(random.below(all.length), 1)),
  'roots: two lines swapped': lines((all, random) => {
    const at = random.below(all.length - 1);
    return all.toSpliced(at, 2, all[at + 1] ?? '', all[at] ?? '');
  }),
  'roots: tail cut': lines((all, random) => all.slice(0, -1 - random.below(5))),
  'roots: last line cut': ({ roots, random }) =>
    Promise.resolve({ roots: roots.slice(0, -1 - random.below(200)) }),
  'roots: all gone': () => Promise.resolve({ roots: '' }),
  'roots: a line of another block put in': lines((all, random) => {
    const at = 1 + random.below(all.length - 2);
    return all.toSpliced(at, 1, all[at + 1] ?? '');
  }),
  'roots: a line made up': lines((all, random) => all.toSpliced(random.below(all.length), 0, 'x')),
  'roots: a number': lines((all, random) => {
    const at = random.below(all.length);
    const line = all[at] ?? '';
    return all.toSpliced(
      at,
      1,
      line.replace(/\t(\d+)\t/, (_, size: string) => `\t${Number(size) + 1}\t`),
    );
  }),
};

async function cutTail(client: pg.ClientBase, blocks: number): Promise<void> {
  const from = `(SELECT max(number) - ${blocks} FROM audit.block)`;
  await client.query(
    `DELETE FROM audit.event WHERE id IN (SELECT unnest(event_ids) FROM audit.block WHERE number > ${from})`,
  );
  await client.query(`DELETE FROM audit.block WHERE number > ${from}`);
}

function keep(roots: string, end: number): string {
  return [...roots.trimEnd().split('\n').slice(0, end), ''].join('\n');
}

/** Changes a row and puts the leaf of what it says now into its block. */
async function editAndHash(client: pg.ClientBase, random: RandomNumbers): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `UPDATE audit.event SET subject = subject || 'x' WHERE id = ${sealed(random)} RETURNING id::text`,
  );
  const id = rows[0]?.id ?? '';
  const row = await rowsOf(client, [id]);
  await client.query(
    `UPDATE audit.block
        SET leaves = overlay(leaves placing $2::bytea from 1 + 32 * (array_position(event_ids, $1::bigint) - 1))
      WHERE event_ids @> ARRAY[$1::bigint]`,
    [id, leafOf(row[0] ?? [])],
  );
}

/** Writes all blocks anew over the leaves they hold; returns the roots file that goes with them. */
async function sealAgain(
  { client, keys }: Target,
  keyAt: (index: number, block: number) => SigningPair,
): Promise<string> {
  type Stored = { number: string; keyId: string; line: string; leaves: Buffer };
  const { rows } = await client.query<Stored>(
    'SELECT number::text, key_id AS "keyId", line, leaves FROM audit.block ORDER BY audit.block.number',
  );
  let frontier = EMPTY;
  const roots: string[] = [];
  for (const { number, keyId, line, leaves } of rows) {
    const previous = rootOf(frontier).toString('base64');
    const hashes = Array.from({ length: leaves.length / 32 }, (_, index) =>
      leaves.subarray(32 * index, 32 * index + 32),
    );
    frontier = appendLeaves(frontier, hashes);
    const told = readLine(line);
    if (told === null) throw new Error('a block without a line');
    const index = keys.findIndex(({ publicKey }) => keyIdOf(publicKey) === keyId);
    const key = keyAt(index, told.block);
    const root = rootOf(frontier).toString('base64');
    const signed = signedLine({ ...told, previous, root }, key);
    roots.push(signed);
    await client.query(
      'UPDATE audit.block SET line = $2, key_id = $3, frontier = $4 WHERE number = $1',
      [number, signed, keyIdOf(key.publicKey), Buffer.concat(frontier.subtrees)],
    );
  }
  return [...roots, ''].join('\n');
}

async function rowsOf(client: pg.ClientBase, ids: readonly string[]): Promise<AuditRow[]> {
  const text = `SELECT ${ROW_COLUMNS} FROM audit.event e WHERE e.id = ANY ($1::bigint[])`;
  const { rows } = await client.query<(string | null)[]>({ text, values: [ids], rowMode: 'array' });
  return rows;
}
