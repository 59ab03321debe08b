import { assertCan, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { HubError } from '../../kernel/errors.ts';
import {
  readCells,
  readReleases,
  statisticsStreet,
} from '../../kernel/runtime/statistics-store.ts';
import { createSharingGate } from '../../kernel/runtime/sharing-gate.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { closedFields, type SharedField } from '../../kernel/sharing.ts';
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

/** Rows that an agreement opened, and the fields it did not. */
export type SharedRows = { rows: readonly StatisticsRow[]; notOpened: readonly SharedField[] };

/** 预警统计 as released: all that an analyst, and through an agreement a department, learns of casework. */
export function createAlertReleaseService(deps: SubgraphDeps) {
  const { pool } = deps.database;
  const gate = createSharingGate(deps, 'crossmatch');
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
      const street = statisticsStreet(actor, question.streetCode);
      return street === null ? [] : released({ ...question, streetCode: street });
    },

    /**
     * The same of the whole district for a department whose agreement opens each dimension that is asked for.
     *
     * @throws HubError as the gate, and as `ofYear`
     */
    async ofYearShared(
      request: RequestContext,
      question: AlertReleaseQuestion,
      purpose: string,
    ): Promise<SharedRows> {
      const asked = { question: 'ALERT_STATISTICS', purpose, handlingNo: null } as const;
      // A month is a bucket, as a quarter is: no agreement opens or closes it.
      const needs = dimensionsOf(question).filter((dimension) => dimension !== 'MONTH');
      const opened = await gate.ask(request, { ...asked, needs }, (_tx, { fields }) =>
        Promise.resolve({ value: fields }),
      );
      return {
        rows: await released(question),
        notOpened: closedFields('ALERT_STATISTICS', opened),
      };
    },
  };

  async function released(question: AlertReleaseQuestion): Promise<StatisticsRow[]> {
    const { year, bucket } = question;
    const buckets = bucketsOf(year, bucket, today(deps.clock));
    const only = onlyOf(question);
    const asked = dimensionsOf(question);
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
  }
}

function onlyOf({ streetCode, ruleId, outcome }: AlertReleaseQuestion) {
  return {
    STREET: streetCode ?? undefined,
    RULE: ruleId ?? undefined,
    OUTCOME: outcome ?? undefined,
  };
}

function dimensionsOf(question: AlertReleaseQuestion) {
  const only = onlyOf(question);
  return ALERT_TABLE.dimensions.filter((dimension) =>
    dimension === 'MONTH'
      ? question.bucket === 'MONTH'
      : question.groupBy.includes(dimension) || only[dimension] !== undefined,
  );
}
