import { HubError } from '../errors.ts';
import { createSuite, type CipherSuite } from './cipher-suite.ts';
import type { KeyRing } from './key-ring.ts';
import type { KeyRingName, Keys } from './keys.ts';

/** Bytes as Prisma takes and gives them. */
type Bytes = Uint8Array<ArrayBuffer>;

/** Id numbers at rest: sealed values for reading back, keyed blind indexes for finding. */
export type IdNumberVault = {
  /** Ciphertext bound to the row it is stored in: moved to another row it no longer opens. */
  seal(plain: string, rowId: string): Bytes;
  /** @throws HubError INTERNAL when the bytes were altered, moved, or sealed under an unknown key. */
  open(cipher: Uint8Array, rowId: string): string;
  /** The ids of the keys that write: everything else is read only. */
  writesWith: Readonly<Record<KeyRingName, number>>;
  /** A piece of a file of id numbers, bound to the file and its place there. */
  sealPiece(plain: Uint8Array, place: string): Bytes;
  /** @throws HubError INTERNAL when the piece was altered, moved, or sealed under an unknown key. */
  openPiece(cipher: Uint8Array, place: string): Bytes;
  /** The key id and 32 bytes, equal for equal match keys under one key; says nothing without it. */
  numberIndex(matchKey: string): Bytes;
  /** A number's index under every key, for finding it while rows are still being moved to a new one. */
  numberIndexes(matchKey: string): Bytes[];
  /** 32 bytes, equal for equal texts for as long as the database lives. */
  index(text: string): Bytes;
  /** Opaque and stable: the same match key is the same person in every load, on every machine of a hub. */
  personId(matchKey: string): string;
  /** 'YJ-' and seven characters that survive the telephone; `attempt` steps past a collision. */
  alertNo(fingerprint: string, attempt: number): string;
};

// No vowels (no words), no 0/O, 1/I: what is read aloud arrives as it was read.
const SPOKEN = '23456789BCDFGHJKLMNPQRSTVWXYZ';

/** A vault over the hub's keys. Layout of a sealed value: key id (1), then what the key's suite writes. */
export function createVault(keys: Keys): IdNumberVault {
  const { suite, secret } = keys.pseudonyms;
  const root = createSuite(suite, secret);
  const personKey = root.derive('person-id|v1');
  const alertKey = root.derive('alert-no|v1');
  const cipher = suitesOf(keys.idCipher);
  const finding = suitesOf(keys.numberIndex);
  return {
    seal: (plain, rowId) => cipher.seal(Buffer.from(plain, 'utf8'), `idno|v1|${rowId}`),
    open: (sealed, rowId) => cipher.open(sealed, `idno|v1|${rowId}`).toString('utf8'),
    writesWith: { ID_CIPHER: keys.idCipher.current, NUMBER_INDEX: keys.numberIndex.current },
    sealPiece: (plain, place) => cipher.seal(plain, `piece|v1|${place}`),
    openPiece: (sealed, place) => ownBytes(cipher.open(sealed, `piece|v1|${place}`)),
    numberIndex: (matchKey) => finding.index(`idno|v1|${matchKey}`),
    numberIndexes: (matchKey) => finding.indexes(`idno|v1|${matchKey}`),
    index: (text) => ownBytes(root.mac(`idno|v1|${text}`)),
    personId: (matchKey) => uuidOf(personKey.mac(matchKey)),
    alertNo: (fingerprint, attempt) => spoken(alertKey.mac(`${attempt}|${fingerprint}`)),
  };
}

/** Keys by id as they are used; a value says in its first byte which of them it needs. */
function suitesOf({ current, byId }: KeyRing) {
  const suites = new Map([...byId].map(([id, key]) => [id, createSuite(key.suite, key.secret)]));
  const suiteOf = (keyId: number): CipherSuite => {
    const suite = suites.get(keyId);
    if (suite === undefined) throw new HubError('INTERNAL', { reason: 'CIPHER_KEY_UNKNOWN' });
    return suite;
  };
  const writing = suiteOf(current);
  return {
    seal: (plain: Uint8Array, boundTo: string): Bytes =>
      ownBytes(Buffer.concat([Buffer.of(current), writing.seal(plain, `${boundTo}|${current}`)])),
    open(cipher: Uint8Array, boundTo: string): Buffer {
      const bytes = Buffer.from(cipher.buffer, cipher.byteOffset, cipher.byteLength);
      const keyId = bytes[0] ?? 0;
      const suite = suiteOf(keyId);
      try {
        return suite.open(bytes.subarray(1), `${boundTo}|${keyId}`);
      } catch {
        // Which check failed would help only someone who altered the row.
        throw new HubError('INTERNAL', { reason: 'SEALED_VALUE_INVALID' });
      }
    },
    index: (text: string): Bytes => indexUnder(current, writing, text),
    indexes: (text: string): Bytes[] =>
      [...suites].map(([keyId, suite]) => indexUnder(keyId, suite, text)),
  };
}

function indexUnder(keyId: number, suite: CipherSuite, text: string): Bytes {
  return ownBytes(Buffer.concat([Buffer.of(keyId), suite.mac(text)]));
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
