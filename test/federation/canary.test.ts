import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSupergraph } from '../../gateway/supergraph-file.ts';
import type { TokenRequest } from '../../gateway/local-issuer.ts';
import { createLogger } from '../../kernel/runtime/log.ts';
import { ACTOR_HEADER } from '../../kernel/runtime/signed-actor.ts';
import { createAssistance } from '../../subgraphs/assistance/subgraph.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { createHouseholds } from '../../subgraphs/households/subgraph.ts';
import { asOwner } from '../support/as-owner.ts';
import { dumpOf, filesBelow, findIn, needlesOf, type Haystack } from '../support/canary.ts';
import {
  CANARY,
  canaryExtracts,
  DAMAGED,
  DEATHS,
  FIFTEEN,
  loadCanaryRoster,
  NAME,
  OTHER,
  WIDE,
} from '../support/canary-files.ts';
import { READS, wrongRequests } from '../support/canary-requests.ts';
import { runCli } from '../support/cli.ts';
import { anActor, JING } from '../support/crossmatch-builders.ts';
import { testDeps, testKeys } from '../support/database.ts';
import { keysText } from '../support/keys-text.ts';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { startHub, type RunningHub } from '../support/running-hub.ts';
import { signedHeaders } from '../support/signed-call.ts';

// One number goes everywhere a number can go: into the roster, into every kind of extract, into every place of a
// request. Then all that anybody without the right could lay hands on is searched for it.
const needles = needlesOf(CANARY);

let desk: MatchDesk;
let hub: RunningHub;
const logged: string[] = [];
/** What was answered to those who may not see the number, or to nobody. */
const answered: Haystack[] = [];

function remember(where: string, text: string): void {
  answered.push({ where, bytes: Buffer.from(text) });
}

beforeAll(async () => {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      done();
    },
  });
  const log = createLogger({ logLevel: 'trace' }, 'canary', sink);
  desk = await matchDesk({ log });
  hub = await startHub({
    shape: 'split',
    subgraphs: [
      createHouseholds(testDeps(desk.database, 'households', { log })),
      createAssistance(testDeps(desk.database, 'assistance', { log })),
      createCrossmatch(desk.deps),
    ],
    supergraphSdl: readSupergraph(),
    files: desk.deps,
    log,
    timeoutMs: 20_000,
  });
  for (const told of await loadCanaryRoster(desk)) remember('intake', told);
  await deliverExtracts();
  remember('report of the match', JSON.stringify(await desk.match()));
  await askEverything();
  await runCommands();
}, 600_000);
afterAll(async () => {
  await hub.close();
  await desk.close();
});

/** Every outcome a delivered file can have, through the gateway. */
async function deliverExtracts(): Promise<void> {
  for (const [departmentCode, name, content] of canaryExtracts()) {
    const token = await hub.token({ role: 'LIAISON', departmentCode });
    await send(`upload of ${name.replaceAll(CANARY, '…')}`, `/extracts/${name}`, token, {
      method: 'POST',
      headers: {
        'content-type': 'application/octet-stream',
        'x-yikou-sha256': createHash('sha256').update(content).digest('hex'),
      },
      body: content,
    });
  }
}

