import { groupBy, indexBy } from '../../kernel/runtime/loader.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Area } from '../../prisma/generated/client/client.ts';

/** REGION: six digits above the districts, such as 310100. */
export type AreaLevel = 'REGION' | 'DISTRICT' | 'SUBDISTRICT' | 'COMMITTEE';

/** 行政区划 as the last areas file gave it: public reference data, readable by every role. */
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

    /** Streets by the six digits of their district. */
    async subdistrictsOf(districtCodes: readonly string[]): Promise<Map<string, Area[]>> {
      return below(districtCodes, 'SUBDISTRICT', 6);
    },

    /** Residents' committees by the nine digits of their street. */
    async committeesOf(streetCodes: readonly string[]): Promise<Map<string, Area[]>> {
      return below(streetCodes, 'COMMITTEE', 9);
    },
  };

  // The digits say where an area lies; 上级代码 is optional in the file.
  async function below(
    codes: readonly string[],
    level: AreaLevel,
    digits: number,
  ): Promise<Map<string, Area[]>> {
    const rows = await db.area.findMany({
      where: { level, OR: codes.map((code) => ({ code: { startsWith: code } })) },
      orderBy: { code: 'asc' },
    });
    return groupBy(rows, (row) => row.code.slice(0, digits));
  }
}
