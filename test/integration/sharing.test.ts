import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../kernel/clock.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { anAgreement, endAgreements } from '../support/agreements.ts';
import { asOwner } from '../support/as-owner.ts';
import { askOf, type Ask, type Answer } from '../support/ask.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { aBatch, aFact, anActor, anAlert, aTicket } from '../support/crossmatch-builders.ts';
import { testDeps } from '../support/database.ts';
import {
  DONGS,
  smallDistrict,
  UNKNOWN,
  WANG,
  type SmallDistrict,
} from '../support/small-district.ts';

const liaison = anActor('LIAISON');
const REFUSED = (field: string) => ({ data: null, errors: [`${field}: SHARING_REFUSED`] });
const ABSENT = { found: false, programmes: [], notOpened: [] };

let district: SmallDistrict;
let askAlerts: Ask;
beforeAll(async () => {
  district = await smallDistrict();
  askAlerts = askOf(createCrossmatch(testDeps(district.database, 'crossmatch')));
});
afterAll(() => district.database.drop());
afterEach(() => endAgreements(district.database));

type Given = { idNumber?: string; name?: string; purpose?: string; handlingNo?: string };

async function ofPerson(given: Given = {}, actor = liaison, ask = district.askAssistance) {
  const variables = { idNumber: WANG, name: '王一', purpose: 'CHARITY_AID', handlingNo: 'CS-1' };
  return ask(
    actor,
    `query ($idNumber: String!, $name: String!, $purpose: String!, $handlingNo: String!) {
       programmesOfPerson(idNumber: $idNumber, name: $name, purpose: $purpose, handlingNo: $handlingNo) {
         found notOpened programmes { programme { label } since street { code } lastCheckedOn } } }`,
    { ...variables, ...given },
  );
}

async function standing(given: Given = {}, actor = liaison): Promise<unknown> {
  const { data, errors } = await ofPerson(given, actor);
  return errors.length > 0 ? errors : data?.['programmesOfPerson'];
}

async function exchanges() {
  const { db } = district.database.subgraph('assistance');
  return db.sharingExchange.findMany({ orderBy: { id: 'asc' } });
}

