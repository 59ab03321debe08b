import { assertCan, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import {
  readCells,
  readReleases,
  statisticsStreet,
} from '../../kernel/runtime/statistics-store.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { notReleased, rowsOf, type StatisticsRow } from '../../kernel/statistics/answer.ts';
import { bucketsOf, monthsIn, type StatisticsBucket } from '../../kernel/statistics/buckets.ts';
import { groupingOf } from '../../kernel/statistics/release.ts';
import { CASE_TABLE, type CaseDimension } from './case-statistics.ts';

export type CaseStatisticsQuestion = {
  year: number;
  bucket: StatisticsBucket;
  groupBy: readonly CaseDimension[];
  streetCode?: string | null | undefined;
  programmeCode?: string | null | undefined;
  status?: string | null | undefined;
};

/** 案件统计 as released: all that an analyst, and through an agreement a department, learns of cases. */
export function createCaseStatisticsService({ database: { pool }, clock }: SubgraphDeps) {
  return {
    /**
     * Flat rows of a year, zeros filled in. A quarter or a year is counted on its last month's ledger: cases are a
     * stock. Whoever has a street is answered about that street.
     *
     * @throws HubError FORBIDDEN when the role reads no statistics, INVALID_INPUT for a year without four digits
     */
    async ofYear(actor: Actor, question: CaseStatisticsQuestion): Promise<StatisticsRow[]> {
      assertCan(actor, 'STATISTICS_READ');
      const { year, bucket, groupBy, programmeCode, status } = question;
      const buckets = bucketsOf(year, bucket, today(clock));
      const street = statisticsStreet(actor, question.streetCode);
      if (street === null) return [];
      const only = {
        STREET: street,
        PROGRAMME: programmeCode ?? undefined,
        STATUS: status ?? undefined,
      };
      const asked = CASE_TABLE.dimensions.filter(
        (dimension) => groupBy.includes(dimension) || only[dimension] !== undefined,
      );
      const periods = buckets.map((name) => monthsIn(name).at(-1) ?? name);
      const [releases, cells] = await Promise.all([
        readReleases(pool, periods),
        readCells(pool, periods, groupingOf(CASE_TABLE, asked)),
      ]);
      return buckets.flatMap((name, at) => {
        const release = releases.get(periods[at] ?? '');
        return release ? rowsOf(name, release, asked, only, cells) : [notReleased(name)];
      });
    },
  };
}
