import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { databaseAnswers } from '../../kernel/runtime/hub-deps.ts';
import { createLogger } from '../../kernel/runtime/log.ts';
import { createHouseholds } from '../../subgraphs/households/subgraph.ts';
import { askOf } from '../support/ask.ts';
import { asOwner } from '../support/as-owner.ts';
import { anActor } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';
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

/** Says when rows began to wait and when a sealer last came by. */
async function sealing(given: { waits: string | null; passed: string }): Promise<void> {
  await asOwner(database, 'DELETE FROM audit.unsealed');
  if (given.waits)
    await asOwner(
      database,
      `INSERT INTO audit.unsealed VALUES (0, now() - interval '${given.waits}')`,
    );
  await asOwner(
    database,
    `UPDATE audit.sealing SET passed_at = now() - interval '${given.passed}'`,
  );
}

describe('while rows wait for a sealer that does not come', () => {
  const scope = {
    subgraph: 'households',
    actor: anActor('CASE_OFFICER'),
    requestId: null,
  } as const;
  const read = { kind: 'PERSON_READ', personId: 'p-1' } as const;
  const act = { kind: 'ALERT_CLAIMED', alertNo: 'YJ-2222222' } as const;
  const record = (event: typeof read | typeof act) =>
    database.subgraph('households').db.$transaction((tx) => recordAudit(tx, scope, event));
  beforeEach(() => sealing({ waits: '31 minutes', passed: '31 minutes' }));

  it('sensitive reads are refused, through Prisma and by hand, and acts go on', async () => {
    await expect(record(read)).rejects.toMatchObject({ code: 'AUDIT_OVERDUE' });
    const client = await database.subgraph('households').pool.connect();
    const byHand = recordAudit(client, scope, read);
    await expect(byHand).rejects.toMatchObject({ code: 'AUDIT_OVERDUE' });
    client.release();
    await expect(record(act)).resolves.toBeUndefined();
  });

  it('the caller is told so', async () => {
    const ask = askOf(createHouseholds(testDeps(database, 'households')));
    const search = 'idNumber: "11010519491231002X", purpose: "核对"';
    const { errors } = await ask(anActor('CASE_OFFICER'), `{ personByIdNumber(${search}) { id } }`);
    expect(errors).toEqual(['personByIdNumber: AUDIT_OVERDUE']);
  });

  it('the bound is the policy’s', async () => {
    await asOwner(
      database,
      `INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from)
       VALUES ('audit.sealStop', 7200, 'SECOND', 't', 'i', 'a', '2021-01-01')`,
    );
    await expect(record(read)).resolves.toBeUndefined();
    await asOwner(
      database,
      `DELETE FROM policy.parameter WHERE effective_from = '2021-01-01' AND code = 'audit.sealStop'`,
    );
    await expect(record(read)).rejects.toMatchObject({ code: 'AUDIT_OVERDUE' });
  });

  it('nothing is refused before the bound, for a slow transaction’s old row, or when nothing waits', async () => {
    await sealing({ waits: '29 minutes', passed: '29 minutes' });
    await expect(record(read)).resolves.toBeUndefined();
    await sealing({ waits: '5 hours', passed: '40 seconds' });
    await expect(record(read)).resolves.toBeUndefined();
    await sealing({ waits: null, passed: '5 hours' });
    await expect(record(read)).resolves.toBeUndefined();
  });

  it('the readiness check stays green and the log carries the alarm; a pass ends both', async () => {
    const logged: string[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        logged.push(chunk.toString());
        done();
      },
    });
    const log = createLogger({ logLevel: 'info' }, 'test', sink);
    const deps = testDeps(database, 'households', { log });
    expect(await databaseAnswers(deps)).toBe(true);
    expect(logged.join('')).toMatch(/"seconds":18\d\d.*audit rows are not sealed/);
    await sealing({ waits: null, passed: '31 minutes' });
    await record(act);
    await trail.seal();
    logged.length = 0;
    expect(await databaseAnswers(deps)).toBe(true);
    expect(logged).toEqual([]);
    await expect(record(read)).resolves.toBeUndefined();
  });
});
