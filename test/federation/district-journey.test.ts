import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../kernel/actor.ts';
import { readSupergraph } from '../../gateway/supergraph-file.ts';
import type { Subgraph } from '../../kernel/runtime/subgraph.ts';
import { createSubgraphExecutor } from '../../kernel/runtime/subgraph-executor.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { createHouseholds } from '../../subgraphs/households/subgraph.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { testDeps } from '../support/database.ts';
import { matchDesk, SAMPLE, type MatchDesk } from '../support/match.ts';
import { ask, readAnswer, SHAPES, startHub, type RunningHub } from '../support/running-hub.ts';
import { signedHeaders } from '../support/signed-call.ts';

const FILE = 'public-security.death_2026-10_delta.csv';
const CONTENT = readFileSync(path.join(SAMPLE, 'extracts', FILE));
const sha256 = createHash('sha256').update(CONTENT).digest('hex');
const AS_OF = '2026-11-05';

const JOURNEY = `query Journey($alertNo: ID!) {
  alert(alertNo: $alertNo) {
    alertNo ruleId streetCode
    person { id name idNumberMasked }
    household { householdNo residenceAddress street { code name openAlertCount } }
    case { caseNo statusLabel programme { label } household { householdNo } alerts(first: 5) { totalCount } }
  }
}`;

type AlertNode = {
  alertNo: string;
  streetCode: string;
  person: { id: string; name: string; idNumberMasked: string };
  household: { householdNo: string };
  case: { caseNo: string };
};

