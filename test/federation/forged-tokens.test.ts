import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalIssuer } from '../../gateway/local-issuer.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createActorSigner } from '../../kernel/runtime/actor-signer.ts';
import { actorSigningOf } from '../../kernel/runtime/keys.ts';
import { bodyHashOf } from '../../kernel/runtime/proven-body.ts';
import { ACTOR_HEADER, callTarget, disclosureDigest } from '../../kernel/runtime/signed-actor.ts';
import {
  encodePart,
  FORGERIES,
  secondsNow,
  wholeToken,
  type GoodToken,
} from '../support/forgeries.ts';
import { sampleSupergraph, startHub, type RunningHub } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';

// Whatever is forged, replayed or carried to another door is refused, at the gateway and at each subgraph.
const SUBGRAPHS = ['households', 'assistance', 'crossmatch'] as const;
const BODY = JSON.stringify({ query: '{ __typename }' });

let hub: RunningHub;

beforeAll(async () => {
  hub = await startHub({
    shape: 'split',
    subgraphs: createSampleGraph().subgraphs,
    supergraphSdl: sampleSupergraph(),
  });
});
afterAll(() => hub.close());

type Call = { path?: string; method?: string; body?: string };

/** The status of a query that would name the schema, were it answered; a refusal must be JSON and say nothing. */
async function status(url: string, headers: string[], call: Call = {}): Promise<number> {
  const { path = '/graphql', method = 'POST', body = BODY } = call;
  const { host } = new URL(url);
  const type = ['content-type', 'application/json', 'content-length', `${Buffer.byteLength(body)}`];
  const sending = httpRequest(`${url}${path}`, {
    method,
    headers: ['host', host, ...type, ...headers],
  });
  const [response] = (await once(sending.end(body), 'response')) as [IncomingMessage];
  const answer = await text(response);
  if (response.statusCode === 401)
    expect(JSON.parse(answer)).toEqual({
      errors: [
        {
          message: '请先登录。',
          extensions: { code: 'UNAUTHENTICATED', reference: expect.any(String) as string },
        },
      ],
    });
  return response.statusCode ?? 0;
}

function atGateway(tokens: string | string[]): Promise<number> {
  return status(
    hub.url,
    [tokens].flat().flatMap((token) => ['authorization', `Bearer ${token}`]),
  );
}

function atSubgraph(name: string, tokens: string | string[], call?: Call): Promise<number> {
  const headers = [tokens].flat().flatMap((token) => [ACTOR_HEADER, token]);
  return status(hub.subgraphUrls.get(name) ?? '', headers, call);
}

async function goodUserToken(): Promise<GoodToken> {
  const { keys } = hub;
  const { privateKey, publicKey } = await createLocalIssuer({
    keys,
    clock: systemClock,
    production: false,
  });
  const jwt = await hub.token({ role: 'BUREAU_SUPERVISOR' });
  const header = decodeProtectedHeader(jwt) as GoodToken['header'];
  const payload = decodeJwt(jwt);
  const sign: GoodToken['sign'] = (claims, other = {}) =>
    new SignJWT(claims).setProtectedHeader({ ...header, ...other }).sign(privateKey);
  return { jwt, rest: '', header, payload, claims: payload, publicKey, sign };
}

type SentCall = { subgraph: string; body?: string; path?: string };

/** The header's value as the gateway makes it, fresh each time; of several calls at once with one signature. */
async function signedCalls(...calls: SentCall[]): Promise<string[]> {
  const { privateKey } = actorSigningOf(hub.keys);
  const signer = createActorSigner({ privateKey, clock: systemClock });
  return Promise.all(
    calls.map(({ subgraph, body = BODY, path = '/graphql' }) =>
      signer.sign({
        actor: ACTOR,
        purpose: null,
        subgraph,
        target: callTarget('POST', path),
        bodyHash: bodyHashOf(body),
      }),
    ),
  );
}

