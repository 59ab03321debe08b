import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SUITE_NAMES, type SuiteName } from './cipher-suite.ts';

/** A secret of 32 bytes and the suite it is used with. */
export type SuiteKey = { suite: SuiteName; secret: Buffer };

/** Keys by their one-byte id: `current` writes, every one of them still reads. */
export type KeyRing = { current: number; byId: ReadonlyMap<number, SuiteKey> };

const secret = z.base64().transform((text, context) => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 32 && new Set(bytes).size > 8) return bytes;
  context.addIssue({ code: 'custom', message: 'must be 32 random bytes in base64' });
  return z.NEVER;
});

/** In a keys file: a bare secret is of the first suite, another suite is named beside it. */
export const suiteKeySchema = z.union([
  secret.transform((bytes): SuiteKey => ({ suite: 'aes-256-gcm', secret: bytes })),
  z
    .strictObject({ suite: z.enum(SUITE_NAMES), key: secret })
    .transform(({ suite, key }): SuiteKey => ({ suite, secret: key })),
]);

/** In a keys file: keys by decimal id, and which of them writes. */
export const keyRingSchema = z
  .object({
    current: z.number().int().min(1).max(255),
    keys: z.record(z.string().regex(/^[1-9]\d{0,2}$/), suiteKeySchema),
  })
  .transform(({ current, keys }): KeyRing => ({
    current,
    byId: new Map(Object.entries(keys).map(([id, key]) => [Number(id), key])),
  }))
  .refine(({ current, byId }) => byId.has(current) && [...byId.keys()].every((id) => id < 256));

/** Tells two keys apart and says nothing about either. */
export function fingerprintOf({ suite, secret }: SuiteKey): string {
  const hash = createHash('sha256').update('keys-fingerprint|v1|').update(secret);
  // Of the first suite it is what databases remember from before there was a second.
  if (suite !== 'aes-256-gcm') hash.update(`|${suite}`);
  return hash.digest('hex').slice(0, 32);
}
