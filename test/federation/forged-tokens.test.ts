import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalIssuer } from '../../gateway/local-issuer.ts';
import { systemClock } from '../../kernel/clock.ts';
import {
  ACTOR_HEADER,
  ACTOR_TOKEN_TYPE,
  GATEWAY_ISSUER,
  subgraphAudience,
} from '../../kernel/runtime/signed-actor.ts';
import { sampleSupergraph, startHub, type RunningHub } from '../support/running-hub.ts';
import { createSampleGraph } from '../support/sample-graph.ts';

/** How a token is made of a good one; every one of them must be refused. */
type Forgery = { what: string; forge: (good: GoodToken) => Promise<string> | string };

type GoodToken = {
  token: string;
  header: { alg: string; typ: string; kid?: string };
  claims: JWTPayload;
  publicKey: KeyObject;
  sign: (claims: JWTPayload, header?: Record<string, unknown>) => Promise<string>;
};

const stranger = generateKeyPairSync('ed25519');
const now = () => Math.floor(Date.now() / 1000);
const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

function unsigned(alg: string, { claims, header }: GoodToken): string {
  return `${encode({ ...header, alg })}.${encode(claims)}.`;
}

function without(claims: JWTPayload, ...names: string[]): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}

const FORGERIES: readonly Forgery[] = [
  { what: 'no token', forge: () => '' },
  { what: 'no JWT at all', forge: () => 'not-a-token' },
  { what: 'B45 alg none', forge: (good) => unsigned('none', good) },
  { what: 'B45 alg nOnE', forge: (good) => unsigned('nOnE', good) },
  {
    what: 'B46 HS256 with the public key as the secret',
    forge: ({ publicKey, header, claims }) => {
      const input = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
      const secret = publicKey.export({ type: 'spki', format: 'pem' });
      return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    },
  },
  {
    what: 'B47 another audience',
    forge: ({ sign, claims }) => sign({ ...claims, aud: 'urn:other' }),
  },
  { what: 'B47 no audience', forge: ({ sign, claims }) => sign(without(claims, 'aud')) },
  {
    what: 'B47 another issuer',
    forge: ({ sign, claims }) => sign({ ...claims, iss: 'urn:other' }),
  },
  {
    what: 'B48 expired',
    forge: ({ sign, claims }) => sign({ ...claims, iat: now() - 90, exp: now() - 60 }),
  },
  { what: 'B48 no exp', forge: ({ sign, claims }) => sign(without(claims, 'exp')) },
  {
    what: 'B48 nbf in the future',
    forge: ({ sign, claims }) => sign({ ...claims, nbf: now() + 600 }),
  },
  { what: 'no subject', forge: ({ sign, claims }) => sign(without(claims, 'sub')) },
  { what: 'no role', forge: ({ sign, claims }) => sign(without(claims, 'role')) },
  {
    what: 'a role that does not exist',
    forge: ({ sign, claims }) => sign({ ...claims, role: 'ROOT' }),
  },
  { what: 'a list of roles', forge: ({ sign, claims }) => sign({ ...claims, role: ['AUDITOR'] }) },
  {
    what: 'B50 a key of its own, embedded',
    forge: async ({ claims, header }) =>
      new SignJWT(claims)
        .setProtectedHeader({ ...header, jwk: await exportJWK(stranger.publicKey) })
        .sign(stranger.privateKey),
  },
  {
    what: 'B50 the address of a key of its own',
    forge: ({ claims, header }) =>
      new SignJWT(claims)
        .setProtectedHeader({ ...header, jku: 'http://127.0.0.1:9/jwks.json' })
        .sign(stranger.privateKey),
  },
  { what: 'B51 another typ', forge: ({ sign, claims }) => sign(claims, { typ: 'id+jwt' }) },
  { what: 'B51 no typ', forge: ({ sign, claims }) => sign(claims, { typ: undefined }) },
  {
    what: 'B52 another key under the same kid',
    forge: ({ claims, header }) =>
      new SignJWT(claims).setProtectedHeader(header).sign(stranger.privateKey),
  },
  { what: 'B52 truncated', forge: ({ token }) => token.slice(0, -10) },
  { what: 'B52 no signature', forge: ({ token }) => `${token.split('.').slice(0, 2).join('.')}.` },
  {
    what: 'claims swapped under a good signature',
    forge: ({ token, claims }) => {
      const [head, , signature] = token.split('.');
      return `${head}.${encode({ ...claims, role: 'AUDITOR' })}.${signature}`;
    },
  },
  {
    what: 'B52 12 KB',
    forge: ({ sign, claims }) => sign({ ...claims, padding: 'x'.repeat(9_000) }),
  },
  {
    what: 'a critical header nobody knows',
    forge: ({ token, claims, header }) =>
      `${encode({ ...header, crit: ['x'], x: 1 })}.${encode(claims)}.${token.split('.')[2]}`,
  },
];

