import { assertCan, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { HubError } from '../../kernel/errors.ts';
import {
  readCells,
  readReleases,
  statisticsStreet,
} from '../../kernel/runtime/statistics-store.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import {
  notReleased,
  rowsOf,
  sumRows,
  type StatisticsRow,
} from '../../kernel/statistics/answer.ts';
import { bucketsOf, quartersIn, type StatisticsBucket } from '../../kernel/statistics/buckets.ts';
import { groupingOf } from '../../kernel/statistics/release.ts';
import { ALERT_TABLE, type AlertOutcome, type ReleasedDimension } from './alert-release.ts';

export type AlertReleaseQuestion = {
  year: number;
  bucket: StatisticsBucket;
  groupBy: readonly ReleasedDimension[];
  streetCode?: string | null | undefined;
  ruleId?: string | null | undefined;
  outcome?: AlertOutcome | null | undefined;
};

/** 预警统计 as released: all that an analyst, and through an agreement a department, learns of casework. */
export function createAlertReleaseService({ database: { pool }, clock }: SubgraphDeps) {
  return {
    /**
     * Flat rows of a year, zeros filled in, by at most two dimensions at a time (filters count, and so does the month).
     * A year is the sum of its quarters where each of them is shown. Whoever has a street is answered about that street.
     *
     * @throws HubError FORBIDDEN when the role reads no statistics, INVALID_INPUT for more dimensions or a year without
     *   four digits
     */
    async ofYear(actor: Actor, question: AlertReleaseQuestion): Promise<StatisticsRow[]> {
      assertCan(actor, 'STATISTICS_READ');
      const { year, bucket, groupBy, ruleId, outcome } = question;
      const buckets = bucketsOf(year, bucket, today(clock));
      const street = statisticsStreet(actor, question.streetCode);
      if (street === null) return [];
      const only = { STREET: street, RULE: ruleId ?? undefined, OUTCOME: outcome ?? undefined };
      const asked = ALERT_TABLE.dimensions.filter((dimension) =>
        dimension === 'MONTH'
          ? bucket === 'MONTH'
          : groupBy.includes(dimension) || only[dimension] !== undefined,
      );
      if (asked.length > ALERT_TABLE.together)
        throw new HubError('INVALID_INPUT', { field: 'groupBy' });
      const periods = [...new Set(buckets.flatMap(quartersIn))];
      const [releases, cells] = await Promise.all([
        readReleases(pool, periods),
        readCells(pool, periods, groupingOf(ALERT_TABLE, asked)),
      ]);
      return buckets.flatMap((name) => {
        const parts = quartersIn(name).flatMap((quarter) => releases.get(quarter) ?? []);
        const whole = bucket === 'YEAR' ? 4 : 1;
        if (parts.length < whole) return [notReleased(name)];
        const month = bucket === 'MONTH' ? { MONTH: name } : {};
        const rows = parts.map((part) => rowsOf(name, part, asked, { ...only, ...month }, cells));
        return bucket === 'YEAR' ? sumRows(name, rows) : rows.flat();
      });
    },
  };
}
