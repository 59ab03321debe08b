import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { HubError } from '../../errors.ts';
import type { SigningPair } from '../keys.ts';
import { leafOf, ROW_COLUMNS, type AuditRow } from './audit-row.ts';
import { keyIdOf, readLine, signedLine, type Checkpoint } from './checkpoint.ts';
import { appendLeaves, EMPTY, HASH_BYTES, rootOf, type Frontier } from './merkle.ts';
import type { RootsFile } from './roots-file.ts';

export type SealDeps = {
  /** As `yikou_sealer`. */
  pool: Pick<pg.Pool, 'connect'>;
  key: SigningPair;
  roots: RootsFile;
};

/** sealed and published count rows and lines. Busy: another replica is at it. */
export type SealReport = { busy: boolean; sealed: number; published: number };

/** Memory of one block stays small, and a hub's first sealing of old rows moves on. */
const MOST_ROWS = 5_000;
const MOST_LINES = 1_000;
// Any constant of the hub's own; one lock per database.
const LOCK = 7_101_826_018;

const LAST_BLOCK = `
  SELECT key_id AS "keyId", line, frontier FROM audit.block ORDER BY number DESC LIMIT 1`;

const WAITING = `
  SELECT ${ROW_COLUMNS}
    FROM audit.event e JOIN audit.unsealed u ON u.event_id = e.id ORDER BY e.id LIMIT $1`;

const DEQUEUE = 'DELETE FROM audit.unsealed WHERE event_id = ANY ($1::bigint[])';

const SEALED_AT = `
  SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "sealedAt"`;

const ADD_BLOCK = `
  INSERT INTO audit.block (number, key_id, line, event_ids, leaves, frontier)
  VALUES ($1, $2, $3, $4::bigint[], $5, $6)`;

const KEY_WAS_REPLACED = `SELECT 1 FROM audit.block WHERE key_id = $1 LIMIT 1`;

const LINES_FROM = 'SELECT line FROM audit.block WHERE number >= $1 ORDER BY number LIMIT $2';

const PASSED = 'UPDATE audit.sealing SET passed_at = clock_timestamp()';

type Block = { keyId: string; line: string; frontier: Buffer };

/**
 * One pass: publishes what an earlier pass could not, seals every committed row that waits, publishes that.
 * A block is committed first and its line appended afterwards, so that the file never runs ahead of the
 * database; whoever is killed between leaves it to the next pass.
 *
 * @throws HubError AUDIT_BROKEN when file and database contradict each other or the key was replaced: nothing
 *   is sealed then, since that would fork the log; whatever the database or the file system says.
 */
export async function sealPass(deps: SealDeps): Promise<SealReport> {
  const report: SealReport = { busy: false, sealed: 0, published: 0 };
  for (;;) {
    const step = await locked(deps, (client) => sealStep(client, deps));
    if (step === null) return { ...report, busy: true };
    report.published += step.published;
    report.sealed += step.rows;
    if (!step.block) return report;
  }
}

type Step = { published: number; rows: number; block: boolean };

/** Only with everything published: a file that cannot be written stops the sealing and, in time, the reads. */
async function sealStep(client: pg.ClientBase, deps: SealDeps): Promise<Step> {
  const published = await publish(client, deps);
  const { rows, block } = await sealBlock(client, deps);
  if (!block) await client.query(PASSED);
  return { published, rows, block };
}

/** Runs `act` in a transaction while no other sealer works; null when one does. */
async function locked<Result>(
  { pool }: SealDeps,
  act: (client: pg.ClientBase) => Promise<Result>,
): Promise<Result | null> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('BEGIN');
    type Lock = { mine: boolean };
    const { rows } = await client.query<Lock>('SELECT pg_try_advisory_xact_lock($1) AS mine', [
      LOCK,
    ]);
    const result = rows[0]?.mine === true ? await act(client) : null;
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failure = error as Error;
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release(failure);
  }
}

