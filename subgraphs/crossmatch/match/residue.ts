import type pg from 'pg';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { leftOverKeysFile } from '../extract/staged-files.ts';
import { planLinkage, type Plan } from '../linkage/plan.ts';
import { sumOfProfiles, type LinkageProfile } from '../linkage/profile.ts';
import { sourceByCode } from '../sources/index.ts';
import { loadActiveModel, PERSON_LINKAGE, type ActiveModel } from './active-model.ts';
import type { ChangedPersons } from './changed-persons.ts';
import { addKeptKeys, finishKeptKeys, startKeptKeys } from './left-over-keys.ts';
import { rowsOfNamesakes, rowsWithoutNumber } from './left-over.ts';
import type { ComparisonContext, PendingBatch } from './match-run.ts';
import { forgetResidue, rememberResidue } from './residue-records.ts';
import type { ReviewCandidate } from './review-candidate.ts';
import { openRosterKeys } from './roster-keys.ts';
import { rowsConcerned } from './rows-concerned.ts';
import { scoreLeftOver, type Scoring } from './score-left-over.ts';
import type { LeftOver } from './written-persons.ts';

// What the exact comparison leaves over: rows whose number is blank, masked or wrong, and namesakes born on the day.
// The scored linkage proposes whom they may be about, to a person; nothing found here becomes an alert by itself.

/** What the linkage found in one batch. */
export type Residue = {
  candidates: ReviewCandidate[];
  /** What it was scored with; null when there is no model to score by. */
  model: ActiveModel | null;
  /** Null when it was not scored, and when only those who changed were, which tells nothing of the batch. */
  profile: LinkageProfile | null;
  /** The rows (their ids) that were scored; null: all of the batch. */
  rows: readonly string[] | null;
};

/** Scores the rows of a batch that have no usable number against the covered persons who share something with them. */
export async function linkResidue(
  client: pg.ClientBase,
  duckdb: Duckdb,
  context: ComparisonContext,
  batch: PendingBatch,
  { staged, changed }: { staged: string; changed: ChangedPersons | null },
): Promise<Residue> {
  const active = await loadActiveModel(client, PERSON_LINKAGE);
  if (!active) {
    await forgetResidue(client, batch.id, null);
    return { candidates: [], model: null, profile: null, rows: null };
  }
  const { deps, asOf, rosterVersion: version, keptKeys: kept } = context;
  const plan = planLinkage(active.spec);
  const keysFile = leftOverKeysFile(deps.dataDir, batch.id);
  const rosterKeys = (): Promise<string> =>
    openRosterKeys(deps, client, duckdb, { plan, version, kept });
  const among =
    changed && (await rowsConcerned(client, duckdb, { batch, keysFile, changed, rosterKeys }));
  const { vault } = deps;
  const scoring = { client, duckdb, vault, batch, asOf, active, plan, rosterKeys, among };
  if (!among) {
    await forgetResidue(client, batch.id, null);
    await startKeptKeys(duckdb);
  }
  const rows: string[] = [];
  const candidates: ReviewCandidate[] = [];
  const profiles: LinkageProfile[] = [];
  for await (const { asked, records } of leftOver(scoring, staged, context.rowsAtOnce)) {
    if (among) {
      rows.push(...asked);
      await forgetResidue(client, batch.id, asked);
    }
    // A batch without such rows is noted as scored all the same: next time only those who changed are looked for.
    if (records.length === 0 && (among || profiles.length > 0)) continue;
    const scored = await scoreLeftOver(scoring, records);
    if (!among) await addKeptKeys(duckdb);
    await rememberResidue(client, batch.id, records, scored.pairs);
    for (const candidate of scored.candidates) candidates.push(candidate);
    profiles.push(scored.profile);
  }
  if (among) return { candidates, model: active, profile: null, rows };
  await finishKeptKeys(duckdb, keysFile);
  return { candidates, model: active, profile: sumOfProfiles(profiles), rows: null };
}

/** `asked`: the rows (their ids) that were looked at. */
type Some = { asked: readonly string[]; records: readonly LeftOver[] };

/** The rows to score, so many at a time; the last time perhaps none. */
async function* leftOver(
  { client, duckdb, batch, plan, among }: Scoring,
  staged: string,
  atOnce: number,
): AsyncGenerator<Some> {
  const source = sourceByCode(batch.source);
  const isOne = areRivals(plan);
  const held: LeftOver[] = [];
  const slices = rowsWithoutNumber(duckdb, source, batch, {
    staged,
    among: among?.rows ?? null,
    atOnce,
  });
  for await (const records of slices) {
    if (isOne) held.push(...records);
    else yield { asked: records.map(({ id }) => id), records };
  }
  const { asked, found } = await rowsOfNamesakes(client, duckdb, source, staged, among);
  yield { asked, records: [...held, ...found] };
}

/** Where a person may have one record only, the rows of a batch are judged together. */
function areRivals({ spec: { cardinality } }: Plan): boolean {
  return cardinality === 'one-to-one' || cardinality === 'one-to-many';
}
