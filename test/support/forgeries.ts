import { createHmac, generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT, type JWTPayload } from 'jose';

/** A token that its reader accepts, and the means to make others that differ from it in one thing. */
export type GoodToken = {
  /** The signed part. */
  jwt: string;
  /** What stands behind the signature: a disclosure of what it covers, or nothing. */
  rest: string;
  header: Record<string, unknown> & { alg: string };
  /** What the signed part says. */
  payload: JWTPayload;
  /** What token and disclosure say together. */
  claims: JWTPayload;
  publicKey: KeyObject;
  /** Makes a whole token that says so, signed with the right key. */
  sign: (claims: JWTPayload, header?: Record<string, unknown>) => Promise<string>;
};

/** The token as it is sent. */
export function wholeToken({ jwt, rest }: GoodToken): string {
  return jwt + rest;
}

/** How a token, or several headers, is made of a good one; every one of them must be refused. */
export type Forgery = {
  what: string;
  forge: (good: GoodToken) => Promise<string | string[]> | string | string[];
};

const stranger = generateKeyPairSync('ed25519');

export function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}

export function encodePart(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

/** Signs whatever it is told, header and all, as a library would not. */
export function signedAsTold(
  header: Record<string, unknown>,
  claims: JWTPayload,
  privateKey: KeyObject = stranger.privateKey,
): string {
  const input = `${encodePart(header)}.${encodePart(claims)}`;
  return `${input}.${signBytes(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

async function byStranger(
  { payload, rest }: GoodToken,
  header: GoodToken['header'],
): Promise<string> {
  return (await new SignJWT(payload).setProtectedHeader(header).sign(stranger.privateKey)) + rest;
}

function without(claims: JWTPayload, ...names: string[]): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}

function parts(token: string): [string, string, string] {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return [header, claims, signature];
}

function hmac(secret: string | Buffer, { header, payload, rest }: GoodToken): string {
  const input = `${encodePart({ ...header, alg: 'HS256' })}.${encodePart(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}${rest}`;
}

const SIGNATURES: readonly Forgery[] = [
  { what: 'no token', forge: () => '' },
  { what: 'no JWT at all', forge: () => 'not-a-token' },
  ...['none', 'nOnE', 'NONE', ''].map((alg) => ({
    what: `B45 alg "${alg}"`,
    forge: ({ payload, header, rest }: GoodToken) =>
      `${encodePart({ ...header, alg })}.${encodePart(payload)}.${rest}`,
  })),
  {
    what: 'B45 alg none over a good signature',
    forge: ({ jwt, payload, header, rest }) =>
      `${encodePart({ ...header, alg: 'none' })}.${encodePart(payload)}.${parts(jwt)[2]}${rest}`,
  },
  {
    what: 'B46 HS256 with the public key as the secret',
    forge: (good) => hmac(good.publicKey.export({ type: 'spki', format: 'pem' }), good),
  },
  {
    what: 'B46 HS256 with the public key’s bytes as the secret',
    forge: (good) =>
      hmac(Buffer.from(good.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'), good),
  },
  { what: 'B46 HS256 with an empty secret', forge: (good) => hmac('', good) },
  {
    what: 'B52 another key under the same kid',
    forge: (good) => byStranger(good, good.header),
  },
  { what: 'B52 truncated', forge: ({ jwt, rest }) => jwt.slice(0, -10) + rest },
  { what: 'B52 cut off', forge: (good) => wholeToken(good).slice(0, -10) },
  { what: 'B52 a part too many', forge: ({ jwt, rest }) => `${jwt}.${parts(jwt)[2]}${rest}` },
  {
    what: 'B52 no signature',
    forge: ({ jwt, rest }) => `${parts(jwt).slice(0, 2).join('.')}.${rest}`,
  },
  {
    what: 'claims swapped under a good signature',
    forge: ({ jwt, payload, rest }) => {
      const [head, , signature] = parts(jwt);
      return `${head}.${encodePart({ ...payload, iat: secondsNow() - 1 })}.${signature}${rest}`;
    },
  },
  {
    what: 'the signature of another good token',
    forge: async ({ jwt, rest, sign, claims }) => {
      const [other = ''] = (await sign({ ...claims, role: 'AUDITOR' })).split('~');
      const [head, body] = parts(jwt);
      return `${head}.${body}.${parts(other)[2]}${rest}`;
    },
  },
  {
    what: 'a JSON serialisation',
    forge: ({ jwt, rest }) => {
      const [head, body, signature] = parts(jwt);
      return JSON.stringify({ protected: head, payload: body, signature }) + rest;
    },
  },
  {
    what: 'claims that are no JSON',
    forge: ({ jwt, header, rest }) => {
      const [head] = parts(jwt);
      return `${head}.${encodePart('{"sub":')}.${parts(signedAsTold(header, {}))[2]}${rest}`;
    },
  },
  {
    what: 'B52 12 KB',
    forge: ({ sign, claims }) => sign({ ...claims, padding: 'x'.repeat(9_000) }),
  },
];

const HEADERS: readonly Forgery[] = [
  {
    what: 'B50 a key of its own, embedded',
    forge: async (good) =>
      byStranger(good, { ...good.header, jwk: await exportJWK(stranger.publicKey) }),
  },
  {
    what: 'B50 the right key, embedded',
    forge: async ({ sign, claims, publicKey }) => sign(claims, { jwk: await exportJWK(publicKey) }),
  },
  ...['jku', 'x5u'].flatMap((name) => [
    {
      what: `B50 the address of a key of its own (${name})`,
      forge: (good: GoodToken) =>
        byStranger(good, { ...good.header, [name]: 'http://127.0.0.1:9/jwks.json' }),
    },
    {
      what: `B50 an address under a good signature (${name})`,
      forge: ({ sign, claims }: GoodToken) =>
        sign(claims, { [name]: 'http://127.0.0.1:9/jwks.json' }),
    },
  ]),
  {
    what: 'B50 a certificate under a good signature',
    forge: ({ sign, claims }) => sign(claims, { x5c: ['MIIB'] }),
  },
  {
    what: 'a critical header nobody knows',
    forge: ({ header, payload, rest }) =>
      signedAsTold({ ...header, crit: ['x'], x: 1 }, payload) + rest,
  },
  {
    what: 'a critical header that the library knows',
    forge: ({ sign, claims }) => sign(claims, { crit: ['b64'], b64: true }),
  },
  { what: 'B51 the typ of an id token', forge: ({ sign, claims }) => sign(claims, { typ: 'JWT' }) },
  {
    what: 'B51 the typ of a logout token',
    forge: ({ sign, claims }) => sign(claims, { typ: 'logout+jwt' }),
  },
  { what: 'B51 no typ', forge: ({ sign, claims }) => sign(claims, { typ: undefined }) },
  { what: 'no kid', forge: ({ sign, claims }) => sign(claims, { kid: undefined }) },
  ...['', '../../dev/null', "' OR 1=1 --", 'unknown', 'x'.repeat(1_500)].map((kid) => ({
    what: `B49 kid "${kid.slice(0, 20)}"`,
    forge: ({ sign, claims }: GoodToken) => sign(claims, { kid }),
  })),
];

const CLAIMS: readonly Forgery[] = [
  ...['aud', 'iss', 'sub', 'exp', 'iat', 'role'].map((name) => ({
    what: `no ${name}`,
    forge: ({ sign, claims }: GoodToken) => sign(without(claims, name)),
  })),
  { what: 'B47 another audience', forge: ({ sign, claims }) => sign({ ...claims, aud: 'urn:x' }) },
  {
    what: 'B47 audiences of which none is ours',
    forge: ({ sign, claims }) => sign({ ...claims, aud: ['urn:x', 'urn:y'] }),
  },
  { what: 'B47 another issuer', forge: ({ sign, claims }) => sign({ ...claims, iss: 'urn:x' }) },
  {
    what: 'B48 expired',
    forge: ({ sign, claims }) =>
      sign({ ...claims, iat: secondsNow() - 29, exp: secondsNow() - 10 }),
  },
  {
    what: 'B48 an exp that is no number',
    forge: ({ sign, claims }) => sign({ ...claims, exp: '9999999999' as unknown as number }),
  },
  {
    what: 'B48 not valid yet',
    forge: ({ sign, claims }) => sign({ ...claims, nbf: secondsNow() + 600 }),
  },
  {
    what: 'B48 issued in the future',
    forge: ({ sign, claims }) => sign({ ...claims, iat: secondsNow() + 60 }),
  },
  {
    what: 'B41 issued long ago, with a life longer than any',
    forge: ({ sign, claims }) =>
      sign({ ...claims, iat: secondsNow() - 40 * 86_400, exp: secondsNow() + 3_600 }),
  },
  { what: 'an empty subject', forge: ({ sign, claims }) => sign({ ...claims, sub: '' }) },
  {
    what: 'a subject that is no text',
    forge: ({ sign, claims }) => sign({ ...claims, sub: 1 as unknown as string }),
  },
  {
    what: 'a role that does not exist',
    forge: ({ sign, claims }) => sign({ ...claims, role: 'ROOT' }),
  },
  {
    what: 'a role of another spelling',
    forge: ({ sign, claims }) => sign({ ...claims, role: 'auditor' }),
  },
  {
    what: 'two roles',
    forge: ({ sign, claims }) => sign({ ...claims, role: ['AUDITOR', 'APPROVER'] }),
  },
  {
    what: 'the role in which only the hub itself acts',
    forge: ({ sign, claims }) => sign({ ...claims, role: 'SYSTEM' }),
  },
];

const DOUBLED: readonly Forgery[] = [
  { what: 'the header twice', forge: (good) => [wholeToken(good), wholeToken(good)] },
  {
    what: 'a good header before a forged one',
    forge: async (good) => [wholeToken(good), await byStranger(good, good.header)],
  },
  {
    what: 'a forged header before a good one',
    forge: async (good) => [await byStranger(good, good.header), wholeToken(good)],
  },
];

/** What is refused at the gateway and at each subgraph alike. */
export const FORGERIES: readonly Forgery[] = [...SIGNATURES, ...HEADERS, ...CLAIMS, ...DOUBLED];
