import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';

const TIMEOUT_MS = 3_000;
const LARGEST = 256 * 1024;

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });
type PublishedKey = z.infer<typeof keySetSchema>['keys'][number];

/**
 * Fetches an issuer's key set (RFC 7517) and keeps of it what can verify a signature: public halves, for
 * signing, with a name.
 *
 * @returns the usable keys, and their text, by which two sets are told apart
 * @throws Error when the address does not answer in time, answers elsewhere or too much, or names no such key
 */
export async function fetchKeySet(url: string): Promise<{ set: JSONWebKeySet; text: string }> {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    // The configured address is the one that is trusted, not where it leads.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`the key set's address answered ${response.status}`);
  const parsed = keySetSchema.parse(JSON.parse(await readAtMost(response, LARGEST)));
  const keys = parsed.keys.filter(verifies);
  // An issuer without keys is one that is being restarted, not one that has withdrawn them all.
  if (keys.length === 0) throw new Error('the key set names no key to verify with');
  return { set: { keys }, text: JSON.stringify(keys) };
}

function verifies({ kty, kid, use, d }: PublishedKey): boolean {
  return (
    ['RSA', 'EC', 'OKP'].includes(kty) &&
    typeof kid === 'string' &&
    kid !== '' &&
    (use === undefined || use === 'sig') &&
    d === undefined
  );
}

async function readAtMost(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) throw new Error('the key set is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
