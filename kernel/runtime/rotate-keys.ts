import { setTimeout as pause } from 'node:timers/promises';
import type { SuiteName } from './cipher-suite.ts';
import type { Database, DatabaseRole } from './db.ts';
import type { IdNumberVault } from './id-number-vault.ts';
import { purposeOf, ringOf } from './key-fingerprint.ts';
import { KEY_RINGS, type KeyRingName, type Keys } from './keys.ts';
import { countByKey, resealColumn } from './reseal.ts';
import { SEALED_COLUMNS } from './sealed-columns.ts';

/** The ways into the database of all three subgraphs: each owns its columns. */
export type Databases = Readonly<Record<DatabaseRole, Pick<Database, 'db' | 'pool'>>>;

/** A key and what is written under it. */
export type KeyUse = {
  ring: KeyRingName;
  keyId: number;
  /** Null when the keys file does not have it. */
  suite: SuiteName | null;
  /** WRITES: the current one. READS: rows may need it. RETIRED: none does, and the database takes no more. */
  state: 'WRITES' | 'READS' | 'RETIRED';
  rows: number;
};

const ROLES = Object.keys(SEALED_COLUMNS) as DatabaseRole[];
const PAUSE_MS = 200;
/** Half a minute without any row: somebody holds the rest, and the next run will find it. */
const MOST_IDLE_ROUNDS = 150;

const RETIRE = `
  UPDATE policy.key_fingerprint SET retired_at = clock_timestamp()
   WHERE purpose = ANY($1::text[]) AND retired_at IS NULL`;

const NOW_RUNNING = 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS until';
const ENDED =
  'SELECT pg_snapshot_xmin(pg_current_snapshot())::text::numeric >= $1::numeric AS ended';

/** Every key that the file has or the database remembers, with the rows under it. Reads all sealed columns. */
export async function keyUses(databases: Databases, keys: Keys): Promise<KeyUse[]> {
  const counts = await countAll(databases);
  const remembered = await databases.crossmatch.db.keyFingerprint.findMany();
  return KEY_RINGS.flatMap((ring) => {
    const { current, byId } = ringOf(keys, ring);
    const known = remembered.flatMap(({ purpose }) => idOf(ring, purpose));
    const ids = new Set([...byId.keys(), ...known, ...counts[ring].keys()]);
    return [...ids]
      .sort((one, other) => one - other)
      .map((keyId): KeyUse => {
        const line = remembered.find(({ purpose }) => purpose === purposeOf(ring, keyId));
        const retired = line?.retiredAt != null;
        return {
          ring,
          keyId,
          suite: byId.get(keyId)?.suite ?? null,
          state: keyId === current ? 'WRITES' : retired ? 'RETIRED' : 'READS',
          rows: counts[ring].get(keyId) ?? 0,
        };
      });
  });
}

/**
 * Brings everything in the database under the keys that write now while the hub serves, then retires the
 * others. May be killed at any moment and started again, and may run twice at once.
 *
 * @param onRows is told the rows of each batch.
 * @returns rows sealed anew, and the keys as they are used afterwards. A key with rows left is not retired.
 */
export async function rotateKeys(
  databases: Databases,
  vault: IdNumberVault,
  keys: Keys,
  onRows: (rows: number) => void = () => undefined,
): Promise<{ rows: number; uses: KeyUse[] }> {
  let rows = await resealUntilDone(databases, vault, keys, onRows);
  await retireUnused(databases, keys);
  // What was being written while the key was retired was not refused: once that has ended, it is brought along.
  await untilWritersEnded(databases);
  rows += await resealUntilDone(databases, vault, keys, onRows);
  return { rows, uses: await keyUses(databases, keys) };
}

async function resealUntilDone(
  databases: Databases,
  vault: IdNumberVault,
  keys: Keys,
  onRows: (rows: number) => void,
): Promise<number> {
  let total = 0;
  for (let idle = 0; idle < MOST_IDLE_ROUNDS; idle += 1) {
    let rows = 0;
    for (const role of ROLES) {
      for (const column of SEALED_COLUMNS[role]) {
        rows += await resealColumn(databases[role].pool, vault, column, onRows);
      }
    }
    total += rows;
    if (rows > 0) idle = 0;
    const uses = await keyUses(databases, keys);
    if (uses.every(({ state, rows: left }) => state === 'WRITES' || left === 0)) break;
    await pause(PAUSE_MS);
  }
  return total;
}

async function retireUnused(databases: Databases, keys: Keys): Promise<void> {
  const unused = (await keyUses(databases, keys)).filter(
    ({ state, rows }) => state === 'READS' && rows === 0,
  );
  const purposes = unused.map(({ ring, keyId }) => purposeOf(ring, keyId));
  await databases.crossmatch.pool.query(RETIRE, [purposes]);
}

/** Waits until every transaction that wrote before now has ended. */
async function untilWritersEnded({ crossmatch: { pool } }: Databases): Promise<void> {
  const { rows } = await pool.query<{ until: string }>(NOW_RUNNING);
  for (let round = 0; round < MOST_IDLE_ROUNDS; round += 1) {
    const { rows: answer } = await pool.query<{ ended: boolean }>(ENDED, [rows[0]?.until]);
    if (answer[0]?.ended === true) return;
    await pause(PAUSE_MS);
  }
}

async function countAll(databases: Databases): Promise<Record<KeyRingName, Map<number, number>>> {
  const counts = { ID_CIPHER: new Map<number, number>(), NUMBER_INDEX: new Map<number, number>() };
  for (const role of ROLES) {
    for (const { table, column, index } of SEALED_COLUMNS[role]) {
      const { pool } = databases[role];
      addTo(counts.ID_CIPHER, await countByKey(pool, { table, column }));
      if (index)
        addTo(counts.NUMBER_INDEX, await countByKey(pool, { table, column: index.column }));
    }
  }
  return counts;
}

function addTo(sums: Map<number, number>, counts: ReadonlyMap<number, number>): void {
  for (const [id, rows] of counts) sums.set(id, (sums.get(id) ?? 0) + rows);
}

function idOf(ring: KeyRingName, purpose: string): number[] {
  const [of, id] = purpose.split('/');
  return of === ring ? [Number(id)] : [];
}
