import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { sealedTrail, type SealedTrail } from '../support/sealing.ts';

let database: FreshDatabase;
let trail: SealedTrail;
beforeAll(async () => {
  database = await freshDatabase();
  trail = await sealedTrail(database);
});
afterAll(async () => {
  await trail.close();
  await database.drop();
});

it('seals', async () => {
  expect(await trail.seal()).toEqual({ busy: false, sealed: 0, published: 0 });
  await trail.addRows(7);
  expect(await trail.seal()).toEqual({ busy: false, sealed: 7, published: 1 });
  console.log(await readFile(trail.rootsPath, 'utf8'));
});