describe('forged tokens', () => {
  let hub: RunningHub;
  let own: GoodToken;

  beforeAll(async () => {
    hub = await startHub({
      shape: 'split',
      subgraphs: createSampleGraph().subgraphs,
      supergraphSdl: sampleSupergraph(),
    });
    own = await goodUserToken(hub);
  });
  afterAll(() => hub.close());

  it('accepts the good ones', async () => {
    expect(await statusAtGateway(hub, own.token)).toBe(200);
    expect(await statusAtSubgraph(hub, 'households', goodActorToken(hub, 'households').token)).toBe(
      200,
    );
  });

  it.each(FORGERIES)('the gateway refuses: $what', async ({ forge }) => {
    expect(await statusAtGateway(hub, await forge(own))).toBe(401);
  });

  it('the gateway refuses a role only the hub itself may act in', async () => {
    expect(await statusAtGateway(hub, await own.sign({ ...own.claims, role: 'SYSTEM' }))).toBe(401);
  });

  it.each(['../../dev/null', "' OR 1=1 --", 'x'.repeat(6_000)])(
    'B49 the gateway refuses kid %.20s',
    async (kid) => {
      expect(await statusAtGateway(hub, await own.sign(own.claims, { kid }))).toBe(401);
    },
  );

  it('B49 refuses a token of 1 MB before it is a token', async () => {
    expect(await statusAtGateway(hub, 'x'.repeat(1_000_000))).toBe(431);
  });

  it('the gateway refuses an actor token of its own making', async () => {
    expect(await statusAtGateway(hub, await goodActorToken(hub, 'households').token)).toBe(401);
  });

  describe.each(['households', 'assistance', 'crossmatch'])('%s, reached directly', (name) => {
    it.each(FORGERIES)('refuses: $what', async ({ forge }) => {
      const good = goodActorToken(hub, name);
      expect(
        await statusAtSubgraph(hub, name, await forge({ ...good, token: await good.token })),
      ).toBe(401);
    });

    it('B41 refuses the token of a neighbour', async () => {
      const neighbour = name === 'households' ? 'assistance' : 'households';
      expect(await statusAtSubgraph(hub, name, await goodActorToken(hub, neighbour).token)).toBe(
        401,
      );
    });

    it('B41 refuses a token that claims a longer life than any', async () => {
      const { sign, claims } = goodActorToken(hub, name);
      const old = await sign({ ...claims, iat: now() - 3_600, exp: now() + 3_600 });
      expect(await statusAtSubgraph(hub, name, old)).toBe(401);
    });

    it('refuses a user token', async () => {
      expect(await statusAtSubgraph(hub, name, own.token)).toBe(401);
    });
  });
});

async function goodUserToken(hub: RunningHub): Promise<GoodToken> {
  const { keys } = hub;
  const issuer = await createLocalIssuer({ keys, clock: systemClock, production: false });
  const token = await hub.token({ role: 'BUREAU_SUPERVISOR' });
  return describeToken(token, issuer.privateKey, issuer.publicKey);
}

function goodActorToken(hub: RunningHub, subgraph: string) {
  const { privateKey, publicKey } = hub.keys.actorSigning;
  const header = { alg: 'EdDSA', typ: ACTOR_TOKEN_TYPE };
  const claims: JWTPayload = {
    sub: 'account-1',
    role: 'BUREAU_SUPERVISOR',
    street: null,
    department: null,
    name: null,
    purpose: null,
    iss: GATEWAY_ISSUER,
    aud: subgraphAudience(subgraph),
    iat: now(),
    exp: now() + 30,
  };
  const sign = signer(privateKey, header);
  return { token: sign(claims), header, claims, publicKey, sign };
}

function describeToken(token: string, privateKey: KeyObject, publicKey: KeyObject): GoodToken {
  const [head = '', body = ''] = token.split('.');
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
  const header = decode(head) as GoodToken['header'];
  return {
    token,
    header,
    claims: decode(body) as JWTPayload,
    publicKey,
    sign: signer(privateKey, header),
  };
}

function signer(privateKey: KeyObject, header: GoodToken['header']): GoodToken['sign'] {
  return (claims, other = {}) =>
    new SignJWT(claims).setProtectedHeader({ ...header, ...other }).sign(privateKey);
}

async function statusAtGateway(hub: RunningHub, token: string): Promise<number> {
  return status(`${hub.url}/graphql`, { authorization: `Bearer ${token}` });
}

async function statusAtSubgraph(hub: RunningHub, name: string, token: string | Promise<string>) {
  return status(`${hub.subgraphUrls.get(name)}/graphql`, { [ACTOR_HEADER]: await token });
}

/** The status of a query that would name the schema, were it answered; a refusal must be JSON and say nothing. */
async function status(url: string, headers: Record<string, string>): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  const text = await response.text();
  if (response.status !== 200) expect(JSON.parse(text)).toHaveProperty('errors.0.extensions.code');
  return response.status;
}
