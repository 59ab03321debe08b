import { runSubgraphProcess } from '../../kernel/runtime/subgraph-process.ts';
import { migrate } from '../../prisma/migrate.ts';
import { extractRoutes } from './extract.http.ts';
import { createCrossmatch } from './subgraph.ts';

await runSubgraphProcess('crossmatch', {
  create: createCrossmatch,
  migrate,
  routes: extractRoutes,
});
