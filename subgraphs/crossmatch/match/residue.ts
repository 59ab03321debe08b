import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import { rowEvaluator } from '../../../kernel/tabular/evaluate-row.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { explainPair, type ExplanationPart } from '../linkage/explain.ts';
import { planLinkage } from '../linkage/plan.ts';
import { recordKeys } from '../linkage/record-keys.ts';
import { runLinkage, type LinkageResult, type LinkedPair } from '../linkage/run-linkage.ts';
import { leftOverKeysFile } from '../extract/staged-files.ts';
import { sourceByCode } from '../sources/index.ts';
import type { Source } from '../sources/source.ts';
import { loadActiveModel, PERSON_LINKAGE } from './active-model.ts';
import { agreesBesideNumber } from './agrees-beside-number.ts';
import {
  keepLeftOverKeys,
  loadLeftOverKeys,
  personsSharingKeys,
  rowsSharingKeys,
  type RowKeys,
} from './left-over-keys.ts';
import { rowsOfNamesakes, rowsWithoutNumber, toldBirthDate } from './left-over.ts';
import type { ChangedPersons } from './changed-persons.ts';
import { linkageInDuckdb } from './linkage-in-duckdb.ts';
import type { MatchContext, PendingBatch } from './match-run.ts';
import { loadPersons, type CoveredPerson } from './person-state.ts';
import {
  coveredPersons,
  LINKAGE_COLUMNS,
  loadLinkagePersons,
  type Cells,
  type LinkagePerson,
} from './residue-persons.ts';
import { recallResidue, rememberResidue, type RememberedRow } from './residue-records.ts';
import type { ReviewCandidate, ScorePart } from './review-candidate.ts';
import { openRosterKeys } from './roster-keys.ts';
import type { LeftOver } from './written-persons.ts';

// What the exact comparison leaves over: rows whose number is blank, masked or wrong, and namesakes born on the day.
// The scored linkage proposes whom they may be about, to a person; nothing found here becomes an alert by itself.

/**
 * What the linkage found in one batch; `result` is null when there was nothing to link, no model to link by, or when
 * only those who changed were scored, which tells nothing of the batch.
 */
export type Residue = {
  candidates: ReviewCandidate[];
  records: number;
  result: LinkageResult | null;
  modelVersion: string | null;
  /** The rows (their ids) that were scored; null: all of the batch. */
  rows: readonly string[] | null;
};

/** Of a batch that was scored before: what was found then, and the rows that one who changed may be in. */
type Among = { changed: ChangedPersons; remembered: readonly RememberedRow[]; rows: number[] };

