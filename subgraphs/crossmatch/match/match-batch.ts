import path from 'node:path';
import type pg from 'pg';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { sqlText } from '../duckdb/sql-literal.ts';
import type { Drift } from '../linkage/drift.ts';
import { findUncovered } from '../outreach/find-uncovered.ts';
import { groupBy } from '../rule.ts';
import { sourceByCode } from '../sources/index.ts';
import { blockHousehold } from './authorisation-tasks.ts';
import type { ChangedPersons } from './changed-persons.ts';
import { checkFence, lockComparison } from './fence.ts';
import { hitJudge, type Hit, type JudgedHit } from './hits.ts';
import {
  addCounts,
  NO_COUNTS,
  type BatchReport,
  type ComparisonContext,
  type MatchContext,
  type MatchCounts,
  type PendingBatch,
} from './match-run.ts';
import { loadPersons, type CoveredPerson } from './person-state.ts';
import { reconcilePersons } from './reconcile-persons.ts';
import { candidateOf } from './review-candidate.ts';
import { hashOfPersons } from './stored-results.ts';
import { fellSuperseded, storeFacts } from './store-facts.ts';
import { personsReviewed, storeReviews, withdrawReviews } from './store-reviews.ts';
import { recordDrift } from './linkage-drift.ts';
import { linkResidue, type Residue } from './residue.ts';
import { inTransaction } from './transaction.ts';

type PersonHit = JudgedHit & { person: CoveredPerson };

/** So many persons are remembered from storing to reconciling; memory does not grow with the hits. */
const MOST_KNOWN = 50_000;
const CELL_SEPARATOR = '\u001f';

// The row is locked to the commit: of two workers one compares the batch, the other finds it done.
const STILL_PENDING = `
  SELECT 1 FROM extract_batch
   WHERE id = $1 AND status = 'ACCEPTED' AND staged_path IS NOT NULL
     AND matched_roster IS DISTINCT FROM $2 AND matched_roster IS NOT DISTINCT FROM $3
     FOR UPDATE`;

// A run whose day is before the batch's own cannot have raised all of it, so the batch stays pending.
const FINISH = `
  UPDATE extract_batch
     SET matched_roster = CASE WHEN $4::date >= as_of THEN $2 END,
         match_counts = coalesce($3::jsonb, match_counts)
   WHERE id = $1`;

const LISTED_BEFORE = `
  SELECT DISTINCT a.person_id
    FROM alert a
    JOIN alert_evidence e USING (alert_no)
    JOIN matched_fact f ON f.id = e.fact_id
   WHERE a.status IN ('OPEN', 'CLAIMED') AND f.source = $1 AND f.period_end < $2::date`;

/**
 * Compares one batch with the roster, or with those who changed since it was compared last, in DuckDB and brings all alerts it touches in line, in one
 * PostgreSQL transaction: facts, reviews, alerts, their history and the batch's mark stand or fall
 * together. Null when another worker was quicker.
 * @throws HubError CONFLICT when the job's claim was taken over meanwhile; nothing is then written.
 */
export async function matchBatch(
  duckdb: Duckdb,
  context: ComparisonContext,
  batch: PendingBatch,
  changed: ChangedPersons | null = null,
): Promise<BatchReport | null> {
  const started = performance.now();
  const { stages } = context;
  const known = new Map<string, CoveredPerson>();
  const staged = path.join(context.deps.dataDir, batch.stagedPath);
  const isNeedList = sourceByCode(batch.source).comparison === 'UNCOVERED';
  if (!isNeedList) await stages.time('join', () => joinWithRoster(duckdb, staged, changed));
  return inTransaction(context.deps.database.pool, async (client) => {
    await lockComparison(client);
    const pending = await client.query(STILL_PENDING, [
      batch.id,
      context.rosterVersion,
      batch.matchedRoster,
    ]);
    if (pending.rowCount === 0) return null;
    const { counts, touched, drift } = await stages.time('facts', () =>
      isNeedList
        ? notScored(findUncovered(client, duckdb, context, batch, staged))
        : storeHits(client, duckdb, context, batch, { known, staged, changed }),
    );
    const reconciled = await stages.time('alerts', () =>
      reconcilePersons(client, context, touched, batch.id, known),
    );
    const report = reportOf(batch, {
      counts: addCounts(counts, reconciled),
      drift,
      seconds: (performance.now() - started) / 1_000,
      peakMemoryMb: await duckdb.peakMemoryMb(),
      resultHash: await hashOfPersons(client, touched),
    });
    await client.query(FINISH, [
      batch.id,
      context.rosterVersion,
      // What was counted of everybody stays when a few are compared again.
      changed ? null : storedCounts(report),
      context.asOf,
    ]);
    await checkFence(client, context.fence);
    return report;
  });
}

