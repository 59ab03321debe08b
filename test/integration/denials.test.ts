import { Writable } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../kernel/actor.ts';
import { createLogger } from '../../kernel/runtime/log.ts';
import type { PrismaClient } from '../../prisma/generated/client/client.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { createHouseholds } from '../../subgraphs/households/subgraph.ts';
import { askOf, type Ask } from '../support/ask.ts';
import { auditTrail, type AuditLine } from '../support/audit-trail.ts';
import { aBatch, anActor, anAlert } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

let database: FreshDatabase;
let db: PrismaClient;
let asks: Readonly<Record<'households' | 'assistance' | 'crossmatch', Ask>>;
const logged: string[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      done();
    },
  });
  const crossmatch = testDeps(database, 'crossmatch', {
    log: createLogger({ logLevel: 'info' }, 'test', sink),
  });
  db = crossmatch.database.db;
  asks = {
    households: askOf(createHouseholds(testDeps(database, 'households'))),
    assistance: askOf(createAssistance(testDeps(database, 'assistance'))),
    crossmatch: askOf(createCrossmatch(crossmatch)),
  };
});
afterAll(() => database.drop());

async function deniedTo(subject: string): Promise<AuditLine[]> {
  const lines = await auditTrail(database, 'ACTION_DENIED');
  return lines
    .filter((line) => line.subject === subject)
    .map(({ detail: { office: _, ...detail }, ...line }) => ({ ...line, detail }));
}

async function asOwner(sql: string): Promise<void> {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(sql);
  await owner.end();
}

const disposition = '{ alertNo: "YJ-2222222", disposition: CONFIRMED }';
const ruleState = '{ ruleId: "death-reported", state: OFF, reason: "停用" }';
const search = 'idNumber: "11010519491231002X", purpose: "核对"';

type Refused = [keyof typeof asks, Role, action: string, entity: string, query: string];
const REFUSED: readonly Refused[] = [
  [
    'crossmatch',
    'AUDITOR',
    'ALERT_CLAIM',
    'claimAlert',
    'mutation { own: claimAlert(alertNo: "YJ-2222222") { alertNo } }',
  ],
  [
    'crossmatch',
    'CASE_OFFICER',
    'ALERT_REASSIGN',
    'reassignAlert',
    'mutation { reassignAlert(input: { alertNo: "YJ-2222222", assignee: "li" }) { alertNo } }',
  ],
  [
    'crossmatch',
    'OFFICE_HEAD',
    'ALERT_DISPOSE',
    'recordDisposition',
    `mutation { recordDisposition(input: ${disposition}) { alertNo } }`,
  ],
  [
    'crossmatch',
    'OFFICE_HEAD',
    'OUTREACH_VISIT',
    'claimOutreachTask',
    'mutation { claimOutreachTask(taskId: "8d7f0d7e-0000-4000-8000-000000000000") { id } }',
  ],
  [
    'crossmatch',
    'AUDITOR',
    'RULE_SWITCH',
    'setRuleState',
    `mutation { setRuleState(input: ${ruleState}) { state } }`,
  ],
  [
    'crossmatch',
    'AUDITOR',
    'RULE_TRY',
    'ruleTrial',
    '{ ruleTrial(input: { ruleId: "death-reported", asOf: "2026-11-05" }) { resultHash } }',
  ],
  [
    'crossmatch',
    'OFFICE_HEAD',
    'RULE_TRY',
    'shadowFindings',
    '{ shadowFindings(ruleId: "death-reported") { total } }',
  ],
  [
    'crossmatch',
    'LIAISON',
    'ALERT_READ',
    'rulePrecision',
    '{ rulePrecision(ruleId: "death-reported") { decided } }',
  ],
  [
    'crossmatch',
    'LIAISON',
    'STATISTICS_READ',
    'releasedAlertStatistics',
    '{ releasedAlertStatistics(year: 2026) { bucket } }',
  ],
  [
    'crossmatch',
    'LIAISON',
    'BATCH_RELEASE',
    'releaseHeldBatch',
    'mutation { releaseHeldBatch(id: "x") { id } }',
  ],
  [
    'crossmatch',
    'AUDITOR',
    'BATCH_RELEASE',
    'discardHeldBatch',
    'mutation { discardHeldBatch(id: "x") { id } }',
  ],
  [
    'crossmatch',
    'CASE_OFFICER',
    'CORRECTION_ANSWER',
    'answerCorrection',
    'mutation { answerCorrection(input: { ticketNo: "GZ-2222222", outcome: CORRECTED, answer: "已改" }) { ticketNo } }',
  ],
  [
    'crossmatch',
    'CASE_OFFICER',
    'REVIEW_READ',
    'matchReviews',
    '{ matchReviews(first: 1) { totalCount } }',
  ],
  [
    'crossmatch',
    'AUDITOR',
    'MODEL_ACTIVATE',
    'activateLinkageModel',
    'mutation { activateLinkageModel(id: "x") { id } }',
  ],
  [
    'crossmatch',
    'MATCH_REVIEWER',
    'MODEL_ACTIVATE',
    'retireLinkageModel',
    'mutation { retireLinkageModel(id: "x") { id } }',
  ],
  ['crossmatch', 'CASE_OFFICER', 'MODEL_READ', 'linkageModels', '{ linkageModels { id } }'],
  ['crossmatch', 'ANALYST', 'MODEL_READ', 'linkageModel', '{ linkageModel(id: "x") { id } }'],
  [
    'crossmatch',
    'BUREAU_SUPERVISOR',
    'REVIEW_DECIDE',
    'decideMatchReview',
    'mutation { decideMatchReview(input: { reviewId: "x", decision: SAME, reason: "同" }) { id } }',
  ],
  [
    'crossmatch',
    'MATCH_REVIEWER',
    'REVIEW_SETTLE',
    'settleMatchReview',
    'mutation { settleMatchReview(input: { reviewId: "x", decision: SAME, reason: "同" }) { id } }',
  ],
  ['crossmatch', 'ANALYST', 'REVIEW_READ', 'reviewAgreement', '{ reviewAgreement { n } }'],
  ['crossmatch', 'LIAISON', 'ALERT_READ', 'alerts', '{ alerts(first: 1) { totalCount } }'],
  ['assistance', 'MATCH_REVIEWER', 'CASE_READ', 'cases', '{ cases(first: 1) { totalCount } }'],
  [
    'households',
    'LIAISON',
    'HOUSEHOLD_READ',
    'households',
    '{ households(first: 1) { totalCount } }',
  ],
  ['households', 'ANALYST', 'PERSON_READ', 'person', '{ person(id: "p") { name } }'],
  ['households', 'AIDE', 'PERSON_SEARCH', 'Person', `{ personByIdNumber(${search}) { id } }`],
];

