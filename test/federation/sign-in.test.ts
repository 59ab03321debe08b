import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInProcessDataSource } from '../../gateway/in-process-data-source.ts';
import { LOCAL_AUDIENCE } from '../../gateway/local-issuer.ts';
import { openRoutes } from '../../gateway/open-routes.ts';
import { createGateway, type Gateway } from '../../gateway/server.ts';
import { createTrust } from '../../gateway/trust.ts';
import { systemClock } from '../../kernel/clock.ts';
import { readHubEnv } from '../../kernel/runtime/env.ts';
import { newKeysFile, parseKeys } from '../../kernel/runtime/keys.ts';
import { createSubgraphExecutor } from '../../kernel/runtime/subgraph-executor.ts';
import { createBrowser, type Browser } from '../support/cookie-jar.ts';
import { ANY_DOCUMENT, ask, sampleSupergraph, UNLIMITED } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';

// The development issuer as a developer meets it, and as any other sign-in service: over real HTTP.
const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
const clock = systemClock;
const QUERY = '{ alerts(first: 1) { edges { node { alertNo } } } }';
const gateways: Gateway[] = [];
let hub: string;
let issuer: string;

/** A gateway over the sample graph, with the identity that the environment asks for. */
async function startGateway(environment: Record<string, string>): Promise<string> {
  const env = readHubEnv({ YIKOU_DATA_DIR: '/nonexistent', ...environment });
  const keys = parseKeys(newKeysFile());
  const { authenticate, localIssuer } = await createTrust({ env, keys, clock, log });
  const { subgraphs } = createSampleGraph();
  const gateway = await createGateway({
    supergraphSdl: sampleSupergraph(),
    dataSourceOf(name) {
      const subgraph = subgraphs.find((candidate) => candidate.name === name);
      if (!subgraph) throw new Error(`no subgraph ${name}`);
      return createInProcessDataSource(createSubgraphExecutor(subgraph, log));
    },
    authenticate,
    introspection: false,
    admission: UNLIMITED,
    documents: ANY_DOCUMENT,
    log,
    ready: () => Promise.resolve(true),
    openRoutes: (app) => openRoutes(app, { localIssuer, env, clock }),
  });
  gateways.push(gateway);
  return gateway.app.listen({ port: env.port, host: env.host });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

beforeAll(async () => {
  hub = await startGateway({ YIKOU_PORT: `${await freePort()}` });
  issuer = `${hub}/issuer`;
});
afterAll(() => Promise.all(gateways.map((gateway) => gateway.close())));

const verifier = randomBytes(32).toString('base64url');
const CALLBACK = 'http://127.0.0.1:7777/sign-in/callback';

function authorizationUrl(changes: Record<string, string | null> = {}): string {
  const parameters: Record<string, string | null> = {
    client_id: 'yikou-development',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: CALLBACK,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'a-state-of-the-client',
    ...changes,
  };
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return `${issuer}/auth?${new URLSearchParams(given).toString()}`;
}

/** Signs in and returns the address that the browser is sent back to. */
async function signIn(account: string, browser: Browser = createBrowser()): Promise<URL> {
  const asked = await browser.get(authorizationUrl());
  const page = await browser.follow(asked, /nowhere/);
  expect(await page.response.text()).toContain('账号均为虚构');
  const chosen = await browser.post(page.location, { account });
  const { location } = await browser.follow(chosen, /^http:\/\/127\.0\.0\.1:7777/);
  return new URL(location);
}

function redeem(code: string, changes: Record<string, string> = {}): Promise<Response> {
  return fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'yikou-development',
      redirect_uri: CALLBACK,
      code,
      code_verifier: verifier,
      ...changes,
    }),
  });
}

async function codeOf(account: string): Promise<string> {
  return (await signIn(account)).searchParams.get('code') ?? '';
}

type Tokens = { access_token: string; id_token: string };

async function tokensOf(account: string): Promise<Tokens> {
  return (await (await redeem(await codeOf(account))).json()) as Tokens;
}

async function failure(response: Response): Promise<unknown[]> {
  const { error } = (await response.json()) as { error?: string };
  return [response.status, error];
}

