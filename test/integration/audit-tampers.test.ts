import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SigningPair } from '../../kernel/runtime/keys.ts';
import { TAMPERS } from '../support/audit-tampers.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { sealedTrail, type SealedTrail } from '../support/sealing.ts';
import { runTampers, tamperTarget } from '../support/tamper-run.ts';

let database: FreshDatabase;
let trail: SealedTrail;
let keys: SigningPair[];
beforeAll(async () => {
  database = await freshDatabase();
  trail = await sealedTrail(database);
  keys = await tamperTarget(trail, 12);
});
afterAll(async () => {
  await trail.close();
  await database.drop();
});

it('finds every kind of tamper, and none where there is none', { timeout: 300_000 }, async () => {
  const count = 6 * Object.keys(TAMPERS).length;
  const run = await runTampers(trail, keys, { count, seed: 'gate' });
  expect(run.missed).toEqual([]);
  expect(run).toMatchObject({ tried: count, found: count, falseAlarms: 0 });
});
