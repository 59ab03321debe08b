import { runSubgraphProcess } from '../../kernel/runtime/subgraph-process.ts';
import { migrate } from '../../prisma/migrate.ts';
import { createAssistance } from './subgraph.ts';

await runSubgraphProcess('assistance', { create: createAssistance, migrate });
