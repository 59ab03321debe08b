import { HubError, type Text } from '../../../kernel/errors.ts';
import { hashOfJson } from './canonical-json.ts';
import type { Model } from './model.ts';
import { parseModel } from './parse-model.ts';
import type { Plan } from './plan.ts';

const HASH_MISSING: Text = {
  zh: 'modelHash：缺失，请重新训练',
  en: 'modelHash: missing; train the model again',
};
const HASH_WRONG: Text = {
  zh: 'modelHash：文件被改动过',
  en: 'modelHash: the file was changed',
};

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
    const problem = modelHash === undefined ? HASH_MISSING : HASH_WRONG;
    throw new HubError('LINK_MODEL_MISMATCH', { problem });
  }
  return model;
}
