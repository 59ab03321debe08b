import { assertCan, type Actor } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import {
  readCells,
  readReleases,
  statisticsStreet,
} from '../../kernel/runtime/statistics-store.ts';
import { createSharingGate } from '../../kernel/runtime/sharing-gate.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { closedFields, type SharedField } from '../../kernel/sharing.ts';
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

/** Rows that an agreement opened, and the fields it did not. */
export type SharedRows = { rows: readonly StatisticsRow[]; notOpened: readonly SharedField[] };

/** 案件统计 as released: all that an analyst, and through an agreement a department, learns of cases. */
export function createCaseStatisticsService(deps: SubgraphDeps) {
  const { pool } = deps.database;
  const gate = createSharingGate(deps, 'assistance');
  return {
    /**
     * Flat rows of a year, zeros filled in. A quarter or a year is counted on its last month's ledger: cases are a
     * stock. Whoever has a street is answered about that street.
     *
     * @throws HubError FORBIDDEN when the role reads no statistics, INVALID_INPUT for a year without four digits
     */
    async ofYear(actor: Actor, question: CaseStatisticsQuestion): Promise<StatisticsRow[]> {
      assertCan(actor, 'STATISTICS_READ');
      const street = statisticsStreet(actor, question.streetCode);
      return street === null ? [] : released({ ...question, streetCode: street });
    },

    /**
     * The same of the whole district for a department whose agreement opens each dimension that is asked for; people
     * and money only where they are opened.
     *
     * @throws HubError as the gate, INVALID_INPUT for a year without four digits
     */
    async ofYearShared(
      request: RequestContext,
      question: CaseStatisticsQuestion,
      purpose: string,
    ): Promise<SharedRows> {
      const asked = { question: 'CASE_STATISTICS', purpose, handlingNo: null } as const;
      const needs = dimensionsOf(question);
      const opened = await gate.ask(request, { ...asked, needs }, (_tx, { fields }) =>
        Promise.resolve({ value: fields }),
      );
      const rows = await released(question);
      return {
        rows: rows.map((row) => ({ ...row, measures: openedMeasures(row, opened) })),
        notOpened: closedFields('CASE_STATISTICS', opened),
      };
    },
  };

  async function released(question: CaseStatisticsQuestion): Promise<StatisticsRow[]> {
    const { year, bucket } = question;
    const buckets = bucketsOf(year, bucket, today(deps.clock));
    const only = onlyOf(question);
    const asked = dimensionsOf(question);
    const periods = buckets.map((name) => monthsIn(name).at(-1) ?? name);
    const [releases, cells] = await Promise.all([
      readReleases(pool, periods),
      readCells(pool, periods, groupingOf(CASE_TABLE, asked)),
    ]);
    return buckets.flatMap((name, at) => {
      const release = releases.get(periods[at] ?? '');
      return release ? rowsOf(name, release, asked, only, cells) : [notReleased(name)];
    });
  }
}

function onlyOf({ streetCode, programmeCode, status }: CaseStatisticsQuestion) {
  return {
    STREET: streetCode ?? undefined,
    PROGRAMME: programmeCode ?? undefined,
    STATUS: status ?? undefined,
  };
}

/** The dimensions an answer is broken down by: a filter breaks it down as well. */
function dimensionsOf(question: CaseStatisticsQuestion): CaseDimension[] {
  const only = onlyOf(question);
  return CASE_TABLE.dimensions.filter(
    (dimension) => question.groupBy.includes(dimension) || only[dimension] !== undefined,
  );
}

const MEASURE_FIELDS: Readonly<Record<string, SharedField>> = {
  people: 'PEOPLE',
  amountFen: 'AMOUNT',
};

function openedMeasures({ measures }: StatisticsRow, fields: readonly string[]) {
  const opened = Object.entries(measures).filter(([name]) =>
    fields.includes(MEASURE_FIELDS[name] ?? ''),
  );
  return Object.fromEntries(opened);
}