async function sealBlock(
  client: pg.ClientBase,
  { key }: SealDeps,
): Promise<{ rows: number; block: boolean }> {
  const last = await lastBlock(client);
  const keyId = keyIdOf(key.publicKey);
  const rows = await client.query<(string | null)[]>({
    text: WAITING,
    values: [MOST_ROWS],
    rowMode: 'array',
  });
  // A new key is announced by a block of its own, rows or not.
  const keyIsNew = last !== null && last.keyId !== keyId;
  if (rows.rows.length === 0 && !keyIsNew) return { rows: 0, block: false };
  if (keyIsNew && (await client.query(KEY_WAS_REPLACED, [keyId])).rowCount !== 0) {
    throw new HubError('AUDIT_BROKEN', { reason: '封存密钥已被更换' });
  }
  const before = checkpointOf(last);
  const frontier = frontierOf(before, last);
  await addBlock(client, { key, keyId, before, frontier, rows: rows.rows });
  return { rows: rows.rows.length, block: true };
}

async function addBlock(
  client: pg.ClientBase,
  given: {
    key: SealDeps['key'];
    keyId: string;
    before: Checkpoint;
    frontier: Frontier;
    rows: readonly AuditRow[];
  },
): Promise<void> {
  const { before, rows } = given;
  const leaves = rows.map(leafOf);
  const frontier = appendLeaves(given.frontier, leaves);
  const time = await client.query<{ sealedAt: string }>(SEALED_AT);
  const checkpoint: Checkpoint = {
    origin: before.origin,
    size: frontier.size,
    root: rootOf(frontier).toString('base64'),
    block: before.block + 1,
    previous: before.root,
    sealedAt: time.rows[0]?.sealedAt ?? '',
  };
  const ids = rows.map(([id]) => id);
  await client.query(ADD_BLOCK, [
    checkpoint.block,
    given.keyId,
    signedLine(checkpoint, given.key),
    ids,
    Buffer.concat(leaves),
    Buffer.concat(frontier.subtrees),
  ]);
  await client.query(DEQUEUE, [ids]);
}

/** Appends the lines that the file lacks. @throws HubError AUDIT_BROKEN when it says something else. */
async function publish(client: pg.ClientBase, { roots }: SealDeps): Promise<number> {
  const known = await roots.lastLine();
  const from = known === null ? 1 : (readLine(known)?.block ?? 1);
  let lines = await linesFrom(client, from);
  if (known !== null && lines.shift() !== known) {
    throw new HubError('AUDIT_BROKEN', { reason: '根文件与数据库不一致' });
  }
  let published = 0;
  let next = known === null ? 1 : from + 1;
  while (lines.length > 0) {
    await roots.append(lines);
    published += lines.length;
    next += lines.length;
    lines = await linesFrom(client, next);
  }
  return published;
}

async function linesFrom(client: pg.ClientBase, block: number): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(LINES_FROM, [block, MOST_LINES]);
  return rows.map(({ line }) => line);
}

async function lastBlock(client: pg.ClientBase): Promise<Block | null> {
  const { rows } = await client.query<Block>(LAST_BLOCK);
  return rows[0] ?? null;
}

/** What the last block says; before the first one, a new log without rows. */
function checkpointOf(last: Block | null): Checkpoint {
  if (last === null) {
    const root = rootOf(EMPTY).toString('base64');
    const origin = `yikou.audit/${randomBytes(16).toString('hex')}`;
    return { origin, size: 0, root, block: 0, previous: root, sealedAt: '' };
  }
  const checkpoint = readLine(last.line);
  if (checkpoint === null) throw new HubError('AUDIT_BROKEN', { reason: '封存块无法读取' });
  return checkpoint;
}

/** The stored frontier, which must give the signed root. */
function frontierOf({ size, root }: Checkpoint, last: Block | null): Frontier {
  const bytes = last?.frontier ?? Buffer.alloc(0);
  const subtrees = Array.from({ length: bytes.length / HASH_BYTES }, (_, index) =>
    bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
  const frontier = { size, subtrees };
  if (rootOf(frontier).toString('base64') !== root) {
    throw new HubError('AUDIT_BROKEN', { reason: '封存块与其根不符' });
  }
  return frontier;
}