describe('the code flow with PKCE', () => {
  it('ends in a query that the gateway answers', async () => {
    const back = await signIn('dev-supervisor');
    expect(back.searchParams.get('state')).toBe('a-state-of-the-client');
    expect(back.searchParams.get('iss')).toBe(issuer);
    const answer = await redeem(back.searchParams.get('code') ?? '');
    const { access_token: token } = (await answer.json()) as Tokens;
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
    const { iat = 0, exp = 0, ...claims } = decodeJwt(token);
    expect(claims).toMatchObject({ iss: issuer, aud: LOCAL_AUDIENCE, role: 'BUREAU_SUPERVISOR' });
    expect(exp - iat).toBe(300);
    const { body } = await ask(hub, token, QUERY);
    expect(body).toEqual({ data: { alerts: { edges: [{ node: { alertNo: 'YJ-p1' } }] } } });
  });

  it('carries role, street and department of the account that was chosen', async () => {
    const officer = decodeJwt((await tokensOf('dev-case-officer')).access_token);
    expect(officer).toMatchObject({ role: 'CASE_OFFICER', street_code: '310106006' });
    const liaison = decodeJwt((await tokensOf('dev-liaison')).access_token);
    expect(liaison).toMatchObject({ role: 'LIAISON', department_code: 'public-security' });
  });

  it('is trusted by a gateway that knows no more than issuer, key set and audience', async () => {
    const discovery = (await (
      await fetch(`${issuer}/.well-known/openid-configuration`)
    ).json()) as Record<string, string>;
    expect(discovery['issuer']).toBe(issuer);
    const other = await startGateway({
      YIKOU_PORT: '0',
      OIDC_ISSUER: issuer,
      OIDC_JWKS_URL: discovery['jwks_uri'] ?? '',
      OIDC_AUDIENCE: LOCAL_AUDIENCE,
    });
    const { access_token: token } = await tokensOf('dev-auditor');
    expect((await ask(other, token, QUERY)).status).toBe(200);
    // The same key, and a name that this gateway has not been told.
    const { access_token: elsewhere } = await tokensOf('dev-auditor');
    const [header, , signature] = elsewhere.split('.');
    expect((await ask(other, `${header}.e30.${signature}`, QUERY)).status).toBe(401);
  });

  it('gives no token for a code without its verifier, and none twice', async () => {
    const wrong = { code_verifier: randomBytes(32).toString('base64url') };
    expect(await failure(await redeem(await codeOf('dev-analyst'), wrong))).toEqual([
      400,
      'invalid_grant',
    ]);
    const code = await codeOf('dev-analyst');
    expect((await redeem(code)).status).toBe(200);
    expect(await failure(await redeem(code))).toEqual([400, 'invalid_grant']);
    const elsewhere = { redirect_uri: 'http://127.0.0.1:7778/sign-in/callback' };
    expect((await redeem(await codeOf('dev-analyst'), elsewhere)).status).toBe(400);
  });

  it.each([
    ['no challenge', { code_challenge: null, code_challenge_method: null }],
    ['a challenge in plain', { code_challenge_method: 'plain' }],
    ['a token instead of a code', { response_type: 'token' }],
    ['a client nobody knows', { client_id: 'another' }],
    ['an address that is not the client’s', { redirect_uri: 'http://example.org/callback' }],
  ])('is not begun with %s', async (_, changes) => {
    const browser = createBrowser();
    const { response, location } = await browser.follow(
      await browser.get(authorizationUrl(changes)),
      /^http:\/\/127\.0\.0\.1:7777/,
    );
    // To the client where it is known, in the answer where it is not.
    expect(response.status === 400 || /[?#&]error=/.test(location)).toBe(true);
    expect(location).not.toMatch(/[?#&](code|access_token)=/);
  });

  it('knows no account but those on its page', async () => {
    const browser = createBrowser();
    const page = await browser.follow(await browser.get(authorizationUrl()), /nowhere/);
    for (const account of ['dev-system', '', 'root'])
      expect((await browser.post(page.location, { account })).status).toBe(400);
  });

  it('issues id tokens that open nothing', async () => {
    const { id_token: token } = await tokensOf('dev-supervisor');
    expect((await ask(hub, token, QUERY)).status).toBe(401);
  });
});

describe('/sign-in', () => {
  it('leads to the query page with a token that is good there', async () => {
    const browser = createBrowser();
    const page = await browser.follow(await browser.get(`${hub}/sign-in`), /nowhere/);
    const chosen = await browser.post(page.location, { account: 'dev-supervisor' });
    const { location } = await browser.follow(chosen, /#token=/);
    const [, token = ''] = location.split('/ide/#token=');
    expect((await ask(hub, token, QUERY)).status).toBe(200);
  });

  it('takes back no code of a sign-in that another browser began', async () => {
    const browser = createBrowser();
    const page = await browser.follow(await browser.get(`${hub}/sign-in`), /nowhere/);
    const chosen = await browser.post(page.location, { account: 'dev-supervisor' });
    const { location } = await browser.follow(chosen, /\/sign-in\/callback/);
    expect((await createBrowser().get(location)).status).toBe(401);
    const forged = new URL(location);
    forged.searchParams.set('state', 'A'.repeat(43));
    expect((await browser.get(forged.href)).status).toBe(401);
    const elsewhere = new URL(location);
    elsewhere.searchParams.set('iss', 'http://127.0.0.1:9/issuer');
    expect((await browser.get(elsewhere.href)).status).toBe(401);
    expect((await browser.get(location)).headers.get('location')).toContain('#token=');
  });

  it.each(['/sign-in', '/issuer/jwks', '/issuer/accounts/x'])(
    '%s answers under no name but that of the machine itself',
    async (path) => {
      const request = httpRequest(`${hub}${path}`, { headers: { host: 'attacker.example' } });
      const [response] = (await once(request.end(), 'response')) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).toBe(404);
    },
  );
});

describe('where people really sign in', () => {
  it('there is no development issuer', async () => {
    const other = await startGateway({
      YIKOU_PORT: '0',
      OIDC_ISSUER: issuer,
      OIDC_JWKS_URL: `${issuer}/jwks`,
      OIDC_AUDIENCE: LOCAL_AUDIENCE,
    });
    for (const path of ['/sign-in', '/issuer/jwks', '/.well-known/jwks.json'])
      expect((await fetch(`${other}${path}`, { redirect: 'manual' })).status).toBe(404);
  });
});
