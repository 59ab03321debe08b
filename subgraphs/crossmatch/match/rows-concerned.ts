import type pg from 'pg';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { PERSON_LINKAGE } from './active-model.ts';
import type { ChangedPersons } from './changed-persons.ts';
import { rowsSharingKeys } from './left-over-keys.ts';
import type { PendingBatch } from './match-run.ts';
import { recallResidue, type RememberedRow } from './residue-records.ts';

/** Of a batch that was scored before: what was found then, and the rows that one who changed may be in. */
export type Among = {
  changed: ChangedPersons;
  remembered: readonly RememberedRow[];
  rows: readonly number[];
};

/**
 * The rows to score again: those that share a key with one who changed, and those in which one of them was found
 * before. A model is frozen and judges each pair by itself, so that no other pair can come out otherwise. Null when
 * the batch was not scored with this model before.
 */
export async function rowsConcerned(
  client: pg.ClientBase,
  duckdb: Duckdb,
  {
    batch,
    keysFile,
    changed,
    rosterKeys,
  }: {
    batch: PendingBatch;
    keysFile: string;
    changed: ChangedPersons;
    rosterKeys: () => Promise<string>;
  },
): Promise<Among | null> {
  const remembered = await recallResidue(client, batch.id, PERSON_LINKAGE);
  if (remembered === null) return null;
  const sharing = await rowsSharingKeys(duckdb, keysFile, changed.table, rosterKeys);
  if (sharing === null) return null;
  const isChanged = new Set(changed.personIds);
  const before = remembered.filter(({ personIds }) => personIds.some((id) => isChanged.has(id)));
  return {
    changed,
    remembered,
    rows: [...new Set([...sharing, ...before.map(({ rowNo }) => rowNo)])],
  };
}
