import { runSubgraphProcess } from '../../kernel/runtime/subgraph-process.ts';
import { migrate } from '../../prisma/migrate.ts';
import { createHouseholds } from './subgraph.ts';

await runSubgraphProcess('households', { create: createHouseholds, migrate });
