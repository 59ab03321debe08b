import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SUITE_NAMES, type SuiteName } from './cipher-suite.ts';
import { createVault } from './id-number-vault.ts';
import { newKeysFile, parseKeys, type Keys } from './keys.ts';

const keys = parseKeys(newKeysFile());
const vault = createVault(keys);
// Checksum-valid, in a serial no office has given out.
const NUMBER = '31010619000101999X';

function withSecondKey(suite: SuiteName): Keys {
  const second = { suite, secret: randomBytes(32) };
  const ring = { current: 2, byId: new Map([...keys.idCipher.byId, [2, second] as const]) };
  return { ...keys, idCipher: ring, numberIndex: ring };
}

describe.each(SUITE_NAMES)('a value sealed by %s', (suite) => {
  const vault = createVault(withSecondKey(suite));

  it('opens to what was sealed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (plain, rowId) => {
        expect(vault.open(vault.seal(plain, rowId), rowId)).toBe(plain);
      }),
    );
  });

  it('is another one each time', () => {
    expect(vault.seal(NUMBER, 'row-1')).not.toEqual(vault.seal(NUMBER, 'row-1'));
  });

  it('does not open in another row', () => {
    const sealed = vault.seal(NUMBER, 'row-1');
    expect(() => vault.open(sealed, 'row-2')).toThrow();
  });

  it('does not open after any single bit was turned, nor cut short', () => {
    const sealed = vault.seal(NUMBER, 'row-1');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = Uint8Array.from(sealed);
      const at = bit >> 3;
      altered[at] = (altered[at] ?? 0) ^ (1 << (bit & 7));
      expect(() => vault.open(altered, 'row-1'), `bit ${bit}`).toThrow();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => vault.open(sealed.subarray(0, length), 'row-1'), `${length} bytes`).toThrow();
    }
  });

  it('says nothing of its value when it does not open', () => {
    const sealed = vault.seal(NUMBER, 'row-1');
    expect(() => vault.open(sealed, 'row-2')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(NUMBER) as string }) as Error,
    );
  });
});

describe('a sealed value', () => {
  it('opens after the cipher key was replaced, as long as the old key is kept', () => {
    const sealed = vault.seal(NUMBER, 'row-1');
    const after = createVault(withSecondKey('aes-256-gcm'));
    expect(after.open(sealed, 'row-1')).toBe(NUMBER);
    expect(after.seal(NUMBER, 'row-1')[0]).toBe(2);
    expect(() => vault.open(after.seal(NUMBER, 'row-1'), 'row-1')).toThrow();
  });

  it('opens after the suite was replaced, and not as a value of the other suite', () => {
    const sealed = vault.seal(NUMBER, 'row-1');
    const after = createVault(withSecondKey('sm4-hmac-sm3'));
    expect(after.open(sealed, 'row-1')).toBe(NUMBER);
    const fresh = after.seal(NUMBER, 'row-1');
    expect(after.open(fresh, 'row-1')).toBe(NUMBER);
    const passedOff = Uint8Array.from(fresh);
    passedOff[0] = 1;
    expect(() => after.open(passedOff, 'row-1')).toThrow();
  });
});

describe('derived values', () => {
  it('are stable under one key and strangers under another', () => {
    const again = createVault(keys);
    const other = createVault(parseKeys(newKeysFile()));
    expect(again.index(NUMBER)).toEqual(vault.index(NUMBER));
    expect(again.personId(NUMBER)).toBe(vault.personId(NUMBER));
    expect(again.alertNo('f', 0)).toBe(vault.alertNo('f', 0));
    expect(other.index(NUMBER)).not.toEqual(vault.index(NUMBER));
    expect(other.personId(NUMBER)).not.toBe(vault.personId(NUMBER));
  });

  it('keep persons, records and alerts as they were when cipher and index keys are replaced', () => {
    const after = createVault(withSecondKey('sm4-hmac-sm3'));
    expect(after.personId(NUMBER)).toBe(vault.personId(NUMBER));
    expect(after.index(NUMBER)).toEqual(vault.index(NUMBER));
    expect(after.alertNo('f', 0)).toBe(vault.alertNo('f', 0));
  });

  it('find a number under every key of the index, and write it under the current one', () => {
    const after = createVault(withSecondKey('sm4-hmac-sm3'));
    expect(after.numberIndex(NUMBER)).toHaveLength(33);
    expect(after.numberIndex(NUMBER)[0]).toBe(2);
    expect(after.numberIndexes(NUMBER)).toHaveLength(2);
    expect(after.numberIndexes(NUMBER)).toContainEqual(after.numberIndex(NUMBER));
  });

  it('give person ids the shape of a uuid, and an index of 32 bytes', () => {
    expect(vault.personId(NUMBER)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(vault.index(NUMBER)).toHaveLength(32);
  });

  it('give alert numbers that can be read aloud, other ones for the next attempt', () => {
    const numbers = Array.from({ length: 200 }, (_, attempt) => vault.alertNo('f', attempt));
    for (const number of numbers) expect(number).toMatch(/^YJ-[2-9BCDFGHJKLMNPQRSTVWXYZ]{7}$/);
    expect(new Set(numbers).size).toBe(200);
  });
});
