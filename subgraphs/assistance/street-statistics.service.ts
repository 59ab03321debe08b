import { assertCan, streetScope, type Actor } from '../../kernel/actor.ts';
import { addMonths, monthOf, plainDate, type PlainDate } from '../../kernel/plain-date.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';

/** What a table of statistics is broken down by. */
export type StatisticsDimension = 'STREET' | 'PROGRAMME' | 'STATUS';

/** One row of the table; a dimension that was not asked for is null. */
export type StreetStatistics = {
  month: PlainDate;
  streetCode: string | null;
  programmeCode: string | null;
  status: string | null;
  cases: number;
  people: number;
  amountFen: number;
  /** The day and the file the figures stand on. */
  asOf: PlainDate;
  source: string;
};

const COLUMNS = {
  STREET: 'street_code',
  PROGRAMME: 'programme_code',
  STATUS: 'status',
} as const satisfies Record<StatisticsDimension, string>;

type Counted = {
  streetCode: string | null;
  programmeCode: string | null;
  status: string | null;
  cases: number;
  people: number;
  amountFen: number;
};

/** 街道统计 from the ledger of a month as it stands, for those who read the cases themselves. */
export function createStreetStatisticsService({ database }: SubgraphDeps) {
  const { pool } = database;
  const recusals = createRecusals(database);

  return {
    /**
     * Cases, covered people and monthly amount of a month (default: the newest loaded), broken down as asked.
     * @throws HubError FORBIDDEN when the role reads no cases.
     */
    async ofMonth(
      actor: Actor,
      { month, groupBy }: { month?: PlainDate | null; groupBy: readonly StatisticsDimension[] },
    ): Promise<StreetStatistics[]> {
      assertCan(actor, 'CASE_READ');
      const roster = await rosterOf(month ?? null);
      if (roster === null) return [];
      const first = plainDate(`${monthOf(roster.asOf)}-01`);
      const dimensions = [...new Set(groupBy)];
      const rows = await count(actor, first, dimensions);
      return rows.map((row) => ({ ...row, month: first, ...roster }));
    },
  };

  async function rosterOf(
    month: PlainDate | null,
  ): Promise<{ asOf: PlainDate; source: string } | null> {
    const from = month === null ? null : plainDate(`${monthOf(month)}-01`);
    const { rows } = await pool.query<{ asOf: PlainDate; source: string }>(
      `SELECT roster_date AS "asOf", file_name AS source
         FROM roster_load
        WHERE kind = 'cases'
          AND ($1::date IS NULL OR roster_date >= $1::date AND roster_date < $2::date)
        ORDER BY roster_date DESC, loaded_at DESC
        LIMIT 1`,
      [from, from === null ? null : addMonths(from, 1)],
    );
    return rows[0] ?? null;
  }

  async function count(
    actor: Actor,
    month: PlainDate,
    dimensions: readonly StatisticsDimension[],
  ): Promise<Counted[]> {
    const scope = streetScope(actor);
    if (scope === 'NONE') return [];
    const asked = (dimension: StatisticsDimension) =>
      dimensions.includes(dimension) ? COLUMNS[dimension] : 'NULL::text';
    const keys = dimensions.map((dimension) => COLUMNS[dimension]);
    const { rows } = await pool.query<Counted>(
      `SELECT ${asked('STREET')} AS "streetCode", ${asked('PROGRAMME')} AS "programmeCode",
              ${asked('STATUS')} AS status, count(*) AS cases,
              coalesce(sum(covered_count), 0) AS people, coalesce(sum(amount_fen), 0)::bigint AS "amountFen"
         FROM case_month
        WHERE month = $1 AND ($2::text IS NULL OR street_code = $2)
          AND NOT EXISTS (SELECT FROM case_record c
                           WHERE c.case_no = case_month.case_no AND c.household_no = ANY ($3))
        ${keys.length === 0 ? '' : `GROUP BY ${keys.join(', ')} ORDER BY ${keys.join(', ')}`}`,
      [month, scope === 'ALL' ? null : scope.streetCode, (await recusals.of(actor)).households],
    );
    return rows;
  }
}