describe.each(SHAPES)('a file delivered, compared and read, %s', (shape) => {
  let desk: MatchDesk;
  let hub: RunningHub;
  let subgraphs: readonly Subgraph[];

  beforeAll(async () => {
    desk = await matchDesk();
    await desk.loadSampleRoster();
    subgraphs = [
      createHouseholds(testDeps(desk.database, 'households')),
      createAssistance(testDeps(desk.database, 'assistance')),
      createCrossmatch(desk.deps),
    ];
    const supergraphSdl = readSupergraph();
    hub = await startHub({ shape, subgraphs, supergraphSdl, files: desk.deps, timeoutMs: 20_000 });
  });
  afterAll(async () => {
    await hub.close();
    await desk.close();
  });

  async function upload(token: string, name = FILE, headers: Record<string, string> = {}) {
    const response = await fetch(`${hub.url}/extracts/${name}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/octet-stream',
        'x-yikou-sha256': sha256,
        ...headers,
      },
      body: CONTENT,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  function referenceOf({ body }: { body: Record<string, unknown> }): unknown {
    const [error] = body['errors'] as { extensions: { reference: string } }[];
    return error?.extensions.reference;
  }

  const liaison = (departmentCode: string) => hub.token({ role: 'LIAISON', departmentCode });

  it('refuses the file of another department, of no role for it, and without a token', async () => {
    const other = await upload(await liaison('tax'));
    const officer = await upload(
      await hub.token({ role: 'CASE_OFFICER', streetCode: '310106012' }),
    );
    expect([other.status, officer.status, (await upload('none')).status]).toEqual([403, 403, 401]);
    const denied = await auditTrail(desk.database, 'ACTION_DENIED');
    expect(
      denied.map(({ role, requestId, detail }) => [role, requestId, detail['action']]),
    ).toEqual([
      ['LIAISON', referenceOf(other), 'BATCH_DELIVER'],
      ['CASE_OFFICER', referenceOf(officer), 'BATCH_DELIVER'],
    ]);
  });

  it('refuses a file that did not arrive whole, or under a name that leads elsewhere', async () => {
    const token = await liaison('public-security');
    const digest = { 'x-yikou-sha256': 'a'.repeat(64) };
    expect((await upload(token, FILE, digest)).status).toBe(400);
    expect((await upload(token, FILE, { 'x-yikou-sha256': 'none' })).status).toBe(400);
    expect((await upload(token, '..%2F..%2Fetc%2Fpasswd')).status).toBe(400);
  });

  it('keeps a file on its way in to itself, and nothing of one that breaks off', async () => {
    const tmp = path.join(desk.deps.dataDir, 'tmp');
    const runs = () => (existsSync(tmp) ? readdirSync(tmp) : []);
    const sending = httpRequest(`${hub.url}/extracts/${FILE}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await liaison('public-security')}`,
        'content-type': 'application/octet-stream',
        'content-length': CONTENT.length,
        'x-yikou-sha256': sha256,
      },
    });
    sending.on('error', () => undefined).write(CONTENT.subarray(0, 4_000));
    // A run's directory: if the process is killed now, the next run removes it.
    const run = await vi.waitFor(() => {
      const [name = ''] = runs();
      expect(name).toMatch(/^run-\d+-/);
      expect(statSync(path.join(tmp, name, 'delivered')).size).toBeGreaterThan(0);
      return path.join(tmp, name);
    }, 10_000);
    const modes = [run, path.join(run, 'delivered')].map((name) => statSync(name).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
    sending.destroy();
    await vi.waitFor(() => expect(runs()).toEqual([]), 10_000);
  });

  it('takes the file of the own department in, once', async () => {
    const token = await liaison('public-security');
    const first = await upload(token);
    expect(first).toMatchObject({
      status: 200,
      body: { status: 'accepted', source: 'public-security.death', period: '2026-10' },
    });
    expect((await upload(token)).body).toMatchObject({ status: 'noop' });
    const delivered = await auditTrail(desk.database, 'BATCH_DELIVERED');
    expect(delivered).toEqual([
      expect.objectContaining({
        role: 'LIAISON',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      }),
    ]);
  });

  it('hands the set-aside rows back in the same template, to their department only', async () => {
    const own = await liaison('public-security');
    const { body } = await ask(
      hub.url,
      own,
      '{ extractBatches(first: 5) { edges { node { id } } } }',
    );
    const batches = body.data?.['extractBatches'] as { edges: { node: { id: string } }[] };
    const url = `${hub.url}/extracts/${batches.edges[0]?.node.id}/set-aside.csv`;
    const file = await fetch(url, { headers: { authorization: `Bearer ${own}` } });
    const text = await file.text();
    expect([file.status, file.headers.get('content-type')]).toEqual([
      200,
      'text/csv; charset=utf-8',
    ]);
    expect(text.split('\n')[0]).toMatch(/姓名.*错误原因/);
    const other = await fetch(url, {
      headers: { authorization: `Bearer ${await liaison('tax')}` },
    });
    expect(other.status).toBe(404);
    expect((await readAnswer(other)).body.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
  });

  it('joins alert, person, household and case for the street it belongs to, and for no other', async () => {
    await desk.match(AS_OF);
    const [first] = await desk.alerts();
    if (!first) throw new Error('the sample raises alerts');
    const { alertNo, streetCode } = first;
    const own = await hub.token({ role: 'CASE_OFFICER', streetCode });
    const answer = await ask(hub.url, own, JOURNEY, { alertNo });
    const node = answer.body.data?.['alert'] as AlertNode;
    expect(answer.body.errors).toBeUndefined();
    expect(node).toMatchObject({ alertNo, streetCode, ruleId: first.ruleId });
    expect(node.person.idNumberMasked).toMatch(/^\d{6}\*{8}\d{2}[\dX]{2}$|\*/);
    expect(node.household.householdNo).toBe(first.householdNo);
    expect(node.case.caseNo).toBe(first.caseNo);

    const otherStreet = streetCode === '310106012' ? '310106013' : '310106012';
    const other = await hub.token({ role: 'CASE_OFFICER', streetCode: otherStreet });
    const denied = await ask(hub.url, other, JOURNEY, { alertNo });
    const unknown = await ask(hub.url, other, JOURNEY, { alertNo: 'YJ-2222222' });
    expect(denied.text).toBe(unknown.text);
    expect(denied.body).toEqual({ data: { alert: null } });

    await entitiesStayHome({ node, otherStreet });
  });

  /** B38, B39: asking a subgraph for entities directly, with a valid token of another street. */
  async function entitiesStayHome(of: { node: AlertNode; otherStreet: string }): Promise<void> {
    const actor: Actor = {
      subject: 'account-2',
      role: 'CASE_OFFICER',
      streetCode: of.otherStreet,
      departmentCode: null,
      displayName: null,
    };
    const { node } = of;
    const lies = { streetCode: of.otherStreet, role: 'AUDITOR', covered: true };
    const references: [string, string, Record<string, unknown>][] = [
      ['households', 'Person { name }', { __typename: 'Person', id: node.person.id }],
      [
        'households',
        'Household { residenceAddress }',
        { __typename: 'Household', householdNo: node.household.householdNo },
      ],
      ['assistance', 'Case { statusLabel }', { __typename: 'Case', caseNo: node.case.caseNo }],
      ['crossmatch', 'Alert { explanation }', { __typename: 'Alert', alertNo: node.alertNo }],
    ];
    for (const [name, fields, reference] of references) {
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${fields} } }`;
      const variables = { representations: [{ ...reference, ...lies }] };
      const answer = await askSubgraph(name, actor, query, variables);
      expect({ name, answer }).toEqual({ name, answer: { data: { _entities: [null] } } });
    }
  }

  async function askSubgraph(
    name: string,
    actor: Actor,
    query: string,
    variables: Record<string, unknown>,
  ): Promise<unknown> {
    const url = hub.subgraphUrls.get(name);
    const subgraph = subgraphs.find((candidate) => candidate.name === name);
    if (!url && subgraph) {
      const executor = createSubgraphExecutor(subgraph, desk.deps.log);
      const context = { actor, purpose: null, requestId: 'r' };
      return JSON.parse(JSON.stringify(await executor.execute({ query, variables }, context)));
    }
    const body = JSON.stringify({ query, variables });
    const headers = await signedHeaders(hub.keys, { subgraph: name, actor, body });
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    return response.json();
  }
});
