import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { HubError } from '../errors.ts';

/** The secrets of one hub. They never enter the database, a log line or an error. */
export type Keys = {
  /** AES-256 keys by their one-byte id; `current` seals, every one of them opens. */
  idCipher: { current: number; byId: ReadonlyMap<number, Buffer> };
  /** Key of the blind index; person ids and alert numbers are derived from it by HKDF. */
  blindIndex: Buffer;
  /** Ed25519: the gateway signs, a subgraph can only verify. */
  actorSigning: { privateKey: KeyObject; publicKey: KeyObject };
};

const secret = z.base64().transform((text, context) => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 32 && new Set(bytes).size > 8) return bytes;
  context.addIssue({ code: 'custom', message: 'must be 32 random bytes in base64' });
  return z.NEVER;
});

const keysFileSchema = z.object({
  idCipher: z.object({
    current: z.number().int().min(1).max(255),
    keys: z.record(z.string().regex(/^\d{1,3}$/), secret),
  }),
  blindIndex: secret,
  actorSigning: z.object({ privateKey: z.string().includes('PRIVATE KEY') }),
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
  return readKeys(own);
}

/** The text of a fresh keys file, as an operator stores it in a secret store. */
export function newKeysFile(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const file: z.input<typeof keysFileSchema> = {
    idCipher: { current: 1, keys: { '1': randomBytes(32).toString('base64') } },
    blindIndex: randomBytes(32).toString('base64'),
    actorSigning: { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Keys from the text of a keys file. @throws HubError KEYS_MISSING. */
export function parseKeys(text: string): Keys {
  const parsed = keysFileSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) throw new HubError('KEYS_MISSING', { reason: '密钥文件内容不完整' });
  const { idCipher, blindIndex, actorSigning } = parsed.data;
  const byId = new Map(Object.entries(idCipher.keys).map(([id, key]) => [Number(id), key]));
  if (!byId.has(idCipher.current)) {
    throw new HubError('KEYS_MISSING', { reason: '密钥文件缺少当前密钥' });
  }
  const privateKey = createPrivateKey(actorSigning.privateKey);
  return {
    idCipher: { current: idCipher.current, byId },
    blindIndex,
    actorSigning: { privateKey, publicKey: createPublicKey(privateKey) },
  };
}

/**
 * A fingerprint that tells two blind-index keys apart and nothing about either. The database remembers
 * it: a hub started with other keys would take every known person for a new one.
 */
export function keysFingerprint(keys: Keys): string {
  return createHash('sha256')
    .update('keys-fingerprint|v1|')
    .update(keys.blindIndex)
    .digest('hex')
    .slice(0, 32);
}

function readKeys(file: string): Keys {
  let text: string;
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
      throw new HubError('KEYS_MISSING', { reason: '密钥文件权限过宽，须为 0600' });
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
