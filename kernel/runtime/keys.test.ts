import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actorSigningOf, loadKeys, newKeysFile, parseKeys } from './keys.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'yikou-keys-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('loadKeys', () => {
  it('writes its own keys, for the owner only, at the first start with the embedded database', () => {
    const first = loadKeys({ dataDir, embedded: true });
    const again = loadKeys({ dataDir, embedded: true });
    expect(again.pseudonyms).toEqual(first.pseudonyms);
    expect(statSync(path.join(dataDir, 'keys.json')).mode & 0o777).toBe(0o600);
  });

  it('makes up no keys for a database that is not embedded', () => {
    expect(() => loadKeys({ dataDir, embedded: false })).toThrow(
      expect.objectContaining({ code: 'KEYS_MISSING' }) as Error,
    );
  });

  it('takes the operator’s file, and none that others may read', () => {
    const keysFile = path.join(dataDir, 'given.json');
    writeFileSync(keysFile, newKeysFile(), { mode: 0o600 });
    expect(loadKeys({ dataDir, keysFile, embedded: false }).idCipher.current).toBe(1);
    chmodSync(keysFile, 0o644);
    expect(() => loadKeys({ dataDir, keysFile, embedded: false })).toThrow(/0600/);
  });

  it('adds a sealing key to its own file of an earlier version, the same for whoever comes first', () => {
    const file = path.join(dataDir, 'keys.json');
    loadKeys({ dataDir, embedded: true });
    const written = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const earlier = { ...written, auditSealing: undefined };
    const sealing = (): string => {
      writeFileSync(file, JSON.stringify(earlier), { mode: 0o600 });
      const { auditSealing } = loadKeys({ dataDir, embedded: true });
      return auditSealing?.publicKey.export({ format: 'jwk' }).x ?? '';
    };
    expect(sealing()).toMatch(/^[\w-]{43}$/);
    expect(sealing()).toBe(sealing());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const given = parseKeys(JSON.stringify(earlier));
    expect(given.auditSealing).toBeNull();
  });

  it('does not fall back to its own keys when the operator’s file is missing', () => {
    loadKeys({ dataDir, embedded: true });
    const keysFile = path.join(dataDir, 'gone.json');
    expect(() => loadKeys({ dataDir, keysFile, embedded: true })).toThrow(
      expect.objectContaining({ code: 'KEYS_MISSING' }) as Error,
    );
  });

  it('repeats nothing of a key file in its errors', () => {
    const file = path.join(dataDir, 'keys.json');
    loadKeys({ dataDir, embedded: true });
    const secret = readFileSync(file, 'utf8').slice(60, 100);
    writeFileSync(file, secret, { mode: 0o600 });
    expect(() => loadKeys({ dataDir, embedded: true })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) as string }) as Error,
    );
  });
});

describe('parseKeys', () => {
  it('takes a suite beside a secret, and the first suite without', () => {
    const named = '"1": {"suite":"sm4-hmac-sm3","key":$1}';
    const keys = parseKeys(newKeysFile().replace(/"1": ("[^"]+")/, named));
    expect(keys.idCipher.byId.get(1)?.suite).toBe('sm4-hmac-sm3');
    expect(keys.numberIndex.byId.get(1)?.suite).toBe('aes-256-gcm');
  });

  it('finds numbers with the root key where a file has no key of the index', () => {
    const { numberIndex, ...older } = JSON.parse(newKeysFile()) as Record<string, unknown>;
    expect(numberIndex).toBeDefined();
    const keys = parseKeys(JSON.stringify(older));
    expect(keys.numberIndex.byId.get(1)).toEqual(keys.pseudonyms);
  });

  it('gives a subgraph what verifies and not what signs', () => {
    const file = JSON.parse(newKeysFile()) as Record<string, unknown>;
    const [own, next] = [publicPem('ed25519'), publicPem('ed25519')];
    const keys = parseKeys(JSON.stringify({ ...file, actorSigning: { publicKeys: [own, next] } }));
    expect([keys.actorSigning, keys.actorVerifying.length]).toEqual([null, 2]);
    expect(() => actorSigningOf(keys)).toThrow(
      expect.objectContaining({ code: 'KEYS_MISSING' }) as Error,
    );
    const gateway = parseKeys(newKeysFile());
    expect(gateway.actorVerifying).toEqual([actorSigningOf(gateway).publicKey]);
  });

  it.each([
    ['no key at all', {}],
    ['an empty list', { publicKeys: [] }],
    ['a key of another kind', { publicKeys: [publicPem('x25519')] }],
    ['a key that is none', { publicKeys: ['-----BEGIN PUBLIC KEY-----'] }],
    ['a private key that is none', { privateKey: '-----BEGIN PRIVATE KEY-----' }],
  ])('takes for the signing of calls: not %s', (_, actorSigning) => {
    const file = JSON.parse(newKeysFile()) as Record<string, unknown>;
    expect(() => parseKeys(JSON.stringify({ ...file, actorSigning }))).toThrow(
      expect.objectContaining({ code: 'KEYS_MISSING' }) as Error,
    );
  });

  it.each([
    ['a text that is no JSON', 'yikou'],
    ['an empty object', '{}'],
    [
      'a key of one repeated byte',
      newKeysFile().replace(/[A-Za-z0-9+/]{43}=/, `${'A'.repeat(43)}=`),
    ],
    ['a short key', newKeysFile().replace(/[A-Za-z0-9+/]{43}=/, 'c2hvcnQ=')],
    ['one secret under two ids', newKeysFile().replace(/"1": ("[^"]+")/, '"1": $1, "2": $1')],
    ['one key that signs calls and seals the trail', withOneSigningKey(newKeysFile())],
    ['an unknown suite', newKeysFile().replace(/"1": ("[^"]+")/, '"1": {"suite":"des","key":$1}')],
    ['a key id that does not fit a byte', newKeysFile().replace('"1": "', '"256": "')],
    ['a current key that is not there', newKeysFile().replace('"current": 1', '"current": 2')],
  ])('refuses %s', (_, text) => {
    expect(() => parseKeys(text)).toThrow(
      expect.objectContaining({ code: 'KEYS_MISSING' }) as Error,
    );
  });
});

function withOneSigningKey(text: string): string {
  const file = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify({ ...file, auditSealing: file['actorSigning'] });
}

function publicPem(type: 'ed25519' | 'x25519'): string {
  const pair = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519');
  return pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
