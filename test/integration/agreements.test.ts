import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../kernel/actor.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { anAgreement } from '../support/agreements.ts';
import { asOwner } from '../support/as-owner.ts';
import { askOf, type Ask } from '../support/ask.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

const first = anActor('BUREAU_SUPERVISOR');
const second = anActor('BUREAU_SUPERVISOR');
const liaison = anActor('LIAISON', { departmentCode: 'trade-union' });

let database: FreshDatabase;
let ask: Ask;
beforeAll(async () => {
  database = await freshDatabase();
  ask = askOf(createAssistance(testDeps(database, 'assistance')));
});
afterAll(() => database.drop());

const PROPOSAL = {
  departmentCode: 'trade-union',
  question: 'PERSON_PROGRAMMES',
  fields: ['PROGRAMME', 'SINCE'],
  purposes: ['WORKER_HARDSHIP'],
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  needsAuthorisation: false,
  dailyPersons: 50,
  basis: '区总工会与区民政局数据共享协议第三条',
};

type Agreement = { id: string; state: string };

async function propose(given: object = {}, actor: Actor = first): Promise<Agreement | string[]> {
  const { data, errors } = await ask(
    actor,
    'mutation ($input: AgreementProposal!) { proposeAgreement(input: $input) { id state } }',
    { input: { ...PROPOSAL, ...given } },
  );
  return errors.length > 0 ? errors : (data?.['proposeAgreement'] as Agreement);
}

async function proposed(given: object = {}): Promise<string> {
  return ((await propose(given)) as Agreement).id;
}

async function act(name: string, id: string, actor: Actor = second): Promise<string> {
  const reason = name === 'confirm' ? '' : ', reason: "另有规定"';
  const field = `${name}Agreement`;
  const { data, errors } = await ask(
    actor,
    `mutation { ${field}(id: "${id}"${reason}) { state } }`,
  );
  return errors[0] ?? (data?.[field] as { state: string }).state;
}

