import { randomInt } from 'node:crypto';
import type pg from 'pg';
import { streetScope, type Actor } from '../actor.ts';
import type { Release, StoredCell } from '../statistics/answer.ts';
import type { ReleasedCell } from '../statistics/release.ts';
import type { SuppressionRule } from '../statistics/suppress.ts';
import type { PolicyParameters } from './policy-parameters.ts';

// Each subgraph that releases statistics has these two tables in its own schema. A release and its cells are written
// by one statement, once: the tables refuse every change afterwards, so that no question can be asked of two versions.
const STORE = `
  WITH release AS (
    INSERT INTO statistics_release
           (period, as_of, source, codes, smallest_shown, feasible_values, released_at, released_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (period) DO NOTHING
    RETURNING period)
  INSERT INTO statistics_cell (period, "grouping", codes, count, measures)
  SELECT release.period, cell."grouping", array_to_string(cell.codes, '|'), cell.count, coalesce(cell.measures, '{}')
    FROM release, jsonb_to_recordset($9) AS cell("grouping" text, codes text[], count int, measures jsonb)`;

const RELEASES = `
  SELECT period, as_of AS "asOf", source, codes FROM statistics_release WHERE period = ANY($1)`;

const CELLS = `
  SELECT period, codes, count, measures FROM statistics_cell WHERE period = ANY($1) AND "grouping" = $2`;

/** What is written of a release. */
export type NewRelease = Release & {
  cells: readonly (ReleasedCell & { measures?: Readonly<Record<string, number>> })[];
  rule: SuppressionRule;
  releasedAt: Date;
  releasedBy: string;
};

/** Stores a release and its cells, all or nothing; a period that is released already stays as it is. */
export async function storeRelease(
  database: Pick<pg.ClientBase | pg.Pool, 'query'>,
  { period, asOf, source, codes, rule, cells, releasedAt, releasedBy }: NewRelease,
): Promise<void> {
  await (database as pg.Pool).query(STORE, [
    period,
    asOf,
    source,
    JSON.stringify(codes),
    rule.smallestShown,
    rule.feasibleValues,
    releasedAt,
    releasedBy,
    JSON.stringify(cells),
  ]);
}

/** The releases among the given periods. */
export async function readReleases(
  pool: pg.Pool,
  periods: readonly string[],
): Promise<Map<string, Release>> {
  const { rows } = await pool.query<Release>(RELEASES, [periods]);
  return new Map(rows.map((row) => [row.period, row]));
}

/** The stored cells of one breakdown in the given periods. */
export async function readCells(
  pool: pg.Pool,
  periods: readonly string[],
  grouping: string,
): Promise<StoredCell[]> {
  const { rows } = await pool.query<StoredCell>(CELLS, [periods, grouping]);
  return rows;
}

/**
 * The policy's thresholds, with costs that are drawn anew for each release and kept nowhere: who knows the program but
 * not the costs cannot reason from what it chose to withhold.
 */
export function suppressionRule(policy: PolicyParameters): SuppressionRule {
  const costs = new Map<number, number>();
  return {
    smallestShown: policy.get('statistics.smallestShown').value,
    feasibleValues: policy.get('statistics.feasibleValues').value,
    cost(index) {
      const cost = costs.get(index) ?? 1_000_000 + randomInt(1_000_000);
      costs.set(index, cost);
      return cost;
    },
  };
}

/** The street an answer is about: the actor's own, the asked one, or all (undefined); null: none. */
export function statisticsStreet(
  actor: Actor,
  asked: string | null | undefined,
): string | null | undefined {
  const scope = streetScope(actor);
  if (scope === 'NONE') return null;
  if (scope === 'ALL') return asked ?? undefined;
  return asked === null || asked === undefined || asked === scope.streetCode
    ? scope.streetCode
    : null;
}
