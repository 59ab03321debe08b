import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalIssuer } from '../../gateway/local-issuer.ts';
import { systemClock } from '../../kernel/clock.ts';
import { actorSigningOf, type SigningPair } from '../../kernel/runtime/keys.ts';
import { bodyHashOf } from '../../kernel/runtime/proven-body.ts';
import { ACTOR_HEADER, callTarget, createActorSigner } from '../../kernel/runtime/signed-actor.ts';
import { FORGERIES, secondsNow, type GoodToken } from '../support/forgeries.ts';
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

function describeToken(token: string, { privateKey, publicKey }: SigningPair): GoodToken {
  const header = decodeProtectedHeader(token) as GoodToken['header'];
  const sign: GoodToken['sign'] = (claims, other = {}) =>
    new SignJWT(claims).setProtectedHeader({ ...header, ...other }).sign(privateKey);
  return { token, header, claims: decodeJwt(token), publicKey, sign };
}

async function goodUserToken(): Promise<GoodToken> {
  const { keys } = hub;
  const issuer = await createLocalIssuer({ keys, clock: systemClock, production: false });
  return describeToken(await hub.token({ role: 'BUREAU_SUPERVISOR' }), issuer);
}

/** A token as the gateway makes it, fresh each time. */
function goodActorToken(subgraph: string, body = BODY, path = '/graphql'): GoodToken {
  const pair = actorSigningOf(hub.keys);
  const token = createActorSigner({ privateKey: pair.privateKey, clock: systemClock }).sign({
    actor: ACTOR,
    purpose: null,
    subgraph,
    target: callTarget('POST', path),
    bodyHash: bodyHashOf(body),
  });
  return describeToken(token, pair);
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
    const { token } = await goodUserToken();
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
      expect(await atGateway(goodActorToken(name).token)).toBe(401);
      expect(await status(hub.url, [ACTOR_HEADER, goodActorToken(name).token])).toBe(401);
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
    const { token } = await goodUserToken();
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
    const { token } = goodActorToken(name);
    expect(await atSubgraph(name, token)).toBe(200);
    expect(await atSubgraph(name, token)).toBe(401);
  });

  it.each(FORGERIES)('refuses: $what', async ({ forge }) => {
    expect(await atSubgraph(name, await forge(goodActorToken(name)))).toBe(401);
  });

  it('B41 refuses a token that was shown already, however it is shown', async () => {
    const { token } = goodActorToken(name);
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
    expect(await atSubgraph(name, goodActorToken(name).token, { body })).toBe(401);
  });

  it('parses no body before it is proven', async () => {
    // Unreadable and unproven: were it parsed first, the answer would be 400.
    expect(await atSubgraph(name, goodActorToken(name).token, { body: '{"query":' })).toBe(401);
    const proven = goodActorToken(name, '{"query":').token;
    expect(await atSubgraph(name, proven, { body: '{"query":' })).toBe(400);
  });

  it('reads no more of a body than a query may be long, proven or not', async () => {
    const body = JSON.stringify({ query: '{ __typename }', padding: 'x'.repeat(3 * 1024 * 1024) });
    expect(await atSubgraph(name, goodActorToken(name, body).token, { body })).toBe(413);
  });

  it('B41 refuses the token of a neighbour', async () => {
    for (const neighbour of SUBGRAPHS.filter((other) => other !== name))
      expect(await atSubgraph(name, goodActorToken(neighbour).token)).toBe(401);
    const { sign, claims } = goodActorToken(name);
    const aud = SUBGRAPHS.map((other) => `urn:yikou:subgraph:${other}`);
    expect(await atSubgraph(name, await sign({ ...claims, aud }))).toBe(401);
  });

  it('B41 refuses a token for another route or method', async () => {
    expect(await atSubgraph(name, goodActorToken(name, BODY, '/extracts/a.csv').token)).toBe(401);
    expect(await atSubgraph(name, goodActorToken(name).token, { path: '/graphql?a=1' })).toBe(401);
  });

  it.each(['jti', 'target', 'body', 'street', 'purpose'])(
    'refuses a token without %s',
    async (one) => {
      const { sign, claims } = goodActorToken(name);
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
    const { sign, claims } = goodActorToken(name);
    expect(await atSubgraph(name, await sign({ ...claims, ...change }))).toBe(401);
  });

  it('refuses a user’s token, in either header', async () => {
    const { token } = await goodUserToken();
    expect(await atSubgraph(name, token)).toBe(401);
    const url = hub.subgraphUrls.get(name) ?? '';
    expect(await status(url, ['authorization', `Bearer ${token}`])).toBe(401);
    expect(await status(url, ['authorization', `Bearer ${goodActorToken(name).token}`])).toBe(401);
  });

  it('B36 tells nobody its schema who has no token', async () => {
    const body = JSON.stringify({ query: '{ _service { sdl } }' });
    expect(await status(hub.subgraphUrls.get(name) ?? '', [], { body })).toBe(401);
  });
});