/** Scores the rows of a batch that have no usable number against the covered persons who share something with them. */
export async function linkResidue(
  client: pg.ClientBase,
  duckdb: Duckdb,
  context: MatchContext,
  batch: PendingBatch,
  { staged, changed }: { staged: string; changed: ChangedPersons | null },
): Promise<Residue> {
  const source = sourceByCode(batch.source);
  const active = await loadActiveModel(client, PERSON_LINKAGE);
  if (!active) {
    await rememberResidue(client, batch.id, null, [], []);
    return { candidates: [], records: 0, result: null, modelVersion: null, rows: null };
  }
  const plan = planLinkage(active.spec);
  const { deps, rosterVersion: version } = context;
  const { vault } = deps;
  const keysFile = leftOverKeysFile(deps.dataDir, batch.id);
  const rosterKeys = (): Promise<string> => openRosterKeys(deps, client, duckdb, { plan, version });
  const among =
    changed && (await rowsConcerned(client, duckdb, { batch, keysFile, changed, rosterKeys }));
  const namesakes = await rowsOfNamesakes(client, duckdb, source, staged, among);
  const withoutNumber = await rowsWithoutNumber(duckdb, source, batch, staged, among?.rows ?? null);
  const records = [...withoutNumber, ...namesakes.found];
  const rows = among && [...new Set([...records.map(({ id }) => id), ...namesakes.asked])];
  const scored = { records: records.length, modelVersion: active.version, rows };
  // A batch without such rows is noted as scored all the same: next time only those who changed are looked for.
  if (records.length === 0 && among) {
    await rememberResidue(client, batch.id, rows, [], []);
    return { ...scored, candidates: [], result: null };
  }
  const authorisedOn = source.comparison === 'ECONOMIC' ? context.asOf : null;
  const result = await runLinkage(
    linkageInDuckdb(duckdb),
    plan,
    {
      left: { columns: LINKAGE_COLUMNS, rows: [records.map(cellsOf)] },
      right: (left, standardiser) => ({
        columns: LINKAGE_COLUMNS,
        rows: personsFor(
          { client, duckdb, vault, rosterKeys },
          {
            records,
            authorisedOn,
            among,
            keys: recordKeys(plan, standardiser.dictionaryOfKey, left),
          },
        ),
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
  await rememberResidue(
    client,
    batch.id,
    rows,
    records,
    result.pairs.flatMap((pair) => {
      const record = records[pair.l - 1];
      return record ? [{ record, personId: personOf(pair) }] : [];
    }),
  );
  if (!among) await keepLeftOverKeys(duckdb, keysFile);
  const persons = await loadPersons(client, vault, ids, context.asOf);
  const alike = await loadLinkagePersons(client, vault, ids);
  const candidateOf = candidateMaker(source, batch, result, active.version);
  const candidates = found.flatMap((pair) => {
    const left = records[pair.l - 1];
    const [right, person] = [alike.get(personOf(pair)), persons.get(personOf(pair))];
    return left && right && person ? (candidateOf(pair, left, right, person) ?? []) : [];
  });
  return { ...scored, candidates, result: among ? null : result };
}

/**
 * The rows to score again: those that share a key with one who changed, and those in which one of them was found
 * before. A model is frozen and judges each pair by itself, so that no other pair can come out otherwise. Null when
 * the batch was not scored with this model before.
 */
async function rowsConcerned(
  client: pg.ClientBase,
  duckdb: Duckdb,
  {
    batch,
    keysFile,
    changed,
    rosterKeys,
  }: {
    batch: PendingBatch;
    keysFile: string;
    changed: ChangedPersons;
    rosterKeys: () => Promise<string>;
  },
): Promise<Among | null> {
  const remembered = await recallResidue(client, batch.id, PERSON_LINKAGE);
  if (remembered === null) return null;
  const sharing = await rowsSharingKeys(duckdb, keysFile, changed.table, rosterKeys);
  if (sharing === null) return null;
  const isChanged = new Set(changed.personIds);
  const before = remembered.filter(({ personIds }) => personIds.some((id) => isChanged.has(id)));
  return {
    changed,
    remembered,
    rows: [...new Set([...sharing, ...before.map(({ rowNo }) => rowNo)])],
  };
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
 * The persons to score the records against: whoever shares a key with one. Where a batch was scored before, those who
 * changed and those who had a pair above the line with one of the rows; only rows that have come to matter meanwhile
 * are held against everybody.
 * @param keys the records' keys, in their order
 */
async function* personsFor(
  from: {
    client: pg.ClientBase;
    duckdb: Duckdb;
    vault: IdNumberVault;
    rosterKeys: () => Promise<string>;
  },
  {
    records,
    authorisedOn,
    among,
    keys,
  }: {
    records: readonly LeftOver[];
    authorisedOn: PlainDate | null;
    among: Among | null;
    keys: readonly (readonly number[])[];
  },
): AsyncGenerator<Cells[]> {
  // Namesakes are looked for anew every time: their keys need not be kept.
  const rows = records.map(({ rowNo, id, problem }, at): RowKeys & { id: string } => ({
    id,
    row: rowNo,
    kept: problem !== '',
    keys: keys[at] ?? [],
  }));
  const { duckdb } = from;
  if (!among) {
    await loadLeftOverKeys(duckdb, rows);
    if (rows.length === 0) return;
    const ids = await personsSharingKeys(duckdb, await from.rosterKeys());
    yield* coveredPersons(from, { ids, authorisedOn });
    return;
  }
  const known = new Map(among.remembered.map((row) => [`${row.rowNo}-${row.part}`, row.personIds]));
  const before = rows.flatMap(({ id }) => known.get(id) ?? []);
  const ids = new Set([...among.changed.personIds, ...before]);
  const come = rows.filter(({ id, kept }) => !kept && !known.has(id));
  if (come.length > 0) {
    await loadLeftOverKeys(duckdb, come);
    for (const id of await personsSharingKeys(duckdb, await from.rosterKeys())) ids.add(id);
  }
  yield* coveredPersons(from, { ids: [...ids], authorisedOn });
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
