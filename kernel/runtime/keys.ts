import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { HubError } from '../errors.ts';
import { keyRingSchema, suiteKeySchema, type KeyRing, type SuiteKey } from './key-ring.ts';

/** The rings of keys that can be replaced while the hub serves. */
export const KEY_RINGS = ['ID_CIPHER', 'NUMBER_INDEX'] as const;
export type KeyRingName = (typeof KEY_RINGS)[number];

/** An Ed25519 key and its public half. */
export type SigningPair = { privateKey: KeyObject; publicKey: KeyObject };

/** The secrets of one hub. They never enter the database, a log line or an error. */
export type Keys = {
  /** What id numbers and rows about people are sealed with. */
  idCipher: KeyRing;
  /** What the blind index of id numbers is made with. */
  numberIndex: KeyRing;
  /**
   * The root of person ids, alert numbers and record keys. These are foreign keys everywhere, so that it
   * is never replaced while a database lives.
   */
  pseudonyms: SuiteKey;
  /** Of the gateway alone; null in the file of a subgraph, which can only verify. */
  actorSigning: SigningPair | null;
  /** The gateway's public keys that a subgraph believes: two while one is being replaced. */
  actorVerifying: readonly KeyObject[];
  /** Of the sealer alone; null in the file of a process that seals no audit blocks. */
  auditSealing: SigningPair | null;
};

const signingKey = z.object({ privateKey: z.string().includes('PRIVATE KEY') });
const actorSigningSchema = z
  .object({
    privateKey: signingKey.shape.privateKey.optional(),
    publicKeys: z.array(z.string().includes('PUBLIC KEY')).default([]),
  })
  .refine(({ privateKey, publicKeys }) => privateKey !== undefined || publicKeys.length > 0);

const keysFileSchema = z.object({
  idCipher: keyRingSchema,
  // Under the name it had when it was the key of the index as well.
  blindIndex: suiteKeySchema,
  numberIndex: keyRingSchema.optional(),
  actorSigning: actorSigningSchema,
  auditSealing: signingKey.optional(),
});

/**
 * The hub's keys: from `keysFile`, else from `<dataDir>/keys.json`, which is written (0600) at the first
 * start of a hub with the embedded database and never otherwise.
 * @throws HubError KEYS_MISSING when there are none, they are unreadable, or others may read them.
 */
export function loadKeys(options: {
  dataDir: string;
  keysFile?: string | undefined;
  /** True only with the embedded database: a production hub must be given its keys. */
  embedded: boolean;
}): Keys {
  if (options.keysFile !== undefined) return readKeys(options.keysFile);
  const own = path.join(options.dataDir, 'keys.json');
  if (!exists(own)) {
    if (!options.embedded) throw new HubError('KEYS_MISSING', { reason: 'YIKOU_KEYS_FILE' });
    mkdirSync(options.dataDir, { recursive: true });
    writeNewKeys(own);
  }
  const keys = readKeys(own);
  if (!options.embedded || keys.auditSealing) return keys;
  addSealingKey(own, keys);
  return readKeys(own);
}

/** The text of a fresh keys file, as an operator stores it in a secret store. */
export function newKeysFile(): string {
  const file: z.input<typeof keysFileSchema> = {
    idCipher: { current: 1, keys: { '1': randomBytes(32).toString('base64') } },
    blindIndex: randomBytes(32).toString('base64'),
    numberIndex: { current: 1, keys: { '1': randomBytes(32).toString('base64') } },
    actorSigning: newSigningKey(),
    auditSealing: newSigningKey(),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Keys from the text of a keys file. @throws HubError KEYS_MISSING. */
export function parseKeys(text: string): Keys {
  const parsed = keysFileSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) throw new HubError('KEYS_MISSING', { reason: '密钥文件内容不完整' });
  const { idCipher, blindIndex, actorSigning, auditSealing } = parsed.data;
  // Files from before the index had a key of its own: key 1 is the root itself.
  const numberIndex = parsed.data.numberIndex ?? { current: 1, byId: new Map([[1, blindIndex]]) };
  const { privateKey, publicKeys } = actorSigning;
  const signing = privateKey === undefined ? null : signingPair(privateKey);
  const keys: Keys = {
    idCipher,
    numberIndex,
    pseudonyms: blindIndex,
    actorSigning: signing,
    actorVerifying: [...(signing ? [signing.publicKey] : []), ...publicKeys.map(ed25519Public)],
    auditSealing: auditSealing ? signingPair(auditSealing.privateKey) : null,
  };
  assertDistinct([
    ...idCipher.byId.values(),
    ...(parsed.data.numberIndex?.byId.values() ?? []),
    blindIndex,
    ...(keys.actorSigning ? [keys.actorSigning] : []),
    ...(keys.auditSealing ? [keys.auditSealing] : []),
  ]);
  return keys;
}

/** The gateway's pair, of the process that is the gateway. @throws HubError KEYS_MISSING in a subgraph's file */
export function actorSigningOf({ actorSigning }: Keys): SigningPair {
  if (actorSigning) return actorSigning;
  throw new HubError('KEYS_MISSING', { reason: '密钥文件缺少网关的私钥 actorSigning.privateKey' });
}

/** A secret with two uses could let one speak of the other; a copy is most likely a slip of the hand. */
function assertDistinct(keys: readonly (SuiteKey | SigningPair)[]): void {
  const secrets = keys.map((key) =>
    'secret' in key ? key.secret.toString('base64url') : key.privateKey.export({ format: 'jwk' }).d,
  );
  if (new Set(secrets).size === secrets.length) return;
  throw new HubError('KEYS_MISSING', { reason: '密钥文件中有重复的密钥' });
}

function newSigningKey(): z.output<typeof signingKey> {
  return pemOf(generateKeyPairSync('ed25519').privateKey);
}

function pemOf(privateKey: KeyObject): z.output<typeof signingKey> {
  return { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function signingPair(pem: string): SigningPair {
  const privateKey = ed25519(() => createPrivateKey(pem));
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function ed25519Public(pem: string): KeyObject {
  return ed25519(() => createPublicKey(pem));
}

function ed25519(read: () => KeyObject): KeyObject {
  const key = keyOrNull(read);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new HubError('KEYS_MISSING', { reason: '签名密钥须为 Ed25519' });
}

function keyOrNull(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function readKeys(file: string): Keys {
  let text: string;
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
      throw new HubError('KEYS_MISSING', { reason: '密钥文件权限过宽，须为 0600 或 0400' });
    }
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof HubError) throw error;
    throw new HubError('KEYS_MISSING', { reason: '密钥文件无法读取' });
  }
  return parseKeys(text);
}

/** Two processes may start at once: the file appears whole under its name, and the first one wins. */
function writeNewKeys(file: string): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, newKeysFile(), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!exists(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

const ED25519_DER_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Completes the embedded hub's file of a version that did not seal yet. Two processes may start at once, so
 * both must add the same key: it is derived from a secret that is there.
 */
function addSealingKey(file: string, { pseudonyms }: Keys): void {
  const known = JSON.parse(readFileSync(file, 'utf8')) as object;
  const seed = Buffer.from(hkdfSync('sha256', pseudonyms.secret, '', 'audit-sealing|v1', 32));
  const der = Buffer.concat([ED25519_DER_PREFIX, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const draft = `${file}.${randomUUID()}`;
  const text = JSON.stringify({ ...known, auditSealing: pemOf(privateKey) }, null, 2);
  writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
