import { z } from 'zod';
import { HubError } from '../../../kernel/errors.ts';
import { misfitOf } from './model-fit.ts';
import type { Plan } from './plan.ts';

/** Bumped when the same spec and data would give other numbers. */
export const LINKAGE_CODE_VERSION = '2';

/** Damage repeats itself: the first few places tell enough. */
const MOST_PROBLEMS = 3;

const probability = z.number().gt(0).lt(1);

export const modelSchema = z.strictObject({
  spec: z.string(),
  specHash: z.string(),
  codeVersion: z.string(),
  seed: z.number(),
  /** λ: the share of matches among all pairs of records. */
  prior: probability,
  /** How many records each side of the training data had, and how many pairs were looked at. */
  trainedOn: z.strictObject({
    left: z.int(),
    right: z.int(),
    pairs: z.int(),
    sampledPairs: z.int(),
  }),
  comparisons: z.array(
    z.strictObject({
      name: z.string(),
      /** Best level first, as in the spec. */
      levels: z.array(z.strictObject({ m: probability, u: probability })),
      /** Whether m was learnt where no rule asked for it; else it is learnt within the blocks, or a default. */
      trained: z.boolean(),
    }),
  ),
  /** Per field: the share of each common value, of a value not among them, and of random pairs with equal values. */
  termFrequencies: z.record(
    z.string(),
    z.strictObject({
      common: z.record(z.string(), probability),
      other: probability,
      equal: probability,
    }),
  ),
});

/** What scoring needs beside the spec: frozen once trained. */
export type Model = z.infer<typeof modelSchema>;

/**
 * Reads a model and checks that training for this spec can have made it. What is wrong is told with its place.
 * @throws HubError LINK_MODEL_MISMATCH
 */
export function parseModel(input: unknown, plan: Plan): Model {
  const parsed = modelSchema.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`);
    mismatch(`not a model: ${problems.slice(0, MOST_PROBLEMS).join('; ')}`);
  }
  const model = parsed.data;
  if (model.specHash !== plan.hash) mismatch(`trained for another spec (${model.spec})`);
  if (model.codeVersion !== LINKAGE_CODE_VERSION) mismatch(`code version ${model.codeVersion}`);
  const misfit = misfitOf(model, plan);
  if (misfit !== null) mismatch(misfit);
  return model;
}

/** Below `common` stand values of the data, which no message may show. */
function placeOf(path: readonly PropertyKey[]): string {
  const shown = path[0] === 'termFrequencies' ? path.slice(0, 3) : path;
  return shown.map(String).join('.') || '(root)';
}

function mismatch(problem: string): never {
  throw new HubError('LINK_MODEL_MISMATCH', { problem });
}