describe('an agreement', () => {
  it('opens nothing until a second person confirms it', async () => {
    const id = await proposed();
    const answer = () =>
      ask(
        liaison,
        `{ programmesOfPerson(idNumber: "11010519491231002X", name: "无一",
             purpose: "WORKER_HARDSHIP", handlingNo: "GH-1") { found } }`,
      );
    expect((await answer()).errors).toEqual(['programmesOfPerson: SHARING_REFUSED']);
    expect(await act('confirm', id, first)).toBe('confirmAgreement: AGREEMENT_SAME_PERSON');
    expect((await answer()).errors).toEqual(['programmesOfPerson: SHARING_REFUSED']);
    expect(await act('confirm', id)).toBe('OPEN');
    expect((await answer()).data).toEqual({ programmesOfPerson: { found: false } });
    expect(await act('suspend', id, first)).toBe('SUSPENDED');
    expect((await answer()).errors).toEqual(['programmesOfPerson: SHARING_REFUSED']);
    expect(await act('resume', id)).toBe('OPEN');
    expect((await answer()).errors).toEqual([]);
    expect(await act('end', id)).toBe('ENDED');
    expect((await answer()).errors).toEqual(['programmesOfPerson: SHARING_REFUSED']);
    for (const name of ['confirm', 'suspend', 'resume', 'end'])
      expect(await act(name, id)).toBe(`${name}Agreement: INVALID_STATE`);
    const changes = (await auditTrail(database, 'AGREEMENT_CHANGED')).filter(
      ({ detail }) => detail['agreementId'] === id,
    );
    expect(changes.map(({ subject, detail }) => [subject, detail['change']])).toEqual([
      [first.subject, 'PROPOSED'],
      [second.subject, 'CONFIRMED'],
      [first.subject, 'SUSPENDED'],
      [second.subject, 'RESUMED'],
      [second.subject, 'ENDED'],
    ]);
  });

  it('takes the place of the one that stood for the same question', async () => {
    const before = await proposed({ departmentCode: 'charity-station' });
    const after = await proposed({ departmentCode: 'charity-station', dailyPersons: 5 });
    expect([await act('confirm', before), await act('confirm', after)]).toEqual(['OPEN', 'OPEN']);
    expect(await act('resume', before)).toBe('resumeAgreement: INVALID_STATE');
    const { data } = await ask(
      first,
      '{ sharingAgreements { id state events { changeLabel reason changedBy } } }',
    );
    const all = data?.['sharingAgreements'] as (Agreement & { events: object[] })[];
    const ended = all.find(({ id }) => id === before);
    expect(ended).toMatchObject({ state: 'ENDED' });
    expect(ended?.events.at(-1)).toEqual({
      ...{ changeLabel: '终止', reason: `由 ${after} 取代`, changedBy: second.subject },
    });
  });

  it.each([
    ['no department', { departmentCode: 'nobody' }],
    ['a field of another question', { fields: ['RULE'] }],
    ['no field', { fields: [] }],
    ['an unknown purpose', { purposes: ['CURIOSITY'] }],
    ['no purpose', { purposes: [] }],
    ['an end before its beginning', { validTo: '2025-12-31' }],
    ['nobody a day', { dailyPersons: 0 }],
    ['no basis', { basis: ' ' }],
    ['a number in its basis', { basis: '见 11010519491231002X' }],
    ['what a verification came to, without consent', { fields: ['LAST_CHECKED'] }],
  ])('with %s is refused', async (_, given) => {
    expect(await propose(given)).toEqual(['proposeAgreement: INVALID_INPUT']);
  });

  it('is granted and switched by the bureau alone', async () => {
    const id = await proposed({ departmentCode: 'tax' });
    for (const role of ['AUDITOR', 'LIAISON', 'OFFICE_HEAD', 'ANALYST'] as const) {
      expect(await propose({}, anActor(role))).toEqual(['proposeAgreement: FORBIDDEN']);
      for (const name of ['confirm', 'suspend', 'resume', 'end'])
        expect(await act(name, id, anActor(role))).toBe(`${name}Agreement: FORBIDDEN`);
    }
    expect(await act('confirm', 'no-id')).toBe('confirmAgreement: NOT_FOUND');
  });

  it('is seen by its own department, without its history and what it was used for', async () => {
    const list = async (actor: Actor, more = '') => {
      const { data, errors } = await ask(
        actor,
        `{ sharingAgreements { departmentCode purposes { label } ${more} } }`,
      );
      return errors.length > 0
        ? errors
        : (data?.['sharingAgreements'] as { departmentCode: string }[]);
    };
    const own = (await list(liaison)) as { departmentCode: string }[];
    expect([...new Set(own.map((one) => one.departmentCode))]).toEqual(['trade-union']);
    const none = anActor('LIAISON', { departmentCode: null });
    expect(await list(none)).toEqual([]);
    const { data, errors } = await ask(
      liaison,
      '{ sharingAgreements { use { unauthorised } events { reason } } }',
    );
    expect(errors.every((error) => error.endsWith(': FORBIDDEN'))).toBe(true);
    expect(JSON.stringify(data)).not.toMatch(/unauthorised":\d|reason"/);
    expect(await list(anActor('CASE_OFFICER'))).toEqual(['sharingAgreements: FORBIDDEN']);
    expect((await ask(liaison, '{ refusedQuestions { reasonLabel } }')).errors).toEqual([
      'refusedQuestions: FORBIDDEN',
    ]);
    const refused = await ask(
      anActor('AUDITOR'),
      '{ refusedQuestions { departmentCode questionLabel purpose handlingNo persons reasonLabel } }',
    );
    expect(refused.data?.['refusedQuestions']).toContainEqual({
      ...{ departmentCode: 'trade-union', questionLabel: '某人是否享受救助、自何时起' },
      ...{ purpose: 'WORKER_HARDSHIP', handlingNo: 'GH-1', persons: 1, reasonLabel: '协议已暂停' },
    });
  });
});

describe('past the services, the database', () => {
  it('lets nobody confirm alone, edit, revive or delete an agreement, or stand two for one question', async () => {
    const question = 'LIST_PROGRAMMES';
    const id = await anAgreement(database, { question });
    const refuses = (sql: string, why: RegExp) =>
      expect(asOwner(database, `SET ROLE yikou_assistance_jobs; ${sql}`)).rejects.toThrow(why);
    const alone = { question, departmentCode: 'tax', proposedBy: 'x', confirmedBy: 'x' } as const;
    await expect(anAgreement(database, alone)).rejects.toThrow(/agreement_by_two/);
    const unconfirmed = { question, departmentCode: 'tax', confirmedBy: null, confirmedAt: null };
    await expect(anAgreement(database, { ...unconfirmed, question })).rejects.toThrow(
      /agreement_confirmed/,
    );
    await expect(anAgreement(database, { question })).rejects.toThrow(/Unique constraint/);
    const free = { question, departmentCode: 'tax', needsAuthorisation: false } as const;
    await expect(anAgreement(database, free)).rejects.toThrow(/agreement_authorised/);
    await refuses(`UPDATE sharing.agreement SET purposes = '{X}' WHERE id = '${id}'`, /not edited/);
    await asOwner(
      database,
      `SET ROLE yikou_assistance_jobs;
       UPDATE sharing.agreement SET state = 'ENDED' WHERE id = '${id}'`,
    );
    await refuses(`UPDATE sharing.agreement SET state = 'OPEN' WHERE id = '${id}'`, /not edited/);
    await expect(asOwner(database, 'DELETE FROM sharing.agreement')).rejects.toThrow(/append-only/);
    await expect(asOwner(database, `UPDATE sharing.exchange SET told = 0`)).rejects.toThrow(
      /append-only/,
    );
  });
});
