import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSuite, SUITE_NAMES } from './cipher-suite.ts';

const secret = createHash('sha256').update('a secret of the tests').digest();

describe('SM4 and SM3 of this Node', () => {
  it('give what GB/T 32907—2016 appendix A gives', () => {
    const block = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');
    expect(sm4Ecb(block, block).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
  });

  it('give it after a million rounds too', () => {
    const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');
    // In CBC each block of a zero text is the encryption of the one before: one call, a million rounds.
    const cipher = createCipheriv('sm4-cbc', key, key);
    const blocks = cipher.update(Buffer.alloc(16 * 1_000_000));
    expect(blocks.subarray(-16).toString('hex')).toBe('595298c7c6fd271f0402f804c33d3f66');
  });

  it('give what GB/T 32905—2016 appendix A gives', () => {
    expect(createHash('sm3').update('abc').digest('hex')).toBe(
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    );
    expect(createHash('sm3').update('abcd'.repeat(16)).digest('hex')).toBe(
      'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
    );
  });

  it('give HMAC as RFC 2104 defines it over SM3', () => {
    const key = Buffer.concat([secret, Buffer.alloc(32)]);
    const inner = sm3(Buffer.concat([key.map((byte) => byte ^ 0x36), Buffer.from('text')]));
    const outer = sm3(Buffer.concat([key.map((byte) => byte ^ 0x5c), inner]));
    expect(createHmac('sm3', secret).update('text').digest()).toEqual(outer);
  });
});

describe.each(SUITE_NAMES)('%s', (name) => {
  const suite = createSuite(name, secret);
  const plain = Buffer.from('31010619000101999X');

  it('opens what it sealed, an empty text and a long one too', () => {
    for (const text of [plain, Buffer.alloc(0), Buffer.alloc(100_000, 'ab')]) {
      expect(suite.open(suite.seal(text, 'here'), 'here')).toEqual(text);
    }
  });

  it('does not let a byte pass from what is bound to what is sealed', () => {
    const sealed = suite.seal(plain, 'row|1');
    expect(() => suite.open(sealed, 'row|')).toThrow();
    expect(() => suite.open(Buffer.concat([Buffer.from('1'), sealed]), 'row|')).toThrow();
  });

  it('does not open under another secret', () => {
    const other = createSuite(name, createHash('sha256').update('another').digest());
    expect(() => other.open(suite.seal(plain, 'here'), 'here')).toThrow();
    expect(other.mac('x')).not.toEqual(suite.mac('x'));
  });

  it('derives another key for each purpose', () => {
    const macs = ['a', 'b'].map((purpose) => suite.derive(purpose).mac('x').toString('hex'));
    expect(new Set([...macs, suite.mac('x').toString('hex')]).size).toBe(3);
  });
});

it('keeps the index and the ids that databases were filled with', () => {
  // HMAC-SHA-256 and HKDF-SHA-256 over the secret, as from the first version on.
  const suite = createSuite('aes-256-gcm', secret);
  expect(suite.mac('x')).toEqual(createHmac('sha256', secret).update('x').digest());
});

function sm4Ecb(key: Buffer, block: Buffer): Buffer {
  return createCipheriv('sm4-ecb', key, null).setAutoPadding(false).update(block);
}

function sm3(bytes: Uint8Array): Buffer {
  return createHash('sm3').update(bytes).digest();
}
