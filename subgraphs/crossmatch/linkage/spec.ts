import { z } from 'zod';
import { HubError } from '../../../kernel/errors.ts';
import {
  choiceOf,
  exactObject,
  inBoth,
  ownWords,
  problemsOf,
  unreadable,
} from './spec-problems.ts';

// A linkage as data: which columns, how they are cleaned, which pairs are looked at, how they are compared and
// what becomes of them. docs/linkage-spec.md tells a stranger how to write one; the JSON Schema beside it is
// printed from here.

const fieldName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9]{0,39}$/,
    inBoth(
      '名称须以字母开头，只含字母和数字，至多 40 个',
      'a name is a letter, then letters and digits, at most 40',
    ),
  );
const title = exactObject({ zh: z.string().min(1), en: z.string().min(1) });
const COLUMN = inBoth(
  '须为列名，或 {"left": …, "right": …}',
  'a column, or {"left": …, "right": …}',
);
const bothSides = exactObject({ left: z.string().min(1), right: z.string().min(1) });

/** `"lowercase"` or `{ "first": 4 }`: one standardiser with its parameter. */
const step = z.union(
  [z.string(), z.record(z.string(), z.unknown())],
  inBoth('步骤须为名称，或 {"名称": 参数}', 'a step is a name, or {"name": parameter}'),
);

const cleaned = {
  steps: z.array(step).default([]),
  sensitive: z
    .boolean()
    .optional()
    .describe('explanations show its values, and those of fields derived from it, masked'),
};

const field = choiceOf('field', [
  exactObject({
    column: z.union([z.string().min(1), bothSides], COLUMN).describe('the column of the input'),
    ...cleaned,
  }),
  exactObject({
    field: fieldName.describe('derived from another field, after its own steps'),
    ...cleaned,
  }),
  exactObject({
    fields: z.array(fieldName).min(2).describe('several fields, joined by a space'),
    ...cleaned,
  }),
]);

const limit = {
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  is: z.number().optional(),
};

export type Condition =
  | { equal: string | [string, string] }
  | {
      measure: string;
      field?: string | undefined;
      fields?: [string, string] | undefined;
      atLeast?: number | undefined;
      atMost?: number | undefined;
      is?: number | undefined;
    }
  | { value: string; is: string; side: 'left' | 'right' | 'either' | 'both' }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

const condition: z.ZodType<Condition> = z.lazy(() =>
  choiceOf('condition', [
    exactObject({
      equal: z.union(
        [fieldName, z.tuple([fieldName, fieldName])],
        inBoth('须为字段，或两侧各一个字段', 'a field, or one of each side'),
      ),
    }),
    exactObject({
      measure: z.string(),
      field: fieldName.optional(),
      fields: z.tuple([fieldName, fieldName]).optional(),
      ...limit,
    }),
    exactObject({
      value: fieldName,
      is: z.string(),
      side: z.enum(['left', 'right', 'either', 'both']),
    }),
    exactObject({ all: z.array(condition).min(1) }),
    exactObject({ any: z.array(condition).min(1) }),
    exactObject({ not: condition }),
  ]),
);

const share = z.number().gt(0).lt(1);

const level = exactObject({
  when: z.union(
    [condition, z.literal('else')],
    inBoth('须为条件，或 "else"', 'a condition, or "else"'),
  ),
  title: title.optional(),
  termFrequency: fieldName
    .optional()
    .describe('agreement on a rare value of this field counts more than on a common one'),
  m: share.optional().describe('fixed: how often the same entity shows this level'),
  u: share.optional().describe('fixed: how often two random records show this level'),
});

const comparison = choiceOf('comparison', [
  exactObject({
    name: fieldName,
    title: title.optional(),
    levels: z.array(level).min(2).max(30),
    missing: z
      .array(fieldName)
      .optional()
      .describe(
        'no evidence when one of these is blank on a side; default: the fields of the first level',
      ),
  }),
  exactObject({
    name: fieldName,
    title: title.optional(),
    kind: z.enum(['exact', 'name', 'text', 'date', 'number', 'set']),
    field: fieldName,
    termFrequency: z.boolean().optional(),
    within: z
      .array(z.number().positive())
      .optional()
      .describe('number: relative differences, ascending'),
  }),
]);

const blockKey = z.union(
  [fieldName, exactObject({ each: fieldName })],
  inBoth('须为字段，或 {"each": 字段}', 'a field, or {"each": field}'),
);

export const linkageSpecSchema = exactObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,63}$/,
      inBoth(
        '须为小写字母、数字和横线，至多 64 个',
        'lower-case letters, digits and dashes, at most 64',
      ),
    ),
  title: title.optional(),
  cardinality: z
    .enum(['dedupe', 'one-to-one', 'one-to-many', 'many-to-one', 'many-to-many'])
    .describe(
      'dedupe: one file with itself; else how many records of a side may belong to one of the other',
    ),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  id: z.union([z.string().min(1), bothSides], COLUMN).describe('the column that names a record'),
  fields: z.record(fieldName, field),
  blocking: z
    .array(exactObject({ on: z.array(blockKey).min(1), title: title.optional() }))
    .min(1)
    .max(30)
    .describe('a pair is looked at when all keys of one rule are equal'),
  comparisons: z.array(comparison).min(1).max(40),
  thresholds: z
    .strictObject({
      match: share.default(0.9),
      review: share.default(0.5),
    })
    .default({ match: 0.9, review: 0.5 }),
  tieBits: z
    .number()
    .min(0)
    .default(3)
    .describe('candidates closer than this are a tie, for a person'),
  clustering: z.enum(['connected', 'average']).default('average'),
  training: z
    .strictObject({
      samplePairs: z.int().positive().default(200_000),
      rounds: z.int().min(1).max(1000).default(200),
    })
    .default({ samplePairs: 200_000, rounds: 200 }),
  limits: z
    .strictObject({
      pairs: z.int().positive().default(100_000_000),
      hotKeyPairs: z.int().positive().default(2_000_000),
    })
    .default({ pairs: 100_000_000, hotKeyPairs: 2_000_000 })
    .describe(
      'more pairs than `pairs` stop the run; a key value that alone gives more than `hotKeyPairs` is left out',
    ),
});

/** A linkage as its author wrote it, defaults filled in. */
export type LinkageSpec = z.infer<typeof linkageSpecSchema>;
/** A linkage as its author may write it. */
export type LinkageSpecInput = z.input<typeof linkageSpecSchema>;
export type FieldSpec = z.infer<typeof field>;
export type ComparisonSpec = z.infer<typeof comparison>;
export type LevelSpec = z.infer<typeof level>;
export type Title = z.infer<typeof title>;

/**
 * Reads a spec, telling everything that is wrong with its form at once, each with its place.
 * @throws HubError LINK_SPEC_INVALID
 */
export function parseLinkageSpec(input: unknown): LinkageSpec {
  const problem = unreadable(input);
  if (problem !== null) throw new HubError('LINK_SPEC_INVALID', { problem });
  const parsed = linkageSpecSchema.safeParse(input, { error: ownWords });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap(problemsOf(input));
  throw new HubError('LINK_SPEC_INVALID', {
    problem: {
      zh: problems.map(({ zh }) => zh).join('；'),
      en: problems.map(({ en }) => en).join('; '),
    },
  });
}

/** The typed way of writing a spec: checked by the compiler first, then like any other. */
export function linkageSpec(spec: LinkageSpecInput): LinkageSpec {
  return parseLinkageSpec(spec);
}
