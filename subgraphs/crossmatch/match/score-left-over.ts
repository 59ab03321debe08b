import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import { rowEvaluator } from '../../../kernel/tabular/evaluate-row.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { explainPair, type ExplanationPart } from '../linkage/explain.ts';
import type { Plan } from '../linkage/plan.ts';
import { profileOf, type LinkageProfile } from '../linkage/profile.ts';
import { recordKeys } from '../linkage/record-keys.ts';
import { runLinkage, type LinkageResult, type LinkedPair } from '../linkage/run-linkage.ts';
import { sourceByCode } from '../sources/index.ts';
import type { Source } from '../sources/source.ts';
import type { ActiveModel } from './active-model.ts';
import { agreesBesideNumber } from './agrees-beside-number.ts';
import { loadLeftOverKeys, personsSharingKeys, type RowKeys } from './left-over-keys.ts';
import { toldBirthDate } from './left-over.ts';
import { linkageInDuckdb } from './linkage-in-duckdb.ts';
import type { PendingBatch } from './match-run.ts';
import { loadPersons, type CoveredPerson } from './person-state.ts';
import {
  LINKAGE_COLUMNS,
  loadLinkagePersons,
  personsOf,
  type Cells,
  type LinkagePerson,
} from './residue-persons.ts';
import type { ReviewCandidate, ScorePart } from './review-candidate.ts';
import type { Among } from './rows-concerned.ts';
import type { LeftOver } from './written-persons.ts';

/** What rows are scored with and against. */
export type Scoring = {
  client: pg.ClientBase;
  duckdb: Duckdb;
  vault: IdNumberVault;
  batch: PendingBatch;
  asOf: PlainDate;
  active: ActiveModel;
  plan: Plan;
  /** Opens the keys of the roster and tells their table. */
  rosterKeys: () => Promise<string>;
  among: Among | null;
};

/** What was found of some rows; `pairs`: with whom a row has a pair above the line. */
export type Scored = {
  candidates: ReviewCandidate[];
  pairs: { record: LeftOver; personId: string }[];
  profile: LinkageProfile;
};

/** Scores rows against the covered persons who share something with them; leaves the table `left_over_key`. */
export async function scoreLeftOver(
  scoring: Scoring,
  records: readonly LeftOver[],
): Promise<Scored> {
  const { client, duckdb, vault, batch, asOf, active, plan } = scoring;
  const source = sourceByCode(batch.source);
  const authorisedOn = source.comparison === 'ECONOMIC' ? asOf : null;
  const result = await runLinkage(
    linkageInDuckdb(duckdb),
    plan,
    {
      left: { columns: LINKAGE_COLUMNS, rows: [records.map(cellsOf)] },
      right: (left, standardiser) => ({
        columns: LINKAGE_COLUMNS,
        rows: personsFor(scoring, {
          rows: () => keysOf(records, recordKeys(plan, standardiser.dictionaryOfKey, left)),
          authorisedOn,
        }),
      }),
    },
    { model: active.model },
  );
  const personOf = ({ r }: LinkedPair): string => result.right.ids[r - 1] ?? '';
  const found = oncePerPerson(
    result.pairs.filter(({ decision }) => decision !== 'NONE'),
    personOf,
  );
  const ids = [...new Set(found.map(personOf))];
  const persons = await loadPersons(client, vault, ids, asOf);
  const alike = await loadLinkagePersons(client, vault, ids);
  const candidateOf = candidateMaker(source, batch, result, active.version);
  return {
    candidates: found.flatMap((pair) => {
      const left = records[pair.l - 1];
      const [right, person] = [alike.get(personOf(pair)), persons.get(personOf(pair))];
      return left && right && person ? (candidateOf(pair, left, right, person) ?? []) : [];
    }),
    pairs: result.pairs.flatMap((pair) => {
      const record = records[pair.l - 1];
      return record ? [{ record, personId: personOf(pair) }] : [];
    }),
    profile: profileOf(result),
  };
}

type RecordKeys = RowKeys & { id: string };

/** Namesakes are looked for anew every time: their keys need not be kept. */
function keysOf(records: readonly LeftOver[], keys: readonly (readonly number[])[]): RecordKeys[] {
  return records.map(({ rowNo, id, problem }, at) => ({
    id,
    row: rowNo,
    kept: problem !== '',
    keys: keys[at] ?? [],
  }));
}

