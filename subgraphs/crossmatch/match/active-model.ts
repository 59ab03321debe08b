import type pg from 'pg';
import { HubError } from '../../../kernel/errors.ts';
import { hashOfJson } from '../linkage/canonical-json.ts';
import type { Model } from '../linkage/model.ts';
import { parseModel } from '../linkage/parse-model.ts';
import { planLinkage } from '../linkage/plan.ts';
import { parseLinkageSpec, type LinkageSpec } from '../linkage/spec.ts';

/** The linkage that serves the hub's reviewers. */
export const PERSON_LINKAGE = 'chinese-person';

/** What a run scores with: frozen, it learns nothing from the night's rows. */
export type ActiveModel = {
  id: string;
  /** Spec and number, for example `chinese-person@1`. */
  version: string;
  spec: LinkageSpec;
  model: Model;
};

/** A stored version, as its hashes vouch for it. */
type StoredModel = {
  specJson: unknown;
  specHash: string;
  modelJson: unknown;
  modelHash: string;
};

const IN_FORCE = `
    FROM linkage_model
   WHERE spec = $1 AND activated_at IS NOT NULL AND retired_at IS NULL`;

const ACTIVE = `
  SELECT id, version, spec_json AS "specJson", spec_hash AS "specHash",
         model_json AS "modelJson", model_hash AS "modelHash" ${IN_FORCE}`;

/**
 * The active version of a linkage; null when there is none, and then nothing is scored.
 * @throws HubError LINK_MODEL_MISMATCH when what is stored is not what was activated, or this release scores otherwise
 */
export async function loadActiveModel(
  client: pg.ClientBase,
  spec: string,
): Promise<ActiveModel | null> {
  type Row = StoredModel & { id: string; version: number };
  const { rows } = await client.query<Row>(ACTIVE, [spec]);
  const [row] = rows;
  if (!row) return null;
  return { id: row.id, version: versionName(spec, row.version), ...verifiedModel(row) };
}

/** The name of the active version of a linkage, unverified; null when there is none. */
export async function activeVersion(client: pg.ClientBase, spec: string): Promise<string | null> {
  const { rows } = await client.query<{ version: number }>(`SELECT version ${IN_FORCE}`, [spec]);
  return rows[0] ? versionName(spec, rows[0].version) : null;
}

/** How a version is called where people read of it. */
export function versionName(spec: string, version: number): string {
  return `${spec}@${version}`;
}

/**
 * Reads a stored spec and model and checks them against their hashes and against each other.
 * @throws HubError LINK_SPEC_INVALID, LINK_MODEL_MISMATCH
 */
export function verifiedModel(stored: StoredModel): { spec: LinkageSpec; model: Model } {
  const spec = parseLinkageSpec(stored.specJson);
  const plan = planLinkage(spec);
  if (plan.hash !== stored.specHash)
    mismatch('方案与所存摘要不符', 'the spec is not the one whose hash is stored');
  const model = parseModel(stored.modelJson, plan);
  if (hashOfJson(model) !== stored.modelHash) {
    mismatch('模型与所存摘要不符', 'the model is not the one whose hash is stored');
  }
  return { spec, model };
}

function mismatch(zh: string, en: string): never {
  throw new HubError('LINK_MODEL_MISMATCH', { problem: { zh, en } });
}
