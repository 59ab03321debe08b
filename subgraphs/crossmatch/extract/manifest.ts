import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { HubError, type Text } from '../../../kernel/errors.ts';

/** What a department signs of an extract, and nothing else. */
const Manifest = z.strictObject({
  version: z.literal(1),
  keyId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  source: z.string().max(80),
  period: z.string().max(10),
  mode: z.enum(['snapshot', 'delta']),
  serial: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  rows: z.int().nonnegative(),
  signedAt: z.iso.datetime(),
});
export type ExtractManifest = z.infer<typeof Manifest>;

/** A manifest's exact bytes and the Ed25519 signature over them. */
export type SignedManifest = { manifest: Buffer; signature: Buffer };

/** Signed in front of the manifest, so that no signature made for something else passes here. */
const PURPOSE = Buffer.from('yikou extract manifest 1\n');
const LARGEST = 4_096;

const REASONS = {
  SHAPE: { zh: '清单格式不符', en: 'the manifest is not of the agreed form' },
  KEY_UNKNOWN: { zh: '没有登记这把公钥', en: 'no such key is registered' },
  KEY_NOT_VALID: { zh: '公钥不在有效期内', en: 'the key is not valid at this time' },
  KEY_REVOKED: { zh: '公钥已吊销', en: 'the key was revoked' },
  SIGNATURE: { zh: '签名与清单不符', en: 'the signature is not of this manifest' },
  SOURCE: { zh: '清单写的是另一来源', en: 'it speaks of another source' },
  PERIOD: {
    zh: '清单写的是另一期间、方式或序号',
    en: 'it speaks of another period, mode or serial',
  },
  DIGEST: { zh: '文件内容与清单的摘要不符', en: 'the file is not the one it speaks of' },
  ROWS: { zh: '行数与清单不符', en: 'the file has another number of rows' },
  SIGNED_AT: { zh: '签名时刻不可信', en: 'it is signed at a time that cannot be' },
} as const satisfies Record<string, Text>;
export type Refusal = keyof typeof REASONS;

/** The refusal of an extract for its manifest. */
export function refused(reason: Refusal): HubError {
  return new HubError('EXTRACT_SIGNATURE', { reason: REASONS[reason] });
}

/** The one way to write a manifest: fixed order, no white space. */
export function manifestBytes(given: ExtractManifest): Buffer {
  const { version, keyId, source, period, mode, serial, sha256, rows, signedAt } = given;
  const ordered = { version, keyId, source, period, mode, serial, sha256, rows, signedAt };
  return Buffer.from(JSON.stringify(ordered));
}

/** Signs an extract's manifest. @throws whatever node:crypto says of a key that is no Ed25519 private key */
export function signManifest(manifest: ExtractManifest, privateKeyPem: string): SignedManifest {
  const bytes = manifestBytes(Manifest.parse(manifest));
  const key = createPrivateKey(privateKeyPem);
  if (key.asymmetricKeyType !== 'ed25519') throw refused('KEY_UNKNOWN');
  return { manifest: bytes, signature: sign(null, Buffer.concat([PURPOSE, bytes]), key) };
}

/** Reads what a manifest says, without believing it. @throws HubError EXTRACT_SIGNATURE */
export function readManifest({ manifest }: SignedManifest): ExtractManifest {
  if (manifest.length > LARGEST) throw refused('SHAPE');
  let json: unknown;
  try {
    json = JSON.parse(manifest.toString('utf8'));
  } catch {
    throw refused('SHAPE');
  }
  const { data } = Manifest.safeParse(json);
  // Another spelling of the same could be read in two ways, by us and by whoever signed it.
  if (data === undefined || !manifestBytes(data).equals(manifest)) throw refused('SHAPE');
  return data;
}

/** Whether the key signed these very bytes. */
export function isSignedBy({ manifest, signature }: SignedManifest, publicKey: KeyObject): boolean {
  return verify(null, Buffer.concat([PURPOSE, manifest]), publicKey, signature);
}

/** A public key as it is registered: SPKI, DER in base64. @throws HubError INVALID_INPUT unless it is Ed25519 */
export function registeredForm(pem: string): string {
  const key = publicKeyOf(pem);
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new HubError('INVALID_INPUT', { field: 'public' });
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

function publicKeyOf(pem: string): KeyObject | null {
  // From a private key node:crypto would quietly make the public one: that file must not be handed about.
  if (!pem.includes('BEGIN PUBLIC KEY')) return null;
  try {
    return createPublicKey(pem);
  } catch {
    return null;
  }
}

/** A key out of its registered form. */
export function keyOf(registered: string): KeyObject {
  return createPublicKey({ key: Buffer.from(registered, 'base64'), format: 'der', type: 'spki' });
}

/** Manifest and signature out of the upload's header, as '<base64url>.<base64url>'. @throws HubError EXTRACT_SIGNATURE */
export function signedInHeader(header: unknown): SignedManifest | undefined {
  if (header === undefined) return undefined;
  const parts = typeof header === 'string' ? /^([\w-]+)\.([\w-]+)$/.exec(header) : null;
  const [, manifest, signature] = parts ?? [];
  if (manifest === undefined || signature === undefined) throw refused('SHAPE');
  return {
    manifest: Buffer.from(manifest, 'base64url'),
    signature: Buffer.from(signature, 'base64url'),
  };
}
