import { createHmac, generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT, type JWTPayload } from 'jose';

/** A token that its reader accepts, and the means to make others that differ from it in one thing. */
export type GoodToken = {
  token: string;
  header: Record<string, unknown> & { alg: string };
  claims: JWTPayload;
  publicKey: KeyObject;
  /** Signs with the right key. */
  sign: (claims: JWTPayload, header?: Record<string, unknown>) => Promise<string>;
};

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

function byStranger(claims: JWTPayload, header: GoodToken['header']): Promise<string> {
  return new SignJWT(claims).setProtectedHeader(header).sign(stranger.privateKey);
}

function without(claims: JWTPayload, ...names: string[]): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}

function parts(token: string): [string, string, string] {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return [header, claims, signature];
}

function hmac(secret: string | Buffer, { header, claims }: GoodToken): string {
  const input = `${encodePart({ ...header, alg: 'HS256' })}.${encodePart(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

const SIGNATURES: readonly Forgery[] = [
  { what: 'no token', forge: () => '' },
  { what: 'no JWT at all', forge: () => 'not-a-token' },
  ...['none', 'nOnE', 'NONE', ''].map((alg) => ({
    what: `B45 alg "${alg}"`,
    forge: ({ claims, header }: GoodToken) =>
      `${encodePart({ ...header, alg })}.${encodePart(claims)}.`,
  })),
  {
    what: 'B45 alg none over a good signature',
    forge: ({ token, claims, header }) =>
      `${encodePart({ ...header, alg: 'none' })}.${encodePart(claims)}.${parts(token)[2]}`,
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
    forge: ({ claims, header }) => byStranger(claims, header),
  },
  { what: 'B52 truncated', forge: ({ token }) => token.slice(0, -10) },
  { what: 'B52 a part too many', forge: ({ token }) => `${token}.${parts(token)[2]}` },
  {
    what: 'B52 no signature',
    forge: ({ token }) => `${parts(token).slice(0, 2).join('.')}.`,
  },
  {
    what: 'claims swapped under a good signature',
    forge: ({ token, claims }) => {
      const [head, , signature] = parts(token);
      return `${head}.${encodePart({ ...claims, role: 'AUDITOR' })}.${signature}`;
    },
  },
  {
    what: 'the signature of another good token',
    forge: async ({ token, sign, claims }) => {
      const [head, body] = parts(token);
      return `${head}.${body}.${parts(await sign({ ...claims, role: 'AUDITOR' }))[2]}`;
    },
  },
  {
    what: 'a JSON serialisation',
    forge: ({ token }) => {
      const [head, body, signature] = parts(token);
      return JSON.stringify({ protected: head, payload: body, signature });
    },
  },
  {
    what: 'claims that are no JSON',
    forge: ({ token, header }) => {
      const [head] = parts(token);
      return `${head}.${encodePart('{"sub":')}.${parts(signedAsTold(header, {}))[2]}`;
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
    forge: async ({ claims, header }) =>
      byStranger(claims, { ...header, jwk: await exportJWK(stranger.publicKey) }),
  },
  {
    what: 'B50 the right key, embedded',
    forge: async ({ sign, claims, publicKey }) => sign(claims, { jwk: await exportJWK(publicKey) }),
  },
  ...['jku', 'x5u'].flatMap((name) => [
    {
      what: `B50 the address of a key of its own (${name})`,
      forge: ({ claims, header }: GoodToken) =>
        byStranger(claims, { ...header, [name]: 'http://127.0.0.1:9/jwks.json' }),
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
    forge: ({ header, claims }) => signedAsTold({ ...header, crit: ['x'], x: 1 }, claims),
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
  { what: 'the header twice', forge: ({ token }) => [token, token] },
  {
    what: 'a good header before a forged one',
    forge: async ({ token, claims, header }) => [token, await byStranger(claims, header)],
  },
  {
    what: 'a forged header before a good one',
    forge: async ({ token, claims, header }) => [await byStranger(claims, header), token],
  },
];

/** What is refused at the gateway and at each subgraph alike. */
export const FORGERIES: readonly Forgery[] = [...SIGNATURES, ...HEADERS, ...CLAIMS, ...DOUBLED];