/** Someone listed in two households was scored at either address: the likelier one speaks. */
function oncePerPerson(
  pairs: readonly LinkedPair[],
  personOf: (pair: LinkedPair) => string,
): LinkedPair[] {
  const best = new Map<string, LinkedPair>();
  for (const pair of pairs) {
    const key = `${pair.l} ${personOf(pair)}`;
    const before = best.get(key);
    if (!before || pair.weight > before.weight) best.set(key, pair);
  }
  return [...best.values()];
}

/**
 * The persons to score rows against: whoever shares a key with one. Where a batch was scored before, those who changed
 * and those who had a pair above the line with one of the rows; only rows that have come to matter meanwhile are held
 * against everybody.
 */
async function* personsFor(
  scoring: Scoring,
  given: { rows: () => RecordKeys[]; authorisedOn: PlainDate | null },
): AsyncGenerator<Cells[]> {
  const ids = scoring.among
    ? await personsAmong(scoring, scoring.among, given.rows())
    : await personsSharing(scoring, given.rows());
  yield* personsOf(scoring, { ids, authorisedOn: given.authorisedOn });
}

async function personsSharing(
  { duckdb, rosterKeys }: Scoring,
  rows: readonly RecordKeys[],
): Promise<string[]> {
  await loadLeftOverKeys(duckdb, rows);
  return rows.length === 0 ? [] : personsSharingKeys(duckdb, await rosterKeys());
}

async function personsAmong(
  scoring: Scoring,
  { changed, remembered }: Among,
  rows: readonly RecordKeys[],
): Promise<string[]> {
  const known = new Map(remembered.map((row) => [`${row.rowNo}-${row.part}`, row.personIds]));
  const isChanged = new Set(changed.personIds);
  const before = rows.flatMap(({ id }) => known.get(id) ?? []).filter((id) => !isChanged.has(id));
  const come = rows.filter(({ id, kept }) => !kept && !known.has(id));
  const others = come.length === 0 ? [] : await personsSharing(scoring, come);
  return [...new Set([...changed.coveredIds, ...before, ...others])];
}

function cellsOf({ id, record }: LeftOver): Cells {
  const { name, idNumber, sex, phone, address } = record;
  return [id, name, null, idNumber, toldBirthDate(record), sex, phone, address, null];
}

/** Null for a row that is broken otherwise too: with the right number it would still say nothing. */
function candidateMaker(
  source: Source,
  batch: PendingBatch,
  result: LinkageResult,
  modelVersion: string,
): (
  pair: LinkedPair,
  left: LeftOver,
  right: LinkagePerson,
  person: CoveredPerson,
) => ReviewCandidate | null {
  const evaluate = rowEvaluator(source.contract, batch.asOf);
  return (pair, left, right, person) => {
    if (left.problem === '' && !agreesBesideNumber(left.record, right.person)) return null;
    const corrected = evaluate(left.withNumber(right.idNumber));
    if (!corrected.ok) return null;
    const { parts } = explainPair(result, pair);
    return {
      rowNo: left.rowNo,
      part: left.part,
      person,
      reason: REASON_OF[left.problem] ?? 'NUMBER_WRONG',
      recordName: source.writtenName?.(corrected.row) ?? left.record.name,
      record: left.record,
      fact: source.fact(corrected.row, left.part),
      naturalKey: source.naturalKey(corrected.row, left.part),
      score: { bits: pair.weight / 1000, parts: parts.map(scorePart), modelVersion },
    };
  };
}

const REASON_OF: Readonly<Record<string, ReviewCandidate['reason']>> = {
  '': 'NUMBER_DIFFERS',
  REQUIRED_MISSING: 'NUMBER_MISSING',
  ID_MASKED: 'NUMBER_MASKED',
};

function scorePart({ comparison, title, weight, values }: ExplanationPart): ScorePart {
  const [first] = values;
  return {
    comparison: comparison ?? 'prior',
    title,
    weight: weight / 1000,
    left: first?.left ?? null,
    right: first?.right ?? null,
  };
}
