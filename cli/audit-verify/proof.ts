import { isSigned, parseNote, type Note, type TrustedKey } from './note.ts';
import { COLUMNS, hashRow, ID, type Row } from './row.ts';
import type { Store } from './store.ts';
import { inclusionPath, isIncluded } from './tree.ts';

/** What an outsider needs to check one row, beside the public key. */
export type Proof = {
  format: 'yikou-audit-proof/1';
  row: Row;
  position: number;
  /** Hashes in base64, nearest sister first. */
  path: string[];
  /** The signed line that vouches for it. */
  line: string;
};

const HASH = 32;

/** The proof that a row stands in the log, under its newest line; null when it does not (yet). */
export async function proveRow(store: Store, event: string): Promise<Proof | null> {
  const leaves: Buffer[] = [];
  let found: { row: Row; position: number } | null = null;
  let line = '';
  for await (const block of store.blocks()) {
    const index = block.eventIds.indexOf(event);
    const row = block.rows[index];
    if (row) found = { row, position: leaves.length + index };
    for (let at = 0; at < block.leaves.length; at += HASH)
      leaves.push(block.leaves.subarray(at, at + HASH));
    line = block.line;
  }
  if (found === null) return null;
  const path = inclusionPath(leaves, found.position).map((hash) => hash.toString('base64'));
  return { format: 'yikou-audit-proof/1', ...found, path, line };
}

export type ProofOutcome = { ok: boolean; event: string | null; note: Note | null };

/** Checks a proof with nothing but the keys. */
export function checkProof(document: unknown, keys: readonly TrustedKey[]): ProofOutcome {
  const proof = (document ?? {}) as Partial<Proof>;
  const note = typeof proof.line === 'string' ? parseNote(proof.line) : null;
  const { row, position, path } = proof;
  const whole =
    Array.isArray(row) &&
    row.length === COLUMNS &&
    row.every((text) => text === null || typeof text === 'string') &&
    typeof position === 'number' &&
    Array.isArray(path) &&
    path.every((hash) => typeof hash === 'string');
  if (!whole || note === null) return { ok: false, event: null, note };
  const key = keys.find(({ keyId }) => keyId === note.keyId);
  const place = { position, size: note.size, root: note.root };
  const sisters = path.map((hash) => Buffer.from(hash, 'base64'));
  const ok =
    key !== undefined &&
    isSigned(note, key) &&
    isIncluded(hashRow(row), { ...place, path: sisters });
  return { ok, event: row[ID] ?? null, note };
}
