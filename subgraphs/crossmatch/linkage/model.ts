import { z } from 'zod';

/** Bumped when the same spec and data would give other numbers. */
export const LINKAGE_CODE_VERSION = '2';

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