async function signedCall(subgraph: string, body = BODY, path = '/graphql'): Promise<string> {
  const [token = ''] = await signedCalls({ subgraph, body, path });
  return token;
}

const IN_THE_JWT = ['iss', 'iat', 'exp', 'nbf', 'padding'];

async function goodActorToken(subgraph: string): Promise<GoodToken> {
  const { privateKey, publicKey } = actorSigningOf(hub.keys);
  const [jwt = '', disclosure = ''] = (await signedCall(subgraph)).split('~');
  const header = decodeProtectedHeader(jwt) as GoodToken['header'];
  const payload = decodeJwt(jwt);
  const [salt, call] = readDisclosure(disclosure);
  const sign: GoodToken['sign'] = async ({ calls: _calls, ...claims }, other = {}) => {
    const all = Object.entries(claims);
    const outer = Object.fromEntries(all.filter(([name]) => IN_THE_JWT.includes(name)));
    const inner = Object.fromEntries(all.filter(([name]) => !IN_THE_JWT.includes(name)));
    const told = encodePart([salt, inner]);
    const list = { ...outer, calls: [{ '...': disclosureDigest(told) }] };
    const protectedHeader = { ...header, ...other };
    const signed = await new SignJWT(list).setProtectedHeader(protectedHeader).sign(privateKey);
    return `${signed}~${told}~`;
  };
  const claims = { ...payload, ...call };
  return { jwt, rest: `~${disclosure}~`, header, payload, claims, publicKey, sign };
}

function readDisclosure(disclosure: string): [salt: string, call: JWTPayload] {
  return JSON.parse(Buffer.from(disclosure, 'base64url').toString()) as [string, JWTPayload];
}

const ACTOR = {
  subject: 'account-1',
  role: 'BUREAU_SUPERVISOR',
  streetCode: null,
  departmentCode: null,
  displayName: null,
} as const;

describe('the gateway', () => {
  it('accepts a good token, and the same again', async () => {
    const token = wholeToken(await goodUserToken());
    expect([await atGateway(token), await atGateway(token)]).toEqual([200, 200]);
  });

  it.each(FORGERIES)('refuses: $what', async ({ forge }) => {
    expect(await atGateway(await forge(await goodUserToken()))).toBe(401);
  });

  it.each(['nonce', 'at_hash', 'c_hash'])('B51 refuses an id token (%s)', async (claim) => {
    const { sign, claims } = await goodUserToken();
    expect(await atGateway(await sign({ ...claims, [claim]: 'x' }))).toBe(401);
  });

  it('B49 refuses a token of 1 MB before it is a token', async () => {
    expect(await atGateway('x'.repeat(1_000_000))).toBe(431);
  });

  it('refuses a subgraph’s token of its own making, in either header', async () => {
    for (const name of SUBGRAPHS) {
      expect(await atGateway(await signedCall(name))).toBe(401);
      expect(await status(hub.url, [ACTOR_HEADER, await signedCall(name)])).toBe(401);
    }
  });

  it('answers no request for another purpose than the one a token was issued for', async () => {
    const { sign, claims } = await goodUserToken();
    const token = await sign({ ...claims, purpose: '低保复核' });
    const asking = (purpose: string) =>
      status(hub.url, [
        ...['authorization', `Bearer ${token}`],
        ...['x-yikou-purpose', encodeURIComponent(purpose)],
      ]);
    expect([await asking('低保复核'), await asking('信访')]).toEqual([200, 400]);
  });

  it('reads a token from no other place than the header', async () => {
    const token = wholeToken(await goodUserToken());
    const body = JSON.stringify({ query: '{ __typename }', access_token: token });
    expect(await status(hub.url, [], { body })).toBe(401);
    expect(await status(hub.url, [], { path: `/graphql?access_token=${token}` })).toBe(401);
    expect(await status(hub.url, ['cookie', `access_token=${token}`])).toBe(401);
    expect(await status(hub.url, ['authorization', token])).toBe(401);
    expect(await status(hub.url, ['proxy-authorization', `Bearer ${token}`])).toBe(401);
  });
});

