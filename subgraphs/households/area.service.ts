import { indexBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Area } from '../../prisma/generated/client/client.ts';

/** 行政区划: public reference data, readable by every role. */
export type AreaLevel = 'REGION' | 'DISTRICT' | 'SUBDISTRICT' | 'COMMITTEE';

/** Districts, streets and residents' committees as the last areas file gave them. */
export function createAreaService({ database: { db } }: SubgraphDeps) {
  return {
    /** Areas by code, of any level. */
    async byCodes(codes: readonly string[]): Promise<Map<string, Area>> {
      const rows = await db.area.findMany({ where: { code: { in: [...codes] } } });
      return indexBy(rows, (row) => row.code);
    },

    /** All areas of a level, by code. */
    async ofLevel(level: AreaLevel): Promise<Area[]> {
      return db.area.findMany({ where: { level }, orderBy: { code: 'asc' } });
    },
  };
}
