import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { HubError } from '../errors.ts';
import type { Keys } from './keys.ts';

/** Bytes as Prisma takes and gives them. */
type Bytes = Uint8Array<ArrayBuffer>;

/** Id numbers at rest: sealed values for reading back, keyed blind indexes for finding. */
export type IdNumberVault = {
  /** Ciphertext bound to the row it is stored in: moved to another row it no longer opens. */
  seal(plain: string, rowId: string): Bytes;
  /** @throws HubError INTERNAL when the bytes were altered, moved, or sealed under an unknown key. */
  open(cipher: Uint8Array, rowId: string): string;
  /** A piece of a file of id numbers, bound to the file and its place there. */
  sealPiece(plain: Uint8Array, place: string): Bytes;
  /** @throws HubError INTERNAL when the piece was altered, moved, or sealed under an unknown key. */
  openPiece(cipher: Uint8Array, place: string): Bytes;
  /** 32 bytes, equal for equal match keys; says nothing without the key. */
  index(matchKey: string): Bytes;
  /** Opaque and stable: the same match key is the same person in every load, on every machine of a hub. */
  personId(matchKey: string): string;
  /** 'YJ-' and seven characters that survive the telephone; `attempt` steps past a collision. */
  alertNo(fingerprint: string, attempt: number): string;
};

const IV_BYTES = 12;
const TAG_BYTES = 16;
// Said outright: without it a decipher takes a shortened tag, which is easier to guess.
const TAG = { authTagLength: TAG_BYTES };
// No vowels (no words), no 0/O, 1/I: what is read aloud arrives as it was read.
const SPOKEN = '23456789BCDFGHJKLMNPQRSTVWXYZ';

/** A vault over the hub's keys. Layout of a sealed value: key id (1) ‖ IV (12) ‖ tag (16) ‖ ciphertext. */
export function createVault(keys: Keys): IdNumberVault {
  const personKey = derive(keys.blindIndex, 'person-id|v1');
  const alertKey = derive(keys.blindIndex, 'alert-no|v1');
  return {
    seal: (plain, rowId) => ownBytes(seal(keys, Buffer.from(plain, 'utf8'), `idno|v1|${rowId}`)),
    open: (cipher, rowId) => open(keys, cipher, `idno|v1|${rowId}`).toString('utf8'),
    sealPiece: (plain, place) => ownBytes(seal(keys, plain, `piece|v1|${place}`)),
    openPiece: (cipher, place) => ownBytes(open(keys, cipher, `piece|v1|${place}`)),
    index: (matchKey) =>
      ownBytes(createHmac('sha256', keys.blindIndex).update(`idno|v1|${matchKey}`).digest()),
    personId: (matchKey) => uuidOf(createHmac('sha256', personKey).update(matchKey).digest()),
    alertNo: (fingerprint, attempt) =>
      spoken(createHmac('sha256', alertKey).update(`${attempt}|${fingerprint}`).digest()),
  };
}

function seal(keys: Keys, plain: Uint8Array, boundTo: string): Buffer {
  const keyId = keys.idCipher.current;
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', cipherKey(keys, keyId), iv, TAG);
  cipher.setAAD(Buffer.from(`${boundTo}|${keyId}`, 'utf8'));
  const sealed = [cipher.update(plain), cipher.final()];
  return Buffer.concat([Buffer.of(keyId), iv, cipher.getAuthTag(), ...sealed]);
}

function open(keys: Keys, cipher: Uint8Array, boundTo: string): Buffer {
  const bytes = Buffer.from(cipher.buffer, cipher.byteOffset, cipher.byteLength);
  const keyId = bytes[0] ?? 0;
  try {
    const tagAt = 1 + IV_BYTES;
    const decipher = createDecipheriv(
      'aes-256-gcm',
      cipherKey(keys, keyId),
      bytes.subarray(1, tagAt),
      TAG,
    );
    decipher.setAAD(Buffer.from(`${boundTo}|${keyId}`, 'utf8'));
    decipher.setAuthTag(bytes.subarray(tagAt, tagAt + TAG_BYTES));
    const sealed = bytes.subarray(tagAt + TAG_BYTES);
    const plain = decipher.update(sealed);
    // In this mode nothing is held back: the final call checks the tag and adds no bytes.
    decipher.final();
    return plain;
  } catch {
    // Which check failed would help only someone who altered the row.
    throw new HubError('INTERNAL', { reason: 'SEALED_VALUE_INVALID' });
  }
}

function cipherKey(keys: Keys, keyId: number): Buffer {
  const key = keys.idCipher.byId.get(keyId);
  if (key === undefined) throw new HubError('INTERNAL', { reason: 'CIPHER_KEY_UNKNOWN' });
  return key;
}

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, 32));
}

/** Version 8 ("custom") of RFC 9562: sixteen bytes of the hash with the version and variant bits set. */
function uuidOf(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function spoken(digest: Buffer): string {
  let rest = digest.readBigUInt64BE(0);
  let text = '';
  for (let place = 0; place < 7; place += 1) {
    text += SPOKEN.charAt(Number(rest % BigInt(SPOKEN.length)));
    rest /= BigInt(SPOKEN.length);
  }
  return `YJ-${text}`;
}

/** A copy with a buffer of its own: slices of Node's shared pool must not reach the database driver. */
function ownBytes(buffer: Buffer): Bytes {
  return new Uint8Array(buffer);
}
