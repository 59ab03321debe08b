import type pg from 'pg';
import { HubError } from '../../../kernel/errors.ts';
import { recordAudit } from '../../../kernel/runtime/audit.ts';
import type { Intake } from './keep-batch.ts';
import { isSignedBy, keyOf, readManifest, refused, type ExtractManifest } from './manifest.ts';

/** How far a department's clock may be ahead of ours. */
const SKEW_MS = 5 * 60_000;

const KEYS = `
  SELECT key_id AS "keyId", public_key AS "publicKey", valid_from AS "validFrom", valid_to AS "validTo",
         revoked_at AS "revokedAt"
    FROM department_key WHERE department_code = $1`;

type DepartmentKey = {
  keyId: string;
  publicKey: string;
  validFrom: Date;
  validTo: Date;
  revokedAt: Date | null;
};

/**
 * The signed manifest of a file, of a department that has ever registered a key; null of one that has not: its plain
 * files are taken in as before. A key that has run out or was revoked does not bring the plain files back.
 *
 * @throws HubError EXTRACT_UNSIGNED, EXTRACT_SIGNATURE with what does not hold
 */
export async function checkSignature(
  { deps, actor, request, name, source, batchId }: Intake,
  client: pg.ClientBase,
  sha256: string,
): Promise<ExtractManifest | null> {
  const { rows: keys } = await client.query<DepartmentKey>(KEYS, [source.departmentCode]);
  if (keys.length === 0) return null;
  const { signed } = request;
  if (signed === undefined) throw new HubError('EXTRACT_UNSIGNED', { source: source.code });
  const manifest = readManifest(signed);
  const key = keys.find(({ keyId }) => keyId === manifest.keyId);
  if (key === undefined) throw refused('KEY_UNKNOWN');
  if (!isSignedBy(signed, keyOf(key.publicKey))) throw refused('SIGNATURE');
  if (key.revokedAt !== null) throw refused('KEY_REVOKED');
  const now = deps.clock.now().getTime();
  const signedAt = Date.parse(manifest.signedAt);
  if (signedAt > now + SKEW_MS) throw refused('SIGNED_AT');
  for (const at of [now, signedAt])
    if (at < key.validFrom.getTime() || at > key.validTo.getTime()) throw refused('KEY_NOT_VALID');
  if (manifest.source !== name.source) throw refused('SOURCE');
  const { period, serial } = manifest;
  if (period !== name.period || manifest.mode !== name.mode || serial !== name.serial)
    throw refused('PERIOD');
  if (manifest.sha256 !== sha256) throw refused('DIGEST');
  const scope = { subgraph: 'crossmatch', actor, requestId: request.requestId ?? null } as const;
  const told = { batchId, source: source.code, keyId: key.keyId, sha256 };
  await recordAudit(deps.database.db, scope, { kind: 'EXTRACT_SIGNED', ...told });
  return manifest;
}
