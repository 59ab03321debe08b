import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { DatabaseRole } from './db.ts';
import type { DatabaseLease } from './embedded-postgres.ts';
import type { HubEnv } from './env.ts';

const ROLES: readonly DatabaseRole[] = ['households', 'assistance', 'crossmatch'];
const LOCK = 72_707_370;

/**
 * With the embedded database: lets the subgraphs' roles log in, so that requests come under a login that owns nothing,
 * and puts their addresses into the environment. Their passwords follow from the owner's, which is kept beside the
 * cluster. A given database is left as it is: its logins are the operator's. Call it after the migration.
 */
export async function withRequestLogins(
  env: HubEnv,
  { url, embedded }: Pick<DatabaseLease, 'url' | 'embedded'>,
): Promise<HubEnv> {
  if (!embedded) return env;
  return { ...env, databaseUrls: { ...(await makeRequestLogins(url)), ...env.databaseUrls } };
}

/** Lets the subgraphs' roles log in to the cluster of `url`. @returns their addresses */
export async function makeRequestLogins(url: string): Promise<Record<DatabaseRole, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Two processes that start at once would change the same roles.
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    for (const role of ROLES) {
      const { rowCount } = await client.query(
        'SELECT FROM pg_roles WHERE rolname = $1 AND rolcanlogin',
        [`yikou_${role}`],
      );
      if (rowCount === 0) {
        const password = pg.escapeLiteral(passwordOf(url, role));
        await client.query(`ALTER ROLE yikou_${role} LOGIN PASSWORD ${password}`);
      }
    }
  } finally {
    await client.end();
  }
  const addresses = ROLES.map((role) => [role, addressOf(url, role)] as const);
  return Object.fromEntries(addresses) as Record<DatabaseRole, string>;
}

function addressOf(url: string, role: DatabaseRole): string {
  const address = new URL(url);
  address.username = `yikou_${role}`;
  address.password = passwordOf(url, role);
  return address.toString();
}

function passwordOf(url: string, role: DatabaseRole): string {
  return createHmac('sha256', new URL(url).password).update(`yikou_${role}`).digest('hex');
}
