import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { databaseStore } from '../../cli/audit-verify/database-store.ts';
import { parseKeys } from '../../cli/audit-verify/note.ts';
import { verifyTrail, type Report } from '../../cli/audit-verify/verify.ts';
import { openPool } from '../../kernel/runtime/db.ts';
import { verifierKeyOf } from '../../kernel/runtime/audit-seal/checkpoint.ts';
import { openRootsFile } from '../../kernel/runtime/audit-seal/roots-file.ts';
import { sealPass, type SealDeps, type SealReport } from '../../kernel/runtime/audit-seal/seal.ts';
import { testKeys, type FreshDatabase } from './database.ts';

/** A database whose audit trail is sealed into a roots file of its own. */
export type SealedTrail = {
  url: string;
  rootsPath: string;
  /** The key a verifier is given. */
  verifierKey: string;
  deps: SealDeps;
  /** The owner's connection: inserts, and whatever no role may. */
  owner: pg.Client;
  seal(overrides?: Partial<SealDeps>): Promise<SealReport>;
  /** Adds rows as a subgraph would, one transaction each; returns their ids. */
  addRows(count: number): Promise<string[]>;
  /** The roots file; empty while there is none. */
  roots(): string;
  verify(given?: { roots?: string; older?: string; keys?: string }): Promise<Report>;
  /** The codes of what a verification found, each once, in order. */
  found(given?: { roots?: string; older?: string; keys?: string }): Promise<string[]>;
  close(): Promise<void>;
};

/** The audit trail of a fresh database. Close it before the database is dropped. */
export async function sealedTrail(
  database: Pick<FreshDatabase, 'url' | 'dataDir'>,
): Promise<SealedTrail> {
  const key = testKeys().auditSealing;
  if (key === null) throw new Error('the test keys seal nothing');
  const rootsPath = path.join(database.dataDir, 'audit', 'roots.txt');
  const pool = openPool({ url: database.url, role: 'sealer', applicationName: 'test-sealer' });
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const deps: SealDeps = { pool, key, roots: openRootsFile(rootsPath) };
  let added = 0;
  const verifierKey = verifierKeyOf(key.publicKey);
  const roots = (): string => (existsSync(rootsPath) ? readFileSync(rootsPath, 'utf8') : '');
  const verify: SealedTrail['verify'] = (given = {}) => {
    const keys = parseKeys(given.keys ?? verifierKey);
    if (keys === null) throw new Error('no key');
    const { older } = given;
    const options = { store: databaseStore(owner), roots: given.roots ?? roots(), keys };
    return verifyTrail({ ...options, ...(older !== undefined && { older }) });
  };
  return {
    url: database.url,
    rootsPath,
    verifierKey,
    roots,
    verify,
    async found(given) {
      return [...new Set((await verify(given)).shown.map(({ code }) => code))];
    },
    deps,
    owner,
    seal: (overrides = {}) => sealPass({ ...deps, ...overrides }),
    async addRows(count) {
      const ids: string[] = [];
      for (let index = 0; index < count; index += 1) {
        added += 1;
        const { rows } = await owner.query<{ id: string }>(ADD_ROW, [
          added % 3 === 0 ? null : `核查 ${added}`,
          `r-${added}`,
          JSON.stringify({ alertNo: `YJ-${added}` }),
        ]);
        ids.push(rows[0]?.id ?? '');
      }
      return ids;
    },
    async close() {
      await pool.end();
      await owner.end();
    },
  };
}

export const ADD_ROW = `
  INSERT INTO audit.event (subgraph, subject, role, purpose, request_id, kind, detail)
  VALUES ('crossmatch', 'account-1', 'CASE_OFFICER', $1, $2, 'ALERT_CLAIMED', $3)
  RETURNING id::text`;