async function joinWithRoster(
  duckdb: Duckdb,
  stagedFile: string,
  changed: ChangedPersons | null,
): Promise<void> {
  const persons = changed ? `(FROM roster SEMI JOIN ${changed.table} USING (person_id))` : 'roster';
  await duckdb.run(
    `CREATE OR REPLACE TEMP TABLE hit AS
       SELECT s.row_no, s.part, s.cells, s.match_key, r.person_id::VARCHAR AS person_id
         FROM read_parquet(${sqlText(stagedFile)}) s JOIN ${persons} r USING (match_key)`,
  );
}

/** What a batch holds: counts, the persons to look at, and how its scored rows differ from the model's. */
type Found = { counts: MatchCounts; touched: string[]; drift: Drift[] };

async function notScored(found: Promise<Omit<Found, 'drift'>>): Promise<Found> {
  return { ...(await found), drift: [] };
}

type Comparison = {
  known: Map<string, CoveredPerson>;
  staged: string;
  changed: ChangedPersons | null;
};

async function storeHits(
  client: pg.ClientBase,
  duckdb: Duckdb,
  context: ComparisonContext,
  batch: PendingBatch,
  { known, staged, changed }: Comparison,
): Promise<Found> {
  const touched = new Set<string>();
  const reviews: string[] = [];
  let counts = NO_COUNTS;
  const judge = hitJudge(sourceByCode(batch.source), batch.asOf);
  const hits = duckdb.rows(
    'SELECT row_no, part, cells, match_key, person_id FROM hit ORDER BY row_no, part, person_id',
  );
  for await (const chunk of hits) {
    const persons = await personsOf(client, context, chunk);
    if (known.size < MOST_KNOWN) for (const [id, person] of persons) known.set(id, person);
    const judged = chunk.flatMap((row) => judgedHit(row, persons, judge) ?? []);
    const stored = await storeChunk(client, context, batch, judged);
    counts = addCounts(counts, stored.counts);
    for (const personId of stored.personIds) touched.add(personId);
    reviews.push(...stored.reviews);
  }
  const scored = await storeScored(client, duckdb, context, batch, { staged, changed });
  counts = addCounts(counts, { reviewCandidates: scored.reviews.length });
  reviews.push(...scored.reviews);
  const corrected = await fellSuperseded(client, batch.id);
  for (const personId of corrected.personIds) touched.add(personId);
  await withdrawReviews(
    client,
    { batch, corrected: corrected.batchIds },
    reviews,
    changed && { personIds: changed.personIds, rows: scored.rows },
  );
  for (const personId of await personsReviewed(client, batch.id)) touched.add(personId);
  // A snapshot tells of those it leaves out; one that was corrected into a delta no longer does.
  if (batch.mode === 'SNAPSHOT' || corrected.heldSnapshot) {
    type Row = { person_id: string };
    const { rows } = await client.query<Row>(LISTED_BEFORE, [batch.source, batch.periodEnd]);
    for (const row of rows) touched.add(row.person_id);
  }
  const among = changed && new Set(changed.personIds);
  const concerned = [...touched].filter((personId) => !among || among.has(personId));
  return { counts, touched: concerned.sort(), drift: scored.drift };
}

