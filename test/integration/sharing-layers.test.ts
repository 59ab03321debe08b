import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { actingFor } from '../../kernel/runtime/acting.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { services } from '../../subgraphs/assistance/context.ts';
import { anAgreement, endAgreements } from '../support/agreements.ts';
import { asOwner } from '../support/as-owner.ts';
import { anActor, aRequest } from '../support/crossmatch-builders.ts';
import { testDeps, testKeys } from '../support/database.ts';
import { smallDistrict, WANG, type SmallDistrict } from '../support/small-district.ts';

const question = 'PERSON_PROGRAMMES';
const tax = anActor('LIAISON', { departmentCode: 'tax' });

let district: SmallDistrict;
beforeAll(async () => {
  district = await smallDistrict();
});
afterAll(() => district.database.drop());
afterEach(() => endAgreements(district.database));

function asked(actor = tax, sql = '', values: unknown[] = []) {
  const { pool } = district.database.subgraph('assistance');
  return actingFor(
    actor,
    async () => (await pool.query<Record<string, unknown>>(sql, values)).rows,
  );
}

describe('the database alone', () => {
  const index = createVault(testKeys()).numberIndexes(WANG);
  const rows = (actor = tax, about: string = question) =>
    asked(actor, 'SELECT * FROM assistance.standing_of($1, $2, $3)', [about, '2026-07-02', index]);

  it('gives no row without an open agreement in force, of this department, for this question', async () => {
    expect(await rows()).toEqual([]);
    await anAgreement(district.database, { question, departmentCode: 'tax', fields: ['SINCE'] });
    expect(await rows()).toMatchObject([
      {
        ...{ consented: true, programme_code: null, since: '2024-01-01' },
        ...{ street_code: null, last_checked_on: null },
      },
    ]);
    expect(await rows(tax, 'LIST_PROGRAMMES')).toEqual([]);
    expect(await rows(anActor('LIAISON', { departmentCode: 'trade-union' }))).toEqual([]);
    expect(await rows(anActor('BUREAU_SUPERVISOR', { departmentCode: 'tax' }))).toEqual([]);
    await asOwner(
      district.database,
      `SET ROLE yikou_assistance_jobs;
       UPDATE sharing.agreement SET state = 'SUSPENDED' WHERE state = 'OPEN'`,
    );
    expect(await rows()).toEqual([]);
  });

  it('shows a department its own agreements, no line of what was asked, and takes no agreement of it', async () => {
    await anAgreement(district.database, { question, departmentCode: 'tax' });
    await anAgreement(district.database, { question, departmentCode: 'trade-union' });
    const agreements = 'SELECT DISTINCT department_code AS code FROM sharing.agreement';
    expect(await asked(tax, agreements)).toEqual([{ code: 'tax' }]);
    expect(await asked(tax, 'SELECT 1 FROM sharing.exchange')).toEqual([]);
    expect(await asked(anActor('CASE_OFFICER'), agreements)).toEqual([]);
    const granted = `INSERT INTO sharing.agreement
      SELECT gen_random_uuid(), 'tax', 'LIST_PROGRAMMES', fields, purposes, valid_from, valid_to, true, 1, 'x',
             'PROPOSED', '${tax.subject}', now() FROM sharing.agreement LIMIT 1`;
    await expect(asked(tax, granted)).rejects.toThrow(/row-level security/);
  });
});

describe('the service alone', () => {
  const ofPerson = (actor = tax) => {
    const { standing } = services(testDeps(district.database, 'assistance'));
    const reason = { purpose: 'CHARITY_AID', handlingNo: 'A-1' };
    const ask = () => standing.ofPerson(aRequest(actor), { idNumber: WANG, name: '王一' }, reason);
    return actingFor(actor, ask);
  };

  it('answers liaisons only, whatever the graph lets through', async () => {
    await anAgreement(district.database, { question, departmentCode: 'tax' });
    await expect(ofPerson(anActor('ANALYST', { departmentCode: 'tax' }))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('refuses and leaves closed fields out while the database would give everything', async () => {
    const { database } = district;
    const [row] = await asked(
      tax,
      `SELECT pg_get_functiondef('assistance.standing_of(text, date, bytea[])'::regprocedure) AS text`,
    );
    const definition = String(row?.['text']);
    const open = definition
      .replace(/WHERE a\.department_code[\s\S]*?AND i\.id_number_index/, 'WHERE i.id_number_index')
      .replace(/'(PROGRAMME|SINCE|STREET|LAST_CHECKED)' = ANY \(a\.fields\)/g, 'true');
    await asOwner(database, open);
    await asOwner(database, 'ALTER TABLE sharing.agreement DISABLE ROW LEVEL SECURITY');
    await anAgreement(database, { question, departmentCode: 'trade-union' });
    await expect(ofPerson()).rejects.toMatchObject({ code: 'SHARING_REFUSED' });
    await anAgreement(database, { question, departmentCode: 'tax', fields: ['SINCE'] });
    const { programmes } = await ofPerson();
    expect(programmes[0]).toEqual({
      ...{ programmeCode: null, since: '2024-01-01', streetCode: null, lastCheckedOn: null },
    });
    await asOwner(database, definition);
    await asOwner(database, 'ALTER TABLE sharing.agreement ENABLE ROW LEVEL SECURITY');
  });
});
