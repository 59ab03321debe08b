import { z } from 'zod';
import { linkageSpecSchema } from './spec.ts';

/** The JSON Schema (2020-12) of a spec as its author may write it; `docs/linkage-spec.schema.json` is this. */
export function linkageSpecJsonSchema(): Record<string, unknown> {
  return {
    title: 'Linkage spec',
    ...z.toJSONSchema(linkageSpecSchema, { io: 'input' }),
  };
}
