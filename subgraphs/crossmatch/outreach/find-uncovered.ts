import type pg from 'pg';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import { CELL } from '../extract/staged-line.ts';
import {
  NO_COUNTS,
  type MatchContext,
  type MatchCounts,
  type PendingBatch,
} from '../match/match-run.ts';
import { loadRuleStates } from '../match/run-record.ts';
import { fellSuperseded } from '../match/store-facts.ts';
import { UNCOVERED_PERSON } from '../rules/uncovered-person.ts';
import { sourceByCode } from '../sources/index.ts';
import { residentReader, type ListedResident } from './need-rows.ts';
import {
  followCases,
  ownStreets,
  storeTasks,
  uncoveredOf,
  withdrawTasks,
  type Listed,
} from './outreach-tasks.ts';

/**
 * The other direction (003 二(四)): holds a need list against everybody whom the streets know from a current
 * case, and makes outreach tasks of the residents who are left. Of those who are known nothing is kept:
 * that a recipient is ill or out of work is nobody's business here.
 */
export async function findUncovered(
  client: pg.ClientBase,
  duckdb: Duckdb,
  context: MatchContext,
  batch: PendingBatch,
  stagedFile: string,
): Promise<{ counts: MatchCounts; touched: string[] }> {
  const { deps, asOf } = context;
  const states = await loadRuleStates(client);
  if (states.of(UNCOVERED_PERSON.id, batch.source) !== 'ACTIVE')
    return { counts: NO_COUNTS, touched: [] };
  await followCases(client, asOf);
  const read = residentReader(
    sourceByCode(batch.source),
    batch.asOf,
    await ownStreets(client, asOf),
  );
  const found = new Set<string>();
  const rows = duckdb.rows(
    `SELECT cells FROM read_parquet(${sqlText(stagedFile)})
      WHERE match_key IS NOT NULL ORDER BY row_no, part`,
  );
  for await (const chunk of rows) {
    const residents = chunk.flatMap(([cells]) => read(String(cells).split(CELL)) ?? []);
    const listed = firstListing(residents, (key) => deps.vault.personId(key));
    const uncovered = await uncoveredOf(
      client,
      listed.filter(({ personId }) => !found.has(personId)),
    );
    await storeTasks(client, deps.vault, batch, asOf, uncovered);
    for (const { personId } of uncovered) found.add(personId);
  }
  const touched = [...found].sort();
  const { batchIds } = await fellSuperseded(client, batch.id);
  await withdrawTasks(client, [batch.id, ...batchIds], touched, asOf);
  return { counts: { ...NO_COUNTS, findings: touched.length }, touched };
}

/** Somebody may stand in a list for several things: the first row speaks. */
function firstListing(
  residents: readonly ListedResident[],
  personId: (matchKey: string) => string,
): Listed[] {
  const byKey = new Map<string, ListedResident>();
  for (const one of residents) if (!byKey.has(one.matchKey)) byKey.set(one.matchKey, one);
  return [...byKey.values()].map((one) => ({ ...one, personId: personId(one.matchKey) }));
}
