import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schemaDiff } from '../../prisma/schema-engine.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

it('finds no difference between schema/*.prisma and the migrated database', async () => {
  expect(await schemaDiff(database.url)).toBeNull();
});

it('finds a column that was added behind its back', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('ALTER TABLE crossmatch.alert ADD COLUMN stray text');
  await client.end();
  expect(await schemaDiff(database.url)).toContain('DROP COLUMN "stray"');
});
