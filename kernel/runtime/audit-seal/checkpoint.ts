import { createHash, sign, type KeyObject } from 'node:crypto';
import type { SigningPair } from '../keys.ts';

/** What a block says of the log after it; roots in base64. */
export type Checkpoint = {
  /** Names the log, for ever. */
  origin: string;
  /** Rows in the log. */
  size: number;
  root: string;
  block: number;
  /** The root before this block. */
  previous: string;
  /** When it was sealed, by the database's clock; only the age of purged rows rests on it. */
  sealedAt: string;
};

const KEY_NAME = 'yikou-audit';
const ED25519 = Buffer.of(0x01);
/** Lengths of the signature of a note: key id and Ed25519 signature, in base64. */
const LINE =
  /^(yikou\.audit\/[0-9a-f]{32})\t(\d{1,15})\t([\w+/]{43}=)\tblock (\d{1,15})\tprevious ([\w+/]{43}=)\tsealed ([\d:.TZ-]{20,30})\t\t— yikou-audit [\w+/]{91}=$/;

/** Four bytes that name a key, in hex (C2SP signed-note). */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(`${KEY_NAME}\n`)
    .update(ED25519)
    .update(rawOf(publicKey))
    .digest('hex')
    .slice(0, 8);
}

/** A public key as verifiers take it: name, key id and key (C2SP signed-note "vkey"). */
export function verifierKeyOf(publicKey: KeyObject): string {
  const key = Buffer.concat([ED25519, rawOf(publicKey)]).toString('base64');
  return `${KEY_NAME}+${keyIdOf(publicKey)}+${key}`;
}

/**
 * The signed checkpoint on one line: a C2SP signed note with each newline but the last written as a tab
 * (docs/audit-format.md, "A line"). The same checkpoint and key always give the same line.
 */
export function signedLine(checkpoint: Checkpoint, key: SigningPair): string {
  const { origin, size, root, block, previous, sealedAt } = checkpoint;
  const body = [
    origin,
    String(size),
    root,
    `block ${block}`,
    `previous ${previous}`,
    `sealed ${sealedAt}`,
  ];
  const signature = sign(null, Buffer.from(`${body.join('\n')}\n`), key.privateKey);
  const signed = Buffer.concat([Buffer.from(keyIdOf(key.publicKey), 'hex'), signature]);
  return [...body, '', `— ${KEY_NAME} ${signed.toString('base64')}`].join('\t');
}

/** What a line says, its signature unchecked; null when it is no line of a roots file. */
export function readLine(line: string): Checkpoint | null {
  const [, origin, size, root, block, previous, sealedAt] = LINE.exec(line) ?? [];
  if (!origin || !root || !previous || !sealedAt) return null;
  return { origin, size: Number(size), root, block: Number(block), previous, sealedAt };
}

/** The last 32 bytes of the key's DER form are the key. */
function rawOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
}
