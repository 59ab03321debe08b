import { HubError, type Text } from '../../../kernel/errors.ts';
import { misfitOf } from './model-fit.ts';
import { LINKAGE_CODE_VERSION, modelSchema, type Model } from './model.ts';
import type { Plan } from './plan.ts';

/** Damage repeats itself: the first few places tell enough. */
const MOST_PROBLEMS = 3;

/**
 * Reads a model and checks that training for this spec can have made it. What is wrong is told with its place.
 * @throws HubError LINK_MODEL_MISMATCH
 */
export function parseModel(input: unknown, plan: Plan): Model {
  const parsed = modelSchema.safeParse(input);
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, MOST_PROBLEMS);
    const problems = issues.map(({ path, message }) => `${placeOf(path)}: ${message}`).join('; ');
    mismatch({ zh: `不是模型：${problems}`, en: `not a model: ${problems}` });
  }
  const model = parsed.data;
  if (model.specHash !== plan.hash) {
    const { spec } = model;
    mismatch({ zh: `为另一方案（${spec}）训练`, en: `trained for another spec (${spec})` });
  }
  if (model.codeVersion !== LINKAGE_CODE_VERSION) {
    const { codeVersion } = model;
    mismatch({ zh: `程序版本 ${codeVersion}`, en: `code version ${codeVersion}` });
  }
  const misfit = misfitOf(model, plan);
  if (misfit !== null) mismatch(misfit);
  return model;
}

/** Below `common` stand values of the data, which no message may show. */
function placeOf(path: readonly PropertyKey[]): string {
  const shown = path[0] === 'termFrequencies' ? path.slice(0, 3) : path;
  return shown.map(String).join('.') || '(root)';
}

function mismatch(problem: Text): never {
  throw new HubError('LINK_MODEL_MISMATCH', { problem });
}
