import pg from 'pg';
import type { FreshDatabase } from './database.ts';

/** Runs a statement as the database's owner: what no subgraph may do. */
export async function asOwner(database: FreshDatabase, sql: string): Promise<void> {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  try {
    await owner.query(sql);
  } finally {
    await owner.end();
  }
}