async function send(where: string, url: string, token: string, init: RequestInit): Promise<string> {
  const response = await fetch(`${hub.url}${url}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  });
  const text = await response.text();
  remember(where, `${JSON.stringify([...response.headers])}\n${text}`);
  return text;
}

function graphql(where: string, token: string, body: unknown, headers = {}): Promise<string> {
  return send(where, '/graphql', token, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Every role reads what it can; then the number is put wherever a request takes anything. */
async function askEverything(): Promise<void> {
  const streetCode = JING;
  const roles: [TokenRequest['role'], object][] = [
    ['CASE_OFFICER', { streetCode }],
    ['REVIEWER', { streetCode }],
    ['OFFICE_HEAD', { streetCode }],
    ['BUREAU_SUPERVISOR', {}],
    ['AUDITOR', {}],
    ['ANALYST', {}],
    ['MATCH_REVIEWER', {}],
    ['LIAISON', { departmentCode: 'public-security' }],
    ['LIAISON', { departmentCode: 'tax' }],
  ];
  for (const [role, claims] of roles) {
    const token = await hub.token({ role, ...claims });
    for (const query of READS)
      await graphql(
        `
          ${role}
        `,
        token,
        { query },
      );
    await unmask(role, token);
    await downloads(role, token, 'departmentCode' in claims);
  }
  const officer = await hub.token({ role: 'CASE_OFFICER', streetCode });
  await asOwner(
    desk.database,
    `UPDATE households.person SET id_number_cipher = set_byte(id_number_cipher, 40, 0)
      WHERE id = '${desk.personId(DAMAGED)}'`,
  );
  for (const text of [CANARY, CANARY.toLowerCase(), FIFTEEN, WIDE]) await provoke(officer, text);
  await provokeSubgraphs();
}

/** Looking for the number and reading it whole: to those who may, the answer holds it, and is not searched. */
async function unmask(role: TokenRequest['role'], token: string): Promise<void> {
  const personByIdNumber = `personByIdNumber(idNumber: "${CANARY}", purpose: "核对")`;
  await graphql(`${role} searches`, token, {
    query: `{ ${personByIdNumber} { id idNumberMasked } }`,
  });
  const mayRead = role === 'CASE_OFFICER' || role === 'REVIEWER';
  const query = `query Whole($id: ID!) { person(id: $id) { idNumber(purpose: "核对", caseNo: "C1") } }`;
  const body = { query, variables: { id: desk.personId(CANARY) } };
  const text = await graphql(`${role} reads whole`, token, body);
  if (!mayRead) return;
  expect(text).toContain(CANARY);
  answered.pop();
}

/** The set-aside rows as a file: to the department that sent them, and to nobody else. */
async function downloads(role: string, token: string, liaison: boolean): Promise<void> {
  const batches = await desk.deps.database.db.extractBatch.findMany({
    where: { setAside: { gt: 0 } },
  });
  expect(batches.length).toBeGreaterThan(0);
  for (const { id } of batches) {
    const text = await send(`${role} downloads`, `/extracts/${id}/set-aside.csv`, token, {});
    if (liaison && !text.startsWith('{')) answered.pop();
  }
}

/** The number in every part of a request, well formed and not. */
async function provoke(token: string, text: string): Promise<void> {
  // GraphQL gives an alias back to whoever wrote it, in data and in the path of an error: only the log counts.
  const alias = `a${text.replace(/[^0-9A-Za-z]/g, '')}`;
  const id = desk.personId(DAMAGED);
  const aliases = `{ ${alias}: person(id: "${id}") { ${alias}: idNumberMasked } b${alias}: matchRuns(first: 1) { totalCount } }`;
  const told = await graphql('the number as an alias', token, { query: aliases });
  expect(told).toContain('INTERNAL');
  expect(told).toContain('FORBIDDEN');
  answered.pop();
  for (const [where, body] of wrongRequests(text, desk.personId(OTHER)))
    await graphql(`the number ${where}`, token, body);
  const wide = encodeURIComponent(text);
  const get = (where: string, url: string, given = token) =>
    send(`the number ${where}`, url, given, {});
  await get('in a path', `/${wide}`);
  await get('in an id of a batch', `/extracts/${wide}/set-aside.csv`);
  await get('in a query', `/graphql?query=${wide}`);
  await get('as a token', '/graphql', wide);
  const purpose = { 'x-yikou-purpose': wide };
  await graphql('the number as a purpose', token, { query: '{ districts { code } }' }, purpose);
  const requestId = { 'x-request-id': wide };
  await graphql('the number as a request id', token, { query: '{ nothing }' }, requestId);
}

/** The same at the subgraphs' own doors, signed and unsigned. */
async function provokeSubgraphs(): Promise<void> {
  const actor = anActor('CASE_OFFICER', { streetCode: JING });
  for (const [name, url] of hub.subgraphUrls) {
    const bodies = [
      JSON.stringify({ query: `{ f${CANARY} }` }),
      JSON.stringify({ query: 'query Q($n: Int!) { x(n: $n) }', variables: { n: CANARY } }),
      JSON.stringify({
        query: 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { id } } }',
        variables: {
          r: [
            { __typename: 'Person', id: CANARY },
            { __typename: CANARY, id: CANARY },
          ],
        },
      }),
      `{"query": "${CANARY}`,
    ];
    for (const token of [null, CANARY, '']) {
      for (const body of bodies) {
        const signed = await signedHeaders(hub.keys, { subgraph: name, actor, body });
        const headers = token === null ? signed : { ...signed, [ACTOR_HEADER]: token };
        const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
        remember(`${name} itself`, await response.text());
      }
      const missing = await fetch(`${url}/${CANARY}`);
      remember(`${name} itself, no such path`, await missing.text());
    }
  }
}