describe('whether one person is on a programme', () => {
  it('is told by whole number and name, as far as the agreement opens it', async () => {
    await anAgreement(district.database, { question: 'PERSON_PROGRAMMES' });
    const programmes = [
      {
        programme: { label: '最低生活保障' },
        since: '2024-01-01',
        street: { code: '310106011' },
        lastCheckedOn: null,
      },
    ];
    expect(await standing()).toEqual({ found: true, programmes, notOpened: [] });
    await endAgreements(district.database);
    const question = 'PERSON_PROGRAMMES';
    await anAgreement(district.database, { question, fields: ['SINCE'] });
    expect(await standing()).toEqual({
      found: true,
      programmes: [{ programme: null, since: '2024-01-01', street: null, lastCheckedOn: null }],
      notOpened: ['PROGRAMME', 'STREET', 'LAST_CHECKED'],
    });
  });

  it('is answered alike, word for word, for nobody, for another name and for want of an authorisation', async () => {
    await anAgreement(district.database, { question: 'PERSON_PROGRAMMES' });
    await asOwner(
      district.database,
      `SET ROLE yikou_assistance_jobs;
       UPDATE assistance.case_record SET authorisation_until = '2026-11-01' WHERE household_no = 'DH1'`,
    );
    const answers = [
      await ofPerson({ idNumber: UNKNOWN }),
      await ofPerson({ name: '王二' }),
      await ofPerson({ idNumber: DONGS, name: '董一' }),
    ];
    for (const answer of answers)
      expect(answer).toEqual({ data: { programmesOfPerson: ABSENT }, errors: [] });
    const asked = await auditTrail(district.database, 'PERSON_ASKED_ABOUT');
    const { wang, dong } = district.personIds;
    expect(asked.slice(-3).map(({ detail }) => [detail['outcome'], detail['personId']])).toEqual([
      ['NOT_FOUND', null],
      ['NAME_DIFFERS', wang],
      ['NO_AUTHORISATION', dong],
    ]);
    expect((await exchanges()).slice(-1)).toMatchObject([{ told: 0, unauthorised: 1 }]);
    await endAgreements(district.database);
    const fields = ['PROGRAMME'];
    const question = 'PERSON_PROGRAMMES';
    await anAgreement(district.database, { question, fields, needsAuthorisation: false });
    expect(await standing({ idNumber: DONGS, name: '董一' })).toMatchObject({ found: true });
  });

  it.each([
    ['without an agreement', null, {}, 'NO_AGREEMENT'],
    ['by another department’s agreement', { departmentCode: 'tax' }, {}, 'NO_AGREEMENT'],
    ['before the agreement is confirmed', { state: 'PROPOSED' }, {}, 'NO_AGREEMENT'],
    ['while it is suspended', { state: 'SUSPENDED' }, {}, 'SUSPENDED'],
    ['the day before its term', { validFrom: new Date('2026-11-03') }, {}, 'NOT_IN_FORCE'],
    ['the day after its term', { validTo: new Date('2026-11-01') }, {}, 'NOT_IN_FORCE'],
    ['for another purpose', {}, { purpose: 'STATISTICS' }, 'PURPOSE'],
    ['for a purpose nobody knows', {}, { purpose: 'CURIOSITY' }, 'PURPOSE'],
  ])('is refused %s with the same words, and that is kept', async (_, given, asked, reason) => {
    if (given) await anAgreement(district.database, { question: 'PERSON_PROGRAMMES', ...given });
    expect(await ofPerson(asked)).toEqual(REFUSED('programmesOfPerson'));
    const [line] = (await auditTrail(district.database, 'QUESTION_REFUSED')).slice(-1);
    expect(line).toMatchObject({
      subject: liaison.subject,
      detail: { department: 'public-security', handlingNo: 'CS-1', reason, persons: 1 },
    });
    expect(JSON.stringify(line)).not.toContain(WANG);
    expect((await exchanges()).slice(-1)).toMatchObject([{ refusal: reason, told: 0 }]);
  });

  it.each([
    ['a blank purpose', { purpose: ' ' }, 'PURPOSE_REQUIRED'],
    ['a purpose in free words', { purpose: '看看' }, 'INVALID_INPUT'],
    ['no handling number', { handlingNo: '' }, 'INVALID_INPUT'],
    ['a name as handling number', { handlingNo: '王一' }, 'INVALID_INPUT'],
    ['an identity number as handling number', { handlingNo: WANG }, 'INVALID_INPUT'],
    ['one within the handling number', { handlingNo: `办${WANG}号` }, 'INVALID_INPUT'],
    ['a mobile number as handling number', { handlingNo: '13800000001' }, 'INVALID_INPUT'],
    ['a number that is none', { idNumber: '123' }, 'INVALID_INPUT'],
    ['no name', { name: ' ' }, 'INVALID_INPUT'],
  ])('cannot be asked with %s', async (_, given, code) => {
    await anAgreement(district.database, { question: 'PERSON_PROGRAMMES' });
    expect(await standing(given)).toEqual([`programmesOfPerson: ${code}`]);
  });

  it('is for liaisons of a department alone', async () => {
    for (const actor of [
      anActor('BUREAU_SUPERVISOR'),
      anActor('ANALYST'),
      anActor('LIAISON', { departmentCode: null }),
    ])
      expect(await standing({}, actor)).toEqual(['programmesOfPerson: FORBIDDEN']);
  });

  it('has a number of persons a day, and the next day begins anew', async () => {
    await anAgreement(district.database, {
      ...{ question: 'PERSON_PROGRAMMES', departmentCode: 'tax', dailyPersons: 2 },
    });
    const tax = anActor('LIAISON', { departmentCode: 'tax' });
    const clock = fixedClock('2026-11-03T00:00:00+08:00');
    const deps = testDeps(district.database, 'assistance', { clock });
    const nextDay = askOf(createAssistance(deps));
    const unknown = { idNumber: UNKNOWN };
    const together = await Promise.all([1, 2, 3, 4].map(() => ofPerson(unknown, tax)));
    expect(together.filter(({ errors }) => errors.length > 0)).toHaveLength(2);
    expect(await standing({}, tax)).toEqual(['programmesOfPerson: SHARING_REFUSED']);
    expect((await ofPerson({}, tax, nextDay)).errors).toEqual([]);
    expect((await exchanges()).filter(({ refusal }) => refusal === 'DAILY_CAP')).toHaveLength(3);
  });
});

