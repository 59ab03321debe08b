import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { asOwner } from '../support/as-owner.ts';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { certificatesOf, runRetention } from '../support/retention.ts';

const AS_OF = '2026-11-20';
const FINDINGS = 4_500;
const keys = newKeysFile();

let desk: MatchDesk;
let deps: SubgraphDeps;
beforeEach(async () => {
  desk = await matchDesk({ vault: createVault(parseKeys(keys)) });
  deps = desk.deps;
  await desk.ingest('public-security.death_2026-10_delta.csv', [
    ['姓名', '公民身份号码', '性别', '出生日期', '死亡日期', '注销日期'],
    ['王五', '不是号码', '男', '1950-01-01', '2026-10-03', '2026-10-09'],
  ]);
  await asOwner(
    desk.database,
    `SET ROLE yikou_crossmatch_jobs;
     UPDATE crossmatch.extract_batch SET status = 'DISCARDED', received_at = '2026-11-01 00:00:00+08';
     INSERT INTO crossmatch.shadow_finding (id, rule_id, person_id, street_code, fact_key, effective_on, severity,
         sources, found_on, ended_on, outcome)
     SELECT gen_random_uuid(), 'r', gen_random_uuid(), '310106011', 'f', '2026-01-01', 'HIGH', '{}', '2026-01-01',
            '2026-02-01', 'GONE' FROM generate_series(1, ${FINDINGS})`,
  );
});
afterEach(() => desk.close());

function killed(point: string, certificate: number): Promise<NodeJS.Signals | null> {
  const order = {
    url: desk.database.url,
    dataDir: deps.dataDir,
    keys,
    asOf: AS_OF,
    point,
    certificate,
  };
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/support/retention-worker.ts', JSON.stringify(order)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (_code, signal) => resolve(signal));
  });
}

/** The next worker takes over when the lease of the dead one has run out. */
async function goOn(): Promise<number> {
  await deps.database.pool.query(
    `UPDATE job_run SET lease_until = clock_timestamp() - interval '1 second' WHERE lease_until IS NOT NULL`,
  );
  return (await runRetention(deps, AS_OF)).filesRemoved;
}

async function one<T>(sql: string): Promise<T | undefined> {
  return (await deps.database.pool.query<{ value: T }>(`SELECT (SELECT ${sql}) AS value`)).rows[0]
    ?.value;
}

describe('a worker that is killed', () => {
  // Certificate 1 is the batch's; 2 to 4 are the findings', 2,000 keys each.
  it.each([
    ['before commit', 1, 0],
    ['after commit', 1, 0],
    ['before commit', 3, 2_000],
    ['after commit', 3, 4_000],
  ])(
    '%s of certificate %i leaves the rest to the next, and certificates say what went',
    async (point, nth, gone) => {
      const staged = path.join(
        deps.dataDir,
        (await one<string>('staged_path FROM extract_batch')) ?? '',
      );
      const [accepted, setAside] = [
        await one<number>('accepted FROM extract_batch'),
        await one<number>('set_aside FROM extract_batch'),
      ];
      expect(existsSync(staged)).toBe(true);
      expect(await killed(point, nth)).toBe('SIGKILL');
      expect(await one('count(*) FROM shadow_finding')).toBe(FINDINGS - gone);
      const before = await certificatesOf(deps, 'SHADOW_FINDINGS');
      expect(sum(before, 'crossmatch.shadow_finding')).toBe(gone);
      // Files go after the commit that says so: until then the batch can be compared.
      expect(existsSync(staged)).toBe(true);
      const removed = await goOn();
      expect([removed, existsSync(staged)]).toEqual([1, false]);
      expect(await one('count(*) FROM shadow_finding')).toBe(0);
      const findings = await certificatesOf(deps, 'SHADOW_FINDINGS');
      expect(sum(findings, 'crossmatch.shadow_finding')).toBe(FINDINGS);
      expect(new Set(findings.map(({ keyDigest }) => keyDigest)).size).toBe(findings.length);
      const [batch, ...others] = await certificatesOf(deps, 'UNMATCHED_ROWS');
      expect(others).toEqual([]);
      expect(batch?.counts).toEqual({
        'file:staged': 1,
        ...(accepted ? { 'file:staged#rows': accepted } : {}),
        ...(setAside ? { 'crossmatch.set_aside_row': setAside } : {}),
      });
      const audited = await deps.database.pool.query('SELECT 1 FROM retention_certificate');
      expect(audited.rowCount).toBe(1 + findings.length);
    },
  );
});

function sum(
  certificates: readonly { counts: Record<string, number> }[],
  relation: string,
): number {
  return certificates.reduce((total, { counts }) => total + (counts[relation] ?? 0), 0);
}
