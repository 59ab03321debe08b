import { indexBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Programme } from '../../prisma/generated/client/client.ts';

/** 救助项目: public reference data, readable by every role. */
export function createProgrammeService({ database: { db } }: SubgraphDeps) {
  return {
    async byCodes(codes: readonly string[]): Promise<Map<string, Programme>> {
      const rows = await db.programme.findMany({ where: { code: { in: [...codes] } } });
      return indexBy(rows, (row) => row.code);
    },

    async all(): Promise<Programme[]> {
      return db.programme.findMany({ orderBy: { sortOrder: 'asc' } });
    },
  };
}