/** What an operator sees on the terminal, with everything logged. */
async function runCommands(): Promise<void> {
  const keysFile = path.join(desk.deps.dataDir, 'canary-keys.json');
  writeFileSync(keysFile, keysText(testKeys()), { mode: 0o600 });
  const file = path.join(desk.deps.dataDir, 'public-security.death_2026-05_delta.csv');
  writeFileSync(file, `${DEATHS.join(',')}\r\n${NAME},${CANARY},${CANARY},2026-05-01\r\n`);
  const env = {
    DATABASE_URL: desk.database.url,
    YIKOU_DATA_DIR: desk.deps.dataDir,
    YIKOU_KEYS_FILE: keysFile,
    LOG_LEVEL: 'trace',
  };
  const commands = [
    ['alerts', '--json'],
    ['review', 'explain', '--sample', '5'],
    ['outreach', '--json'],
    ['ingest', file],
    ['ingest', `${file}.${CANARY}`],
    ['keys', 'status'],
    ['audit', 'export', '--out', path.join(desk.deps.dataDir, `${CANARY}.ndjson`)],
    ['audit', 'verify', '--older', CANARY],
    [CANARY],
  ];
  for (const command of commands) {
    const { stdout, stderr } = await runCli(command, env);
    remember(`hub ${command[0] === CANARY ? '…' : command[0]}`, stdout + stderr);
  }
}

describe('an identity number that went everywhere', () => {
  it('is found by its needles wherever it lies open', () => {
    const open = [CANARY, FIFTEEN, WIDE, Buffer.from(CANARY).toString('base64')].map((text) => ({
      where: 'here',
      bytes: Buffer.from(`before ${text} after`),
    }));
    for (const haystack of open) expect(findIn([haystack], needles)).not.toEqual([]);
    const shifted = {
      where: 'here',
      bytes: Buffer.from(Buffer.from(`{"n":"${CANARY}"}`).toString('base64')),
    };
    expect(findIn([shifted], needles)).toEqual([expect.stringContaining('base64')]);
  });

  it('has been everywhere: it raised alerts, stands before reviewers and was set aside', async () => {
    expect((await desk.alerts()).map(({ personId }) => personId)).toContain(desk.personId(CANARY));
    expect((await desk.reviews()).map(({ personId }) => personId)).toContain(desk.personId(CANARY));
    const { db } = desk.deps.database;
    const batches = await db.extractBatch.findMany();
    expect(new Set(batches.map(({ status }) => status))).toEqual(
      new Set(['ACCEPTED', 'HELD', 'REJECTED']),
    );
    expect(await db.setAsideRow.count()).toBeGreaterThan(1);
    expect(answered.length).toBeGreaterThan(150);
    expect(logged.length).toBeGreaterThan(8);
  });

  it('is in no row of any table, nor in what the database says of its columns', async () => {
    const { pool } = desk.deps.database;
    await pool.query('SELECT 1');
    const dump = await dumpOf(desk.database.url);
    expect(dump.length).toBeGreaterThan(30);
    expect(findIn(dump, needles)).toEqual([]);
  });

  it('is in no line of the log, at the level that tells most', () => {
    const lines = logged.map((line) => ({ where: line.slice(0, 400), bytes: Buffer.from(line) }));
    expect(findIn(lines, needles)).toEqual([]);
  });

  it('is in no answer to who may not see it, errors of every kind among them', () => {
    expect(findIn(answered, needles)).toEqual([]);
  });

  it('is in no file of the data directory but the staged rows, which wait there to be compared', () => {
    const own = /^staged(\/|$)|^[^/]*\.csv$/;
    const files = filesBelow(desk.deps.dataDir, (name) => own.test(name));
    expect(files.map(({ where }) => where)).toContain('file roster/covered.sealed');
    expect(findIn(files, needles)).toEqual([]);
  });
});
