import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** The suites a key in the keys file may be of. Neither is a certified cryptographic module (密评). */
export const SUITE_NAMES = ['aes-256-gcm', 'sm4-hmac-sm3'] as const;
export type SuiteName = (typeof SUITE_NAMES)[number];

/** One key of one suite, ready for use. What a sealed value is bound to comes with each call. */
export type CipherSuite = {
  seal(plain: Uint8Array, boundTo: string): Buffer;
  /** @throws Error when the value was altered, cut short, or is bound to something else. */
  open(sealed: Buffer, boundTo: string): Buffer;
  /** 32 bytes under this key: HMAC with the hash of the suite. */
  mac(text: string): Buffer;
  /** Another key of the same suite, for that purpose alone. */
  derive(purpose: string): CipherSuite;
};

/** The suite of that name over a secret of 32 bytes. */
export function createSuite(name: SuiteName, secret: Buffer): CipherSuite {
  return name === 'aes-256-gcm' ? aes256Gcm(secret) : sm4HmacSm3(secret);
}

const GCM_IV_BYTES = 12;
const GCM_TAG_BYTES = 16;
// Said outright: without it a decipher takes a shortened tag, which is easier to guess.
const GCM_TAG = { authTagLength: GCM_TAG_BYTES };

/** AES-256-GCM (NIST SP 800-38D) and HMAC-SHA-256. Layout: IV (12) ‖ tag (16) ‖ ciphertext. */
function aes256Gcm(secret: Buffer): CipherSuite {
  return {
    seal(plain, boundTo) {
      const iv = randomBytes(GCM_IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', secret, iv, GCM_TAG);
      cipher.setAAD(Buffer.from(boundTo, 'utf8'));
      const sealed = [cipher.update(plain), cipher.final()];
      return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]);
    },
    open(sealed, boundTo) {
      const iv = sealed.subarray(0, GCM_IV_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', secret, iv, GCM_TAG);
      decipher.setAAD(Buffer.from(boundTo, 'utf8'));
      decipher.setAuthTag(sealed.subarray(GCM_IV_BYTES, GCM_IV_BYTES + GCM_TAG_BYTES));
      const plain = decipher.update(sealed.subarray(GCM_IV_BYTES + GCM_TAG_BYTES));
      // In this mode nothing is held back: the final call checks the tag and adds no bytes.
      decipher.final();
      return plain;
    },
    mac: (text) => createHmac('sha256', secret).update(text).digest(),
    derive: (purpose) => aes256Gcm(hkdf('sha256', secret, purpose, 32)),
  };
}

const SM4_IV_BYTES = 16;
const SM3_BYTES = 32;

/**
 * SM4-CTR (GB/T 32907) with HMAC-SM3 (GB/T 32905) over what is bound, IV and ciphertext: encrypt, then
 * authenticate, since OpenSSL 3.0 has SM4 in no authenticated mode. Layout: IV (16) ‖ MAC (32) ‖ ciphertext.
 */
function sm4HmacSm3(secret: Buffer): CipherSuite {
  // One key per use: what authenticates says nothing of what enciphers, nor of an index.
  const cipherKey = hkdf('sm3', secret, 'sm4-ctr|v1', 16);
  const macKey = hkdf('sm3', secret, 'hmac-sm3|v1', SM3_BYTES);
  const indexKey = hkdf('sm3', secret, 'index|v1', SM3_BYTES);

  function macOf(boundTo: string, iv: Buffer, sealed: Buffer): Buffer {
    const bound = Buffer.from(boundTo, 'utf8');
    const length = Buffer.alloc(4);
    // Its length goes first, so that no byte can pass from what is bound to what is sealed.
    length.writeUInt32BE(bound.length);
    const mac = createHmac('sm3', macKey).update(length).update(bound);
    return mac.update(iv).update(sealed).digest();
  }

  return {
    seal(plain, boundTo) {
      const iv = randomBytes(SM4_IV_BYTES);
      const cipher = createCipheriv('sm4-ctr', cipherKey, iv);
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([iv, macOf(boundTo, iv, sealed), sealed]);
    },
    open(bytes, boundTo) {
      const iv = bytes.subarray(0, SM4_IV_BYTES);
      const mac = bytes.subarray(SM4_IV_BYTES, SM4_IV_BYTES + SM3_BYTES);
      const sealed = bytes.subarray(SM4_IV_BYTES + SM3_BYTES);
      // A value cut short has a short MAC; the comparison refuses unequal lengths and takes equal time else.
      if (!timingSafeEqual(mac, macOf(boundTo, iv, sealed))) throw new RangeError('MAC');
      const decipher = createDecipheriv('sm4-ctr', cipherKey, iv);
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    },
    mac: (text) => createHmac('sm3', indexKey).update(text).digest(),
    derive: (purpose) => sm4HmacSm3(hkdf('sm3', secret, purpose, SM3_BYTES)),
  };
}

function hkdf(hash: 'sha256' | 'sm3', secret: Buffer, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync(hash, secret, Buffer.alloc(0), purpose, bytes));
}
