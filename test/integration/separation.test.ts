import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingFor } from '../../kernel/runtime/acting.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { accessDistrict } from '../support/access-district.ts';
import type { AccessRow, Kind } from '../support/access-oracle.ts';
import { asOwner } from '../support/as-owner.ts';
import { askOf } from '../support/ask.ts';
import { anActor, anId, JING } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
import { declareRelative, tieAccounts } from '../support/recuse.ts';

// What the database refuses whoever writes: every statement here goes past the services, as the owner where it can.
const HOUSEHOLD = 'HH-0-1';
const RECUSED = 'officer-with-a-brother';

let database: FreshDatabase;
let rows: AccessRow[];
beforeAll(async () => {
  database = await freshDatabase();
  rows = await accessDistrict(database);
  const staff = anId();
  await tieAccounts(database, [RECUSED], staff);
  await declareRelative(database, staff, keyOf('person'));
});
afterAll(() => database.drop());

/** The row of the household that the officer is recused from. */
function keyOf(kind: Kind): string {
  const found = rows.find((row) => row.kind === kind && row.households[0] === HOUSEHOLD);
  return found?.key ?? '';
}

describe('recusal', () => {
  it('keeps an alert from being taken up by, given to or decided by a relative', async () => {
    const alert = `UPDATE crossmatch.alert SET`;
    const one = `WHERE alert_no = '${keyOf('alert')}'`;
    for (const set of [
      `claimed_by = '${RECUSED}', status = 'CLAIMED'`,
      `claimed_by = 'another', disposed_by = '${RECUSED}', disposition = 'CONFIRMED', status = 'CLOSED'`,
    ])
      await expect(asOwner(database, `${alert} ${set} ${one}`)).rejects.toThrow(/recused/);
    await asOwner(database, `${alert} claimed_by = 'another', status = 'CLAIMED' ${one}`);
  });

  it('keeps a visit and an opinion from a relative', async () => {
    await expect(
      asOwner(
        database,
        `UPDATE crossmatch.outreach_task SET claimed_by = '${RECUSED}', claimed_at = now(), status = 'CLAIMED'
          WHERE person_id = '${keyOf('person')}'`,
      ),
    ).rejects.toThrow(/recused/);
    await expect(asOwner(database, opinion(1, RECUSED))).rejects.toThrow(/recused/);
  });

  it('answers like an unknown alert, in reading and in acting', async () => {
    const ask = askOf(createCrossmatch(testDeps(database, 'crossmatch')));
    const officer = anActor('CASE_OFFICER', { subject: RECUSED });
    const query = `query ($no: ID!) { alert(alertNo: $no) { alertNo } }`;
    const claim = `mutation ($no: ID!) { claimAlert(alertNo: $no) { alertNo } }`;
    for (const text of [query, claim]) {
      const own = await ask(officer, text, { no: keyOf('alert') });
      expect(own).toEqual(await ask(officer, text, { no: 'YJ-2222222' }));
    }
    const colleague = anActor('CASE_OFFICER');
    const { data } = await ask(colleague, query, { no: keyOf('alert') });
    expect(data).toEqual({ alert: { alertNo: keyOf('alert') } });
  });
});

describe('separation of duties', () => {
  it('takes one opinion of one account on a pair', async () => {
    await asOwner(database, opinion(1, 'first'));
    await expect(asOwner(database, opinion(2, 'first'))).rejects.toThrow(
      /match_decision_review_id_decided_by_key/,
    );
    await asOwner(database, opinion(2, 'second'));
  });

  it('takes no activation of a model by who proposed it', async () => {
    await expect(
      asOwner(
        database,
        `INSERT INTO crossmatch.linkage_model
         SELECT '${randomUUID()}', spec, 2, spec_json, spec_hash, model_json, model_hash, seed, training,
                code_version, evaluation, 'one', now(), 'one', now()
           FROM crossmatch.linkage_model WHERE version = 1`,
      ),
    ).rejects.toThrow(/model_activated_by_another/);
  });
});

describe('a request', () => {
  it.each([
    ['households', `UPDATE household SET street_code = '${JING}'`],
    ['assistance', `UPDATE case_record SET monthly_amount_fen = 0`],
    ['crossmatch', `UPDATE match_review SET status = 'DECIDED'`],
    ['crossmatch', `UPDATE alert SET status = 'OPEN' WHERE street_code <> '${JING}'`],
    ['crossmatch', `DELETE FROM alert_evidence`],
  ] as const)('of an officer changes no row past the acts: %s, %s', async (subgraph, statement) => {
    const { pool } = database.subgraph(subgraph);
    const officer = anActor('CASE_OFFICER');
    // No row is theirs to change, or what would follow from a change is not theirs to write.
    const changed = await actingFor(officer, () => pool.query(statement)).then(
      ({ rowCount }) => rowCount,
      (error: unknown) => (error as { code?: unknown }).code,
    );
    expect([0, '42501']).toContain(changed);
  });

  it('tells of nobody in another name', async () => {
    const { pool } = database.subgraph('crossmatch');
    const told = `INSERT INTO alert_event (alert_no, kind, actor, detail) VALUES ($1, 'CLAIMED', $2, '{}')`;
    const officer = anActor('CASE_OFFICER');
    const tell = (by: string) => actingFor(officer, () => pool.query(told, [keyOf('alert'), by]));
    await expect(tell('another')).rejects.toThrow(/row-level security/);
    expect((await tell(officer.subject)).rowCount).toBe(1);
  });
});

function opinion(round: number, by: string): string {
  return `INSERT INTO crossmatch.match_decision (review_id, round, decision, reason, decided_by, decided_at)
          VALUES ('${keyOf('review')}', ${round}, 'SAME', '同一人', '${by}', now())`;
}
