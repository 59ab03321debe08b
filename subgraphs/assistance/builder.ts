import { createBuilder } from '../../kernel/runtime/pothos.ts';
import type { AssistanceContext } from './context.ts';

/** The subgraph's schema builder; types stand in the `*.schema.ts` files. */
export const builder = createBuilder<AssistanceContext>();