describe.each(SUBGRAPHS)('%s, reached directly', (name) => {
  it('accepts a good token, once', async () => {
    const token = await signedCall(name);
    expect(await atSubgraph(name, token)).toBe(200);
    expect(await atSubgraph(name, token)).toBe(401);
  });

  it('accepts what a forger with the right key would make: nothing else is wrong with a forgery', async () => {
    const { sign, claims } = await goodActorToken(name);
    expect(await atSubgraph(name, await sign(claims))).toBe(200);
  });

  it('accepts each of the calls under one signature, once', async () => {
    const tokens = await signedCalls(...Array.from({ length: 20 }, () => ({ subgraph: name })));
    expect(new Set(tokens.map((token) => token.split('~')[0])).size).toBe(2);
    for (const expected of [200, 401])
      for (const token of tokens) expect(await atSubgraph(name, token)).toBe(expected);
  });

  it.each(FORGERIES)('refuses: $what', async ({ forge }) => {
    expect(await atSubgraph(name, await forge(await goodActorToken(name)))).toBe(401);
  });

  it.each<[string, (jwt: string, disclosure: string) => string]>([
    ['no disclosure', (jwt) => jwt],
    ['an empty disclosure', (jwt) => `${jwt}~~`],
    ['a disclosure without its end', (jwt, own) => `${jwt}~${own}`],
    ['two disclosures', (jwt, own) => `${jwt}~${own}~${own}~`],
    ['a key binding behind the disclosure', (jwt, own) => `${jwt}~${own}~${jwt}`],
    ['a disclosure written otherwise', (jwt, own) => `${jwt}~${own}=~`],
    [
      'another role in the disclosure',
      (jwt, own) => {
        const [salt, call] = readDisclosure(own);
        return `${jwt}~${encodePart([salt, { ...call, role: 'AUDITOR' }])}~`;
      },
    ],
    [
      'another salt',
      (jwt, own) =>
        `${jwt}~${encodePart([Buffer.alloc(16).toString('base64url'), readDisclosure(own)[1]])}~`,
    ],
  ])('refuses a token with %s', async (_, change) => {
    const [jwt = '', disclosure = ''] = (await signedCall(name)).split('~');
    expect(await atSubgraph(name, change(jwt, disclosure))).toBe(401);
    expect(await atSubgraph(name, `${jwt}~${disclosure}~`)).toBe(200);
  });

  it('refuses the disclosure of a call that was signed for at another moment', async () => {
    const [one, other] = [await signedCall(name), await signedCall(name)];
    const [[jwt = ''], [, disclosure = '']] = [one.split('~'), other.split('~')];
    expect(await atSubgraph(name, `${jwt}~${disclosure}~`)).toBe(401);
  });

  it.each<[string, (told: [string, JWTPayload]) => unknown]>([
    ['no salt', ([, call]) => ['', call]],
    ['a short salt', ([, call]) => ['abc', call]],
    ['more than salt and call', ([salt, call]) => [salt, call, call]],
    ['the name of a claim, as of an object', ([salt, call]) => [salt, 'role', call]],
    ['a claim nobody knows', ([salt, call]) => [salt, { ...call, admin: true }]],
    ['text', () => 'x'],
  ])('refuses a signed disclosure with %s', async (_, change) => {
    const { privateKey } = actorSigningOf(hub.keys);
    const { header, payload, rest } = await goodActorToken(name);
    const told = encodePart(change(readDisclosure(rest.slice(1, -1))));
    const jwt = await new SignJWT({ ...payload, calls: [{ '...': disclosureDigest(told) }] })
      .setProtectedHeader(header)
      .sign(privateKey);
    expect(await atSubgraph(name, `${jwt}~${told}~`)).toBe(401);
  });

  it('B41 refuses a token that was shown already, however it is shown', async () => {
    const token = await signedCall(name);
    const shown = await Promise.all(Array.from({ length: 20 }, () => atSubgraph(name, token)));
    expect(shown.filter((one) => one === 200)).toHaveLength(1);
    expect(shown.filter((one) => one === 401)).toHaveLength(19);
  });

  it.each([
    ['another', JSON.stringify({ query: '{ __schema { types { name } } }' })],
    ['a longer', `${BODY} `],
    ['a shorter', BODY.slice(0, -1)],
    ['an empty', ''],
    ['a differently written', JSON.stringify({ query: '{ __typename }' }, null, 1)],
  ])('B41 refuses %s body than the one that was signed for', async (_, body) => {
    expect(await atSubgraph(name, await signedCall(name), { body })).toBe(401);
  });

  it('parses no body before it is proven', async () => {
    // Unreadable and unproven: were it parsed first, the answer would be 400.
    expect(await atSubgraph(name, await signedCall(name), { body: '{"query":' })).toBe(401);
    const proven = await signedCall(name, '{"query":');
    expect(await atSubgraph(name, proven, { body: '{"query":' })).toBe(400);
  });

  it('reads no more of a body than a query may be long, proven or not', async () => {
    const body = JSON.stringify({ query: '{ __typename }', padding: 'x'.repeat(3 * 1024 * 1024) });
    expect(await atSubgraph(name, await signedCall(name, body), { body })).toBe(413);
  });

  it('B41 refuses the token of a neighbour', async () => {
    for (const neighbour of SUBGRAPHS.filter((other) => other !== name))
      expect(await atSubgraph(name, await signedCall(neighbour))).toBe(401);
    const { sign, claims } = await goodActorToken(name);
    const aud = SUBGRAPHS.map((other) => `urn:yikou:subgraph:${other}`);
    expect(await atSubgraph(name, await sign({ ...claims, aud }))).toBe(401);
  });

  it('B41 refuses a token for another route or method', async () => {
    expect(await atSubgraph(name, await signedCall(name, BODY, '/extracts/a.csv'))).toBe(401);
    expect(await atSubgraph(name, await signedCall(name), { path: '/graphql?a=1' })).toBe(401);
  });

  it.each(['jti', 'target', 'body', 'street', 'purpose'])(
    'refuses a token without %s',
    async (one) => {
      const { sign, claims } = await goodActorToken(name);
      const rest = Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== one));
      expect(await atSubgraph(name, await sign(rest))).toBe(401);
    },
  );

  it.each<[string, JWTPayload]>([
    ['an empty jti', { jti: '' }],
    ['a jti without end', { jti: 'x'.repeat(500) }],
    [
      'the hash of the body in hex',
      { body: Buffer.from(bodyHashOf(BODY), 'base64url').toString('hex') },
    ],
    ['a life over before it began', { exp: secondsNow() - 60 }],
  ])('refuses a token with %s', async (_, change) => {
    const { sign, claims } = await goodActorToken(name);
    expect(await atSubgraph(name, await sign({ ...claims, ...change }))).toBe(401);
  });

  it('refuses a user’s token, in either header', async () => {
    const token = wholeToken(await goodUserToken());
    expect(await atSubgraph(name, token)).toBe(401);
    const url = hub.subgraphUrls.get(name) ?? '';
    expect(await status(url, ['authorization', `Bearer ${token}`])).toBe(401);
    expect(await status(url, ['authorization', `Bearer ${await signedCall(name)}`])).toBe(401);
  });

  it('B36 tells nobody its schema who has no token', async () => {
    const body = JSON.stringify({ query: '{ _service { sdl } }' });
    expect(await status(hub.subgraphUrls.get(name) ?? '', [], { body })).toBe(401);
  });
});
