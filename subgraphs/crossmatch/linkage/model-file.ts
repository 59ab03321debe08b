import { HubError } from '../../../kernel/errors.ts';
import { hashOfJson } from './canonical-json.ts';
import type { Model } from './model.ts';
import { parseModel } from './parse-model.ts';
import type { Plan } from './plan.ts';

/** A model as a file holds it: with the hash of all the rest, by which any later edit shows. */
export function modelFile(model: Model): Model & { modelHash: string } {
  return { ...model, modelHash: hashOfJson(model) };
}

/**
 * Reads what `modelFile` made. The hash tells edits and damage; it is no signature, anyone can compute it.
 * @throws HubError LINK_MODEL_MISMATCH
 */
export function parseModelFile(input: unknown, plan: Plan): Model {
  const { modelHash, ...content } = Object(input) as Record<string, unknown>;
  const model = parseModel(content, plan);
  if (modelHash !== hashOfJson(content)) {
    const problem =
      modelHash === undefined ? 'missing; train the model again' : 'the file was changed';
    throw new HubError('LINK_MODEL_MISMATCH', { problem: `modelHash: ${problem}` });
  }
  return model;
}