describe('a refusal by role', () => {
  it.each(REFUSED)(
    '%s keeps from %s what needs %s, and who asked: %s',
    async (name, role, action, entity, query) => {
      const actor = anActor(role);
      const { errors } = await asks[name](actor, query);
      expect(errors).toEqual([expect.stringMatching(/: FORBIDDEN$/)]);
      expect(await deniedTo(actor.subject)).toEqual([
        {
          subject: actor.subject,
          role,
          requestId: expect.stringMatching(/^r-\d+$/) as string,
          detail: { action, entity, key: null },
        },
      ]);
    },
  );

  it('is one line per action of a request, and an allowed request leaves none', async () => {
    const liaison = anActor('LIAISON');
    const query = `{ a: person(id: "p") { name } b: person(id: "q") { name }
      household(householdNo: "x") { householdNo } districts { code } }`;
    expect((await asks.households(liaison, query)).errors).toHaveLength(3);
    const denied = await deniedTo(liaison.subject);
    expect(denied.map(({ detail }) => detail['action'])).toEqual(['PERSON_READ', 'HOUSEHOLD_READ']);
    const officer = anActor('CASE_OFFICER');
    await asks.households(officer, query);
    await asks.crossmatch(officer, 'mutation { claimAlert(alertNo: "YJ-2222222") { alertNo } }');
    expect(await deniedTo(officer.subject)).toEqual([]);
  });

  it('by another officer’s claim is written down too', async () => {
    const { alertNo } = await anAlert(db, { status: 'CLAIMED', claimedBy: 'another' });
    const officer = anActor('CASE_OFFICER');
    const input = `{ alertNo: "${alertNo}", disposition: CONFIRMED }`;
    await asks.crossmatch(officer, `mutation { recordDisposition(input: ${input}) { alertNo } }`);
    expect((await deniedTo(officer.subject)).map(({ detail }) => detail)).toEqual([
      { action: 'ALERT_DISPOSE', entity: 'recordDisposition', key: null },
    ]);
  });

  it('stands, and the log tells, when it cannot be written down', async () => {
    const { id } = await aBatch(db, { status: 'HELD', holdReason: '行数不足' });
    await asOwner(`ALTER TABLE audit.event ADD CONSTRAINT no_denials
                     CHECK (kind <> 'ACTION_DENIED') NOT VALID`);
    const auditor = anActor('AUDITOR');
    const query = `mutation { releaseHeldBatch(id: "${id}") { status } }`;
    const { data, errors } = await asks.crossmatch(auditor, query);
    await asOwner('ALTER TABLE audit.event DROP CONSTRAINT no_denials');
    expect([data, errors]).toEqual([{ releaseHeldBatch: null }, ['releaseHeldBatch: FORBIDDEN']]);
    expect(await db.extractBatch.findUnique({ where: { id } })).toMatchObject({ status: 'HELD' });
    expect(await deniedTo(auditor.subject)).toEqual([]);
    expect(logged.join('')).toMatch(/"operation":"BATCH_RELEASE".*a refusal is not audited/);
  });
});
