import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { ensureDatabase, stopIfAbandoned } from '../../kernel/runtime/embedded-postgres.ts';
import { migrate } from '../../prisma/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's cluster, at its maintenance database. */
    clusterUrl: string;
  }
}

/** A migrated, untouched database; every test file works on a copy of it. */
export const TEMPLATE = 'yikou_template';
const PREFIX = 'yikou-test-';

/** One PostgreSQL per test run, in a directory of its own that goes with it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearAwayDeadRuns();
  const dataDir = mkdtempSync(path.join(tmpdir(), PREFIX));
  chmodSync(dataDir, 0o711);
  try {
    const lease = await ensureDatabase({ databaseUrl: undefined, dataDir }, { durable: false });
    await makeTemplate(lease.url);
    project.provide('clusterUrl', lease.url);
    return async () => {
      await lease.release();
      rmSync(dataDir, { recursive: true, force: true });
    };
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const address = new URL(url);
  address.pathname = `/${TEMPLATE}`;
  await migrate(address.toString());
}

/** A run that was killed could not clean up after itself. */
async function clearAwayDeadRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dataDir = path.join(tmpdir(), name);
    if (await stopIfAbandoned(dataDir)) rmSync(dataDir, { recursive: true, force: true });
  }
}
