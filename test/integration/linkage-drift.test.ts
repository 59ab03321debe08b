import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PersonModel } from '../../cli/person-model/build-person-model.ts';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import type { Drift } from '../../subgraphs/crossmatch/linkage/drift.ts';
import type { LinkageProfile } from '../../subgraphs/crossmatch/linkage/profile.ts';
import { loadActiveModel } from '../../subgraphs/crossmatch/match/active-model.ts';
import { recordDrift } from '../../subgraphs/crossmatch/match/linkage-drift.ts';
import { inTransaction } from '../../subgraphs/crossmatch/match/transaction.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf, type Ask } from '../support/ask.ts';
import { aBatch, anActor, anId } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

const KNOWN = (
  JSON.parse(
    readFileSync('subgraphs/crossmatch/linkage/models/chinese-person.json', 'utf8'),
  ) as PersonModel
).evaluation.profile;

let database: FreshDatabase;
let ask: Ask;
beforeAll(async () => {
  database = await freshDatabase();
  ask = askOf(createCrossmatch(testDeps(database, 'crossmatch')));
});
afterAll(() => database.drop());

async function recorded(profile: LinkageProfile): Promise<{ drift: Drift[]; batchId: string }> {
  const { db, pool } = database.subgraph('crossmatch');
  const batch = await aBatch(db);
  const run = await db.matchRun.create({
    data: {
      id: anId(),
      asOf: toDbDate(plainDate('2026-11-02')),
      startedAt: new Date('2026-11-02T01:00:00Z'),
      startedBy: 'test',
      rosterVersion: 'v1',
      batchCount: 1,
      counts: {},
    },
  });
  const drift = await inTransaction(pool, async (client) => {
    const model = await loadActiveModel(client, 'chinese-person');
    if (!model) throw new Error('no active model');
    return recordDrift(client, { runId: run.id, batchId: batch.id, model, profile });
  });
  return { drift, batchId: batch.id };
}

function unfilled(): LinkageProfile {
  const { left } = KNOWN;
  return { ...KNOWN, left: { ...left, filled: { ...left.filled, birthDate: 0 } } };
}

it('keeps the counts of a first batch, which has nothing to drift from', async () => {
  const { drift, batchId } = await recorded(KNOWN);
  expect(drift).toEqual([]);
  const { db } = database.subgraph('crossmatch');
  const row = await db.linkageRun.findFirstOrThrow({ where: { batchId } });
  expect(row).toMatchObject({ profile: KNOWN, drift: [] });
});

it('tells a column that is no longer filled by the name of its comparison, in the graph too', async () => {
  const { drift, batchId } = await recorded(unfilled());
  expect(drift).toMatchObject([
    { kind: 'COMPLETENESS', subject: '出生日期', side: 'left', limit: 0.25 },
  ]);
  const query = `{ matchRuns(first: 9) { edges { node { linkage { batchId records drift { kind text } } } } }
    linkageModels { runs { batchId drift { subject } } } }`;
  const { data, errors } = await ask(anActor('AUDITOR'), query);
  expect(errors).toEqual([]);
  const told = JSON.stringify(data);
  expect(told).toContain('来源字段“出生日期”的填写率与该来源以往不同');
  expect(told.split(batchId)).toHaveLength(3);
});

it('goes by the limits of the policy on the day of the run', async () => {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(`UPDATE policy.parameter SET value = 1000 WHERE code = 'linkage.driftPsi'`);
  expect((await recorded(unfilled())).drift).toEqual([]);
  await owner.query(`UPDATE policy.parameter SET value = 0.25 WHERE code = 'linkage.driftPsi'`);
  await owner.end();
});

it('is never changed afterwards', async () => {
  const { pool } = database.subgraph('crossmatch');
  await expect(pool.query(`UPDATE linkage_run SET drift = '[]'`)).rejects.toThrow(/permission/);
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await expect(owner.query('DELETE FROM crossmatch.linkage_run')).rejects.toThrow(/append-only/);
  await owner.end();
});
