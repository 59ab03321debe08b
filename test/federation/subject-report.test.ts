import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSupergraph } from '../../gateway/supergraph-file.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { actingFor } from '../../kernel/runtime/acting.ts';
import { createObjectionActService } from '../../subgraphs/crossmatch/objection-act.service.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { auditTrail } from '../support/audit-trail.ts';
import {
  aBatch,
  aFact,
  anActor,
  anAlert,
  aRequest,
  DONG,
  JING,
} from '../support/crossmatch-builders.ts';
import { testDeps } from '../support/database.ts';
import { SHAPES, startHub, type RunningHub } from '../support/running-hub.ts';
import { smallDistrict, WANG, type SmallDistrict } from '../support/small-district.ts';

const PURPOSE = '应本人要求打印';
const INJECTED = '<script>alert(1)</script>';

describe.each(SHAPES)('本人信息报告, %s', (shape) => {
  let district: SmallDistrict;
  let hub: RunningHub;
  let alertNo: string;
  let objectionNo: string;
  beforeAll(async () => {
    district = await smallDistrict();
    const deps = testDeps(district.database, 'crossmatch');
    const { db } = deps.database;
    const personId = district.personIds.wang;
    const batch = await aBatch(db);
    const facts = [await aFact(db, batch, { personId }), await aFact(db, batch, { personId })];
    const place = { personId, householdNo: 'JH1', caseNo: 'CJ1', explanation: INJECTED };
    alertNo = (await anAlert(db, place, facts.slice(0, 1))).alertNo;
    const officer = aRequest(anActor('CASE_OFFICER'));
    const acts = createObjectionActService(deps);
    const made = await actingFor(officer.actor, () =>
      acts.receive(officer, {
        ...{ alertNo, ground: 'RECORD_WRONG', statement: '本人健在。' },
        receivedOn: plainDate('2026-11-02'),
      }),
    );
    objectionNo = made.objectionNo;
    hub = await startHub({
      shape,
      subgraphs: [district.households, district.assistance, createCrossmatch(deps)],
      supergraphSdl: readSupergraph(),
      timeoutMs: 20_000,
    });
  }, 120_000);
  afterAll(async () => {
    await hub.close();
    await district.database.drop();
  });

  type Reader = Parameters<RunningHub['token']>[0];
  const OFFICER: Reader = { role: 'CASE_OFFICER', subject: 'officer', streetCode: JING };
  async function report(reader: Reader, given: Record<string, unknown> = {}) {
    const answer = await fetch(`${hub.url}/subject-report`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await hub.token(reader)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ personId: district.personIds.wang, purpose: PURPOSE, ...given }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  it('holds what the three subgraphs hold, the number masked', async () => {
    const { status, text } = await report(OFFICER);
    expect(status).toBe(200);
    for (const told of [
      '王一',
      'JH1',
      'CJ1',
      alertNo,
      objectionNo,
      '本人健在。',
      '2026-10',
      PURPOSE,
    ])
      expect(text).toContain(told);
    // Two records, of which one stands behind the alert.
    expect(text.match(/死亡日期：/g)).toHaveLength(2);
    expect(text).not.toContain(WANG);
    expect(text).toContain(`${WANG.slice(0, 6)}********`);
  });

  it('loads nothing, runs nothing and shows markup as text', async () => {
    const { headers, text } = await report({ role: 'AUDITOR', subject: 'auditor' });
    expect(text).not.toMatch(/<script|<img|<link|https?:|src=|href=|url\(/);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    const policy = String(headers.get('content-security-policy'));
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; frame-ancestors/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is written in English when asked for', async () => {
    const { text } = await report(OFFICER, { language: 'en' });
    expect(text).toContain('<h2>Who looked</h2>');
    expect(text).toContain('<html lang="en">');
  });

  it('shows the number whole to whoever may unmask it, for a case, with a trace', async () => {
    expect((await report(OFFICER, { wholeFor: 'CJ1' })).text).toContain(WANG);
    const [line] = await auditTrail(district.database, 'ID_NUMBER_UNMASKED');
    expect(line).toMatchObject({ subject: 'officer', detail: { caseNo: 'CJ1' } });
    const head = { role: 'OFFICE_HEAD', subject: 'head', streetCode: JING } as const;
    expect((await report(head, { wholeFor: 'CJ1' })).status).toBe(403);
  });

  it('is not found from another street, refused to other roles, and an act with its reason', async () => {
    expect((await report({ ...OFFICER, streetCode: DONG })).status).toBe(404);
    const reviewer = { role: 'REVIEWER', subject: 'reviewer', streetCode: JING } as const;
    expect((await report(reviewer)).status).toBe(403);
    const denied = await auditTrail(district.database, 'ACTION_DENIED');
    expect(denied.filter(({ subject }) => subject === 'reviewer')).not.toEqual([]);
    expect((await report(OFFICER, { purpose: '' })).status).toBe(400);
    expect((await report(OFFICER, { purpose: `查 ${WANG}` })).status).toBe(400);
    const told = await auditTrail(district.database, 'SUBJECT_REPORTED');
    expect(told.map(({ subject }) => subject)).toContain('officer');
  });
});
