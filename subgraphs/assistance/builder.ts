import { createBuilder } from '../../kernel/runtime/pothos.ts';
import type { AssistanceContext } from './context.ts';

/** The subgraph's schema builder; types stand in the `*.schema.ts` files. */
export const builder = createBuilder<AssistanceContext>();

builder.mutationType({ description: '变更：每一项都写审计；没有一项触及待遇发放。' });