describe('which of a list receive help', () => {
  const LIST = [
    { key: 'a', idNumber: WANG, name: '王一' },
    { key: 'b', idNumber: UNKNOWN, name: '无一' },
    { key: 'c', idNumber: WANG, name: '王二' },
  ];
  function ofList(entries: unknown, actor = liaison): Promise<Answer> {
    return district.askAssistance(
      actor,
      `query ($entries: [SharedListEntry!]!) {
         programmesOfList(entries: $entries, purpose: "CHARITY_AID", handlingNo: "CS-2") {
           asked notOpened hits { key programmes { programme { code } since } } } }`,
      { entries },
    );
  }

  it('is told of those who do, and of the others nothing', async () => {
    const fields = ['PROGRAMME'];
    await anAgreement(district.database, { question: 'LIST_PROGRAMMES', fields });
    const { data, errors } = await ofList(LIST);
    expect([data, errors]).toEqual([
      {
        programmesOfList: {
          asked: 3,
          notOpened: ['SINCE', 'STREET', 'LAST_CHECKED'],
          hits: [{ key: 'a', programmes: [{ programme: { code: 'DIBAO' }, since: null }] }],
        },
      },
      [],
    ]);
    const asked = await auditTrail(district.database, 'PERSON_ASKED_ABOUT');
    const list = asked.filter(({ detail }) => detail['question'] === 'LIST_PROGRAMMES');
    expect(list.map(({ detail }) => detail['outcome'])).toEqual([
      'TOLD',
      'NOT_FOUND',
      'NAME_DIFFERS',
    ]);
    expect((await exchanges()).slice(-1)).toMatchObject([{ persons: 3, told: 1 }]);
  });

  it('counts every person of the list towards the day', async () => {
    await anAgreement(district.database, {
      ...{ question: 'LIST_PROGRAMMES', departmentCode: 'tax', dailyPersons: 5 },
    });
    const tax = anActor('LIAISON', { departmentCode: 'tax' });
    expect((await ofList(LIST, tax)).errors).toEqual([]);
    expect(await ofList(LIST, tax)).toEqual(REFUSED('programmesOfList'));
  });

  it('is no longer than the policy allows, and never empty', async () => {
    await anAgreement(district.database, { question: 'LIST_PROGRAMMES' });
    const long = Array.from({ length: 201 }, () => LIST[1]);
    expect((await ofList(long)).errors).toEqual(['programmesOfList: LIMIT_EXCEEDED']);
    expect((await ofList([])).errors).toEqual(['programmesOfList: INVALID_INPUT']);
    expect((await ofList(long.slice(0, 200))).errors).toEqual([]);
  });
});

describe('what became of a record', () => {
  async function record(batchId: string, rowNo: number, actor = liaison): Promise<unknown> {
    const { data, errors } = await askAlerts(
      actor,
      `query ($batchId: ID!, $rowNo: Int!) {
         deliveredRecord(batchId: $batchId, rowNo: $rowNo, purpose: "CHARITY_AID", handlingNo: "CS-3") {
           state setAsideReasonLabel compared correction notOpened } }`,
      { batchId, rowNo },
    );
    return errors.length > 0 ? errors : data?.['deliveredRecord'];
  }
  const told = { setAsideReasonLabel: null, compared: false, correction: 'NONE', notOpened: [] };

  it('is told to the department that delivered it, and to others as of one that is not there', async () => {
    const { db, pool } = district.database.subgraph('crossmatch');
    const batch = await aBatch(db, { matchedRoster: 'r', accepted: 99, setAside: 1 });
    const fact = await aFact(db, batch, { rowNo: 7 });
    await aTicket(db, await anAlert(db, {}, [fact]), fact);
    await pool.query('INSERT INTO set_aside_row VALUES ($1, 9, $2, NULL, $3)', [
      batch.id,
      'ID_LENGTH',
      Buffer.alloc(47),
    ]);
    await anAgreement(district.database, { question: 'DELIVERED_RECORD' });
    expect(await record(batch.id, 1)).toEqual({ ...told, state: 'RECEIVED', compared: true });
    expect(await record(batch.id, 7)).toEqual({
      ...{ ...told, state: 'RECEIVED', compared: true, correction: 'ASKED' },
    });
    expect(await record(batch.id, 9)).toEqual({
      ...{ ...told, state: 'SET_ASIDE', setAsideReasonLabel: '证件号码位数不对' },
    });
    const nowhere = { ...told, state: 'NOT_FOUND' };
    expect(await record(batch.id, 101)).toEqual(nowhere);
    expect(await record('no-batch', 1)).toEqual(nowhere);
    await anAgreement(district.database, { question: 'DELIVERED_RECORD', departmentCode: 'tax' });
    const tax = anActor('LIAISON', { departmentCode: 'tax' });
    expect(await record(batch.id, 7, tax)).toEqual(nowhere);
    await db.extractBatch.update({ where: { id: batch.id }, data: { purgedAt: new Date(0) } });
    expect(await record(batch.id, 1)).toEqual({ ...told, state: 'PURGED' });
  });

  it('is told in the fields that are opened, and not without an agreement', async () => {
    const { id } = await aBatch(district.database.subgraph('crossmatch').db);
    expect(await record(id, 1)).toEqual(['deliveredRecord: SHARING_REFUSED']);
    const question = 'DELIVERED_RECORD';
    await anAgreement(district.database, { question, fields: ['COMPARED'] });
    expect(await record(id, 1)).toEqual({
      ...{ state: null, setAsideReasonLabel: null, compared: false, correction: null },
      notOpened: ['STATE', 'CORRECTION'],
    });
  });
});
