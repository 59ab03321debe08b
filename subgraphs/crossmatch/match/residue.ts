import type pg from 'pg';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import { rowEvaluator } from '../../../kernel/tabular/evaluate-row.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { explainPair, type ExplanationPart } from '../linkage/explain.ts';
import { planLinkage } from '../linkage/plan.ts';
import { runLinkage, type LinkageResult, type LinkedPair } from '../linkage/run-linkage.ts';
import { sourceByCode } from '../sources/index.ts';
import type { Source } from '../sources/source.ts';
import { loadActiveModel } from './active-model.ts';
import { agreesBesideNumber } from './agrees-beside-number.ts';
import { rowsOfNamesakes, rowsWithoutNumber, toldBirthDate } from './left-over.ts';
import type { ChangedPersons } from './changed-persons.ts';
import { linkageInDuckdb } from './linkage-in-duckdb.ts';
import type { MatchContext, PendingBatch } from './match-run.ts';
import { loadPersons, type CoveredPerson } from './person-state.ts';
import {
  LINKAGE_COLUMNS,
  loadLinkagePersons,
  personsAlike,
  type LinkagePerson,
} from './residue-persons.ts';
import { recallResidue, rememberResidue, type ResidueMemory } from './residue-records.ts';
import type { ReviewCandidate, ScorePart } from './review-candidate.ts';
import type { LeftOver } from './written-persons.ts';

// What the exact comparison leaves over: rows whose number is blank, masked or wrong, and namesakes born on the day.
// The scored linkage proposes whom they may be about, to a person; nothing found here becomes an alert by itself.

/** The linkage that serves the hub's reviewers. */
const SPEC = 'chinese-person';

/**
 * What the linkage found in one batch; `result` is null when there was nothing to link, no model to link by, or when
 * only those who changed were scored, which tells nothing of the batch.
 */
export type Residue = {
  candidates: ReviewCandidate[];
  records: number;
  result: LinkageResult | null;
  modelVersion: string | null;
};

/** Scores the rows of a batch that have no usable number against the covered persons who share something with them. */
export async function linkResidue(
  client: pg.ClientBase,
  duckdb: Duckdb,
  context: MatchContext,
  batch: PendingBatch,
  { staged, changed }: { staged: string; changed: ChangedPersons | null },
): Promise<Residue> {
  const source = sourceByCode(batch.source);
  const memory = changed && (await recallResidue(client, batch.id, SPEC));
  const among = changed && memory && { ...memory, changed };
  const records = [
    ...(await rowsWithoutNumber(duckdb, source, batch, staged)),
    ...(await rowsOfNamesakes(client, duckdb, source, staged, among)),
  ];
  const active = records.length > 0 ? await loadActiveModel(client, SPEC) : null;
  if (!active) {
    await rememberResidue(client, batch.id, [], []);
    return { candidates: [], records: records.length, result: null, modelVersion: null };
  }
  const { vault } = context.deps;
  const economic = source.comparison === 'ECONOMIC' ? { asOf: context.asOf } : null;
  const result = await runLinkage(
    linkageInDuckdb(duckdb),
    planLinkage(active.spec),
    {
      left: { columns: LINKAGE_COLUMNS, rows: [records.map(cellsOf)] },
      right: {
        columns: LINKAGE_COLUMNS,
        rows: personsFor({ client, vault, records, economic, among }),
      },
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
    records,
    result.pairs.flatMap((pair) => {
      const record = records[pair.l - 1];
      return record ? [{ record, personId: personOf(pair) }] : [];
    }),
  );
  const persons = await loadPersons(client, vault, ids, context.asOf);
  const alike = await loadLinkagePersons(client, vault, ids);
  const candidateOf = candidateMaker(source, batch, result, active.version);
  const candidates = found.flatMap((pair) => {
    const left = records[pair.l - 1];
    const [right, person] = [alike.get(personOf(pair)), persons.get(personOf(pair))];
    return left && right && person ? (candidateOf(pair, left, right, person) ?? []) : [];
  });
  const scored = { candidates, records: records.length, modelVersion: active.version };
  return { ...scored, result: among ? null : result };
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
 * The persons to score the records against. Where a batch was scored before, those who changed and those who had a pair
 * above the line: a model is frozen and judges each pair by itself, so that no other pair can have come above it. Only
 * rows that have come to matter meanwhile are held against everybody.
 */
async function* personsFor({
  client,
  vault,
  records,
  economic,
  among,
}: {
  client: pg.ClientBase;
  vault: IdNumberVault;
  records: readonly LeftOver[];
  economic: { asOf: string } | null;
  among: (ResidueMemory & { changed: ChangedPersons }) | null;
}): AsyncGenerator<(string | null)[][]> {
  const written = records.map(({ record }) => record);
  if (!among) {
    yield* personsAlike(client, vault, written, economic);
    return;
  }
  const few = new Set([...among.changed.personIds, ...among.personIds]);
  yield* personsAlike(client, vault, written, economic, [...few]);
  const known = new Set(among.rows.map(({ rowNo, part }) => `${rowNo}-${part}`));
  const come = records.filter(({ id, problem }) => problem === '' && !known.has(id));
  if (come.length === 0) return;
  const others = personsAlike(
    client,
    vault,
    come.map(({ record }) => record),
    economic,
  );
  for await (const rows of others) yield rows.filter(([personId]) => !few.has(personId ?? ''));
}

function cellsOf({ id, record }: LeftOver): (string | null)[] {
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