/** What the number does not lead to anybody by: pairs that are worth a reviewer's look. */
async function storeScored(
  client: pg.ClientBase,
  duckdb: Duckdb,
  context: ComparisonContext,
  batch: PendingBatch,
  compared: Pick<Comparison, 'staged' | 'changed'>,
): Promise<{ reviews: string[]; drift: Drift[]; rows: Residue['rows'] }> {
  const residue = await context.stages.time('linkage', () =>
    linkResidue(client, duckdb, context, batch, compared),
  );
  const reviews = await storeReviews(client, context, batch, residue.candidates);
  const { model, profile, rows } = residue;
  if (!model || !profile) return { reviews, drift: [], rows };
  const drift = await recordDrift(client, {
    runId: context.runId,
    batchId: batch.id,
    model,
    profile,
  });
  return { reviews, drift, rows };
}

async function storeChunk(
  client: pg.ClientBase,
  context: MatchContext,
  batch: PendingBatch,
  judged: readonly PersonHit[],
): Promise<{ counts: Partial<MatchCounts>; personIds: string[]; reviews: string[] }> {
  const { deps, asOf } = context;
  const economic = sourceByCode(batch.source).comparison === 'ECONOMIC';
  const blocked = economic ? judged.filter(isBlocked) : [];
  const allowed = economic ? judged.filter(({ person }) => person.authorised) : judged;
  if (economic) {
    // A household whose aid has ended owes no signature.
    const unsigned = groupBy(
      judged.flatMap(({ person }) => person.unsigned),
      ({ householdNo }) => householdNo,
    );
    for (const rows of unsigned.values())
      for (const home of rows.slice(0, 1))
        await blockHousehold(client, { home, rows: rows.length, asOf, again: batch.again });
  }
  const exact = allowed.filter((one) => one.tier === 'EXACT');
  const review = allowed.filter((one) => one.tier === 'REVIEW').map(candidateOf);
  await storeFacts(client, deps.vault, batch, exact);
  const reviews = await storeReviews(client, context, batch, review);
  return {
    counts: {
      exactHits: exact.length,
      reviewCandidates: review.filter(isCovered).length,
      blockedByAuthorisation: blocked.length,
    },
    personIds: exact.map(({ person }) => person.personId),
    reviews,
  };
}

function isBlocked({ person }: PersonHit): boolean {
  return person.covered && !person.authorised;
}

function isCovered({ person }: { person: CoveredPerson }): boolean {
  return person.covered;
}

function personsOf(
  client: pg.ClientBase,
  { deps, asOf }: MatchContext,
  rows: readonly (readonly unknown[])[],
): Promise<Map<string, CoveredPerson>> {
  const ids = new Set(rows.map(([, , , , personId]) => String(personId)));
  return loadPersons(client, deps.vault, [...ids], asOf);
}

/** Null for a person who has left the roster, and for a row that its contract no longer accepts. */
function judgedHit(
  row: readonly unknown[],
  persons: ReadonlyMap<string, CoveredPerson>,
  judge: (hit: Hit) => JudgedHit | null,
): PersonHit | null {
  const [rowNo, part, cells, matchKey, personId] = row;
  const person = persons.get(String(personId));
  if (!person) return null;
  const judged = judge({
    rowNo: Number(rowNo),
    part: Number(part),
    cells: String(cells).split(CELL_SEPARATOR),
    matchKey: String(matchKey),
    personId: person.personId,
    name: person.name,
    formerName: person.formerName,
  });
  return judged && { ...judged, person };
}

function reportOf(
  batch: PendingBatch,
  {
    counts,
    ...measured
  }: Pick<BatchReport, 'drift' | 'seconds' | 'peakMemoryMb' | 'resultHash'> & {
    counts: MatchCounts;
  },
): BatchReport {
  const { id, fileName, source, period, rows, accepted, setAside } = batch;
  const head = { batchId: id, file: fileName, source, period, rows, accepted, setAside };
  return { ...head, ...counts, ...measured };
}

function storedCounts({ seconds, peakMemoryMb, resultHash, ...report }: BatchReport): string {
  const counts = Object.fromEntries(
    Object.keys(NO_COUNTS).map((name) => [name, report[name as keyof MatchCounts]]),
  );
  return JSON.stringify({ ...counts, seconds, peakMemoryMb, resultHash });
}
