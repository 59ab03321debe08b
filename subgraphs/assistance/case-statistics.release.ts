import { assertCan, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { addMonths, firstOfMonth, monthOf, type PlainDate } from '../../kernel/plain-date.ts';
import { loadPolicyParameters } from '../../kernel/runtime/policy-parameters.ts';
import { storeRelease, suppressionRule } from '../../kernel/runtime/statistics-store.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { releaseTable, type ReleaseFigures } from '../../kernel/statistics/release.ts';
import { CASE_STATUS_LABELS } from './case-status.ts';
import { CASE_TABLE, codesOf, measuresOf, type LedgerCase } from './case-statistics.ts';

export type MonthReleased = ReleaseFigures & { period: string };

// The newest ledger of each month that has ended and is not released.
const DUE = `
  SELECT DISTINCT ON (date_trunc('month', roster_date)) roster_date AS "asOf", file_name AS source
    FROM roster_load
   WHERE kind = 'cases' AND roster_date < $1
     AND to_char(roster_date, 'YYYY-MM') NOT IN (SELECT period FROM statistics_release)
   ORDER BY date_trunc('month', roster_date), roster_date DESC, loaded_at DESC`;

const CASES = `
  SELECT m.street_code AS "streetCode", m.programme_code AS "programmeCode", m.status,
         c.household_no AS "householdNo", m.covered_count AS people, m.amount_fen AS "amountFen"
    FROM case_month m JOIN case_record c USING (case_no)
   WHERE m.month >= $1 AND m.month < $2`;

const STREETS = `
  SELECT street_code AS code FROM households.household_jurisdiction
  UNION SELECT street_code FROM case_month WHERE month >= $1 AND month < $2
   ORDER BY code`;

/** 统计发布 of the monthly ledger. */
export function createCaseStatisticsRelease({ database: { pool }, clock }: SubgraphDeps) {
  return {
    /**
     * Releases every month that has ended, once and for good: a ledger that is corrected later changes nothing.
     *
     * @throws HubError FORBIDDEN when the actor may not load rosters, PARAMETER_MISSING
     */
    async releaseDue(actor: Actor): Promise<MonthReleased[]> {
      assertCan(actor, 'ROSTER_LOAD');
      const day = today(clock);
      const { rows } = await pool.query<{ asOf: PlainDate; source: string }>(DUE, [
        firstOfMonth(day),
      ]);
      const released: MonthReleased[] = [];
      for (const { asOf, source } of rows) released.push(await release(actor, day, asOf, source));
      return released;
    },
  };

  async function release(
    actor: Actor,
    day: PlainDate,
    asOf: PlainDate,
    source: string,
  ): Promise<MonthReleased> {
    const month = [firstOfMonth(asOf), addMonths(firstOfMonth(asOf), 1)];
    const { rows: cases } = await pool.query<LedgerCase>(CASES, month);
    const codes = {
      STREET: await codesFrom(STREETS, month),
      PROGRAMME: await codesFrom('SELECT code FROM programme ORDER BY sort_order, code', []),
      STATUS: Object.keys(CASE_STATUS_LABELS),
    };
    const rule = suppressionRule(await loadPolicyParameters(pool, day));
    const records = cases.map((one) => ({ codes: codesOf(one), household: one.householdNo }));
    const { cells, figures } = releaseTable(CASE_TABLE, codes, records, rule);
    const period = monthOf(asOf);
    await storeRelease(pool, {
      period,
      asOf,
      source,
      codes,
      rule,
      cells: cells.map((cell) => {
        const measures = cell.count === null ? null : measuresOf(cell.grouping, cell.codes, cases);
        return measures === null ? cell : { ...cell, measures };
      }),
      releasedAt: clock.now(),
      releasedBy: actor.subject,
    });
    return { period, ...figures };
  }

  async function codesFrom(sql: string, values: readonly string[]): Promise<string[]> {
    const { rows } = await pool.query<{ code: string }>(sql, [...values]);
    return rows.map(({ code }) => code);
  }
}
