import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';

/** One line of a roots file, taken apart (docs/audit-format.md, "A line"). */
export type Note = {
  line: string;
  origin: string;
  size: number;
  root: string;
  block: number;
  previous: string;
  sealedAt: string;
  keyId: string;
  signature: Buffer;
};

export type TrustedKey = { keyId: string; key: KeyObject };

const ROOT = /^[A-Za-z0-9+/]{43}=$/;
const NUMBER = /^(0|[1-9]\d{0,14})$/;
const ED25519_DER = Buffer.from('302a300506032b6570032100', 'hex');

/** Null for anything that is not exactly such a line. */
export function parseNote(line: string): Note | null {
  const fields = line.split('\t');
  const [origin = '', size = '', root = '', block = '', previous = '', sealed = ''] = fields;
  const [blank, signed = ''] = fields.slice(6);
  const numbered = /^block (\d+)$/.exec(block)?.[1] ?? '';
  const before = /^previous (.+)$/.exec(previous)?.[1] ?? '';
  const sealedAt = /^sealed (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/.exec(sealed)?.[1];
  const signature = /^— yikou-audit ([A-Za-z0-9+/]{91}=)$/.exec(signed)?.[1];
  const whole = fields.length === 8 && blank === '' && /^yikou\.audit\/[0-9a-f]{32}$/.test(origin);
  if (!whole || !NUMBER.test(size) || !NUMBER.test(numbered)) return null;
  if (!ROOT.test(root) || !ROOT.test(before)) return null;
  if (sealedAt === undefined || signature === undefined) return null;
  const bytes = Buffer.from(signature, 'base64');
  // Base64 has spare bits at its end: one text for one signature.
  if (bytes.toString('base64') !== signature) return null;
  const keyId = bytes.subarray(0, 4).toString('hex');
  const told = { origin, size: Number(size), root, block: Number(numbered), previous: before };
  return { line, ...told, sealedAt, keyId, signature: bytes.subarray(4) };
}

/** Whether the key signed the note. */
export function isSigned({ line, signature }: Note, { key }: TrustedKey): boolean {
  const text = line.slice(0, line.indexOf('\t\t')).replaceAll('\t', '\n');
  return verify(null, Buffer.from(`${text}\n`), key, signature);
}

/** The keys of a text, one per line in the order of their use; null when a line is no key. */
export function parseKeys(text: string): TrustedKey[] | null {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#')).map(parseKey);
  return keys.length > 0 && keys.every((key) => key !== null) ? keys : null;
}

function parseKey(line: string): TrustedKey | null {
  const [, name = '', keyId = '', encoded = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(line) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  const id = createHash('sha256').update(`${name}\n`).update(bytes).digest('hex').slice(0, 8);
  if (bytes.length !== 33 || bytes[0] !== 1 || id !== keyId) return null;
  const der = Buffer.concat([ED25519_DER, bytes.subarray(1)]);
  return { keyId, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}
