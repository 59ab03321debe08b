import { hashOfJson } from '../../subgraphs/crossmatch/linkage/canonical-json.ts';
import { readPersonSpec, type PersonModel } from './build-person-model.ts';

/** Who stands for the release in the record of its own model: accounts that no token is ever issued for. */
const PROPOSED_BY = 'release';
const ACTIVATED_BY = 'release-review';
const RELEASED_AT = '2026-11-21T11:01:00Z';
const ID = '0e0c0de1-0001-8000-8000-000000000001';

/** The SQL that gives a fresh hub its first version of the person linkage, active at once. */
export function modelMigration({ training, model, evaluation }: PersonModel): string {
  return `-- The person linkage a fresh hub scores with: trained on invented people, to be trained again locally.
-- Written by \`npm run model\`; the same content stands in subgraphs/crossmatch/linkage/models.

INSERT INTO crossmatch.linkage_model (
  id, spec, version, spec_json, spec_hash, model_json, model_hash, seed, training, code_version, evaluation,
  proposed_by, proposed_at, activated_by, activated_at)
VALUES (
  '${ID}', '${model.spec}', 1,
  ${quoted(readPersonSpec())},
  '${model.specHash}',
  ${quoted(model)},
  '${hashOfJson(model)}',
  ${model.seed}, '${training}', '${model.codeVersion}',
  ${quoted(evaluation)},
  '${PROPOSED_BY}', '${RELEASED_AT}', '${ACTIVATED_BY}', '${RELEASED_AT}');
`;
}

/** A JSON value as SQL; specs, models and reports never hold the tag that would end it. */
function quoted(value: unknown): string {
  return `$json$${JSON.stringify(value)}$json$`;
}
