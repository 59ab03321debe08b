import { afterAll, beforeAll, expect, it } from 'vitest';
import { actingAsHub, actingFor } from '../../kernel/runtime/acting.ts';
import { openDatabase, type Database } from '../../kernel/runtime/db.ts';
import { accessDistrict, STREETS } from '../support/access-district.ts';
import { anActor } from '../support/crossmatch-builders.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

// Prisma gathers what is looked up by its key in one turn of the event loop, whoever asks.
let database: FreshDatabase;
let serving: Database;
let alertNos: Map<string, string>;
beforeAll(async () => {
  database = await freshDatabase();
  await accessDistrict(database);
  const { url } = database;
  serving = openDatabase({ url, role: 'crossmatch', applicationName: 'test-acting', poolSize: 2 });
  const alerts = await database.subgraph('crossmatch').db.alert.findMany();
  alertNos = new Map(alerts.map((alert) => [alert.streetCode, alert.alertNo]));
});
afterAll(async () => {
  await serving.close();
  await database.drop();
});

/** Which of two streets' alerts an account is given, looked up by key. */
function lookUp(streetCode: string | undefined): Promise<string | null> {
  const alertNo = alertNos.get(streetCode ?? '') ?? '';
  return serving.db.alert
    .findUnique({ where: { alertNo } })
    .then((alert) => alert?.streetCode ?? null);
}

it('gives each of two who look up by key at one moment what is theirs', async () => {
  const [own, other] = STREETS;
  const officer = anActor('CASE_OFFICER', { streetCode: own ?? null });
  const found = await Promise.all([
    actingFor(anActor('AUDITOR'), () => lookUp(own)),
    actingFor(officer, () => lookUp(other)),
    actingFor(officer, () => lookUp(own)),
  ]);
  expect(found).toEqual([own, null, own]);
});

it('gives nobody what the hub looks up by key at the same moment', async () => {
  const [own, other] = STREETS;
  const found = await Promise.all([
    actingAsHub(() => lookUp(own)),
    actingFor(anActor('LIAISON'), () => lookUp(other)),
    lookUp(other),
  ]);
  expect(found).toEqual([own, null, null]);
});
