import type pg from 'pg';
import { HubError } from '../../../kernel/errors.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { loadPolicyParameters } from '../../../kernel/runtime/policy-parameters.ts';
import { driftBetween, type Drift } from '../linkage/drift.ts';
import { profileSchema, sumOfProfiles, type LinkageProfile } from '../linkage/profile.ts';
import type { LinkageSpec } from '../linkage/spec.ts';
import type { ActiveModel } from './active-model.ts';

const KNOWN = `
  SELECT m.id, r.as_of::text AS "asOf"
    FROM linkage_model m, match_run r WHERE m.spec || '@' || m.version = $1 AND r.id = $2`;

// Departments differ: what one never fills is no news. A batch is held against its own source's batches before it.
const EARLIER = `
  SELECT r.profile
    FROM linkage_run r
    JOIN extract_batch b ON b.id = r.batch_id
   WHERE r.model_id = $1 AND r.batch_id <> $2
     AND b.source = (SELECT source FROM extract_batch WHERE id = $2)
   ORDER BY r.recorded_at DESC
   LIMIT 12`;

const RECORD = `
  INSERT INTO linkage_run (run_id, batch_id, model_id, profile, drift, recorded_at)
  VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, clock_timestamp())`;

/**
 * Stores what a batch looked like when it was scored, and what of it drifted from its source's earlier batches under
 * the same model. The limits are the policy's on the run's day.
 * @throws HubError NOT_FOUND for a model or a run that is not stored, PARAMETER_MISSING
 */
export async function recordDrift(
  client: pg.ClientBase,
  scored: {
    runId: string;
    batchId: string;
    model: Pick<ActiveModel, 'version' | 'spec'>;
    profile: LinkageProfile;
  },
): Promise<Drift[]> {
  const { runId, batchId, model, profile } = scored;
  type Known = { id: string; asOf: PlainDate };
  const { rows } = await client.query<Known>(KNOWN, [model.version, runId]);
  const [known] = rows;
  if (!known) throw new HubError('NOT_FOUND', { model: model.version, runId });
  const found = await driftFrom(client, { ...known, batchId }, profile);
  const drift = found.map((one) => ({ ...one, subject: titleOf(model.spec, one.subject) }));
  const values = [runId, batchId, known.id, JSON.stringify(profile), JSON.stringify(drift)];
  await client.query(RECORD, values);
  return drift;
}

async function driftFrom(
  client: pg.ClientBase,
  known: { id: string; asOf: PlainDate; batchId: string },
  found: LinkageProfile,
): Promise<Drift[]> {
  const { rows } = await client.query<{ profile: unknown }>(EARLIER, [known.id, known.batchId]);
  const earlier = sumOfProfiles(rows.map(({ profile }) => profileSchema.parse(profile)));
  if (!earlier) return [];
  const parameters = await loadPolicyParameters(client, known.asOf);
  return driftBetween(earlier, found, {
    psi: parameters.get('linkage.driftPsi').value,
    volume: parameters.get('linkage.driftVolume').value,
  });
}

/** Fields are called as the comparison that looks at them. */
function titleOf({ comparisons }: LinkageSpec, subject: string): string {
  return comparisons.find(({ name }) => name === subject)?.title?.zh ?? subject;
}
