import type pg from 'pg';
import { rowEvaluator } from '../../../kernel/tabular/evaluate-row.ts';
import type { Duckdb } from '../duckdb/duckdb-process.ts';
import { explainPair, type ExplanationPart } from '../linkage/explain.ts';
import { planLinkage } from '../linkage/plan.ts';
import { runLinkage, type LinkageResult, type LinkedPair } from '../linkage/run-linkage.ts';
import { sourceByCode } from '../sources/index.ts';
import type { Source } from '../sources/source.ts';
import { loadActiveModel } from './active-model.ts';
import { agreesBesideNumber } from './agrees-beside-number.ts';
import { rowsOfNamesakes, rowsWithoutNumber, toldBirthDate, type LeftOver } from './left-over.ts';
import { linkageInDuckdb } from './linkage-in-duckdb.ts';
import type { MatchContext, PendingBatch } from './match-run.ts';
import { loadPersons, type CoveredPerson } from './person-state.ts';
import {
  LINKAGE_COLUMNS,
  loadLinkagePersons,
  personsAlike,
  type LinkagePerson,
} from './residue-persons.ts';
import type { ReviewCandidate, ScorePart } from './review-candidate.ts';

// What the exact comparison leaves over: rows whose number is blank, masked or wrong, and namesakes born on the day.
// The scored linkage proposes whom they may be about, to a person; nothing found here becomes an alert by itself.

/** The linkage that serves the hub's reviewers. */
const SPEC = 'chinese-person';

/** What the linkage found in one batch; `result` is null when there was nothing to link or no model to link by. */
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
  stagedFile: string,
): Promise<Residue> {
  const source = sourceByCode(batch.source);
  const records = [
    ...(await rowsWithoutNumber(duckdb, source, batch, stagedFile)),
    ...(await rowsOfNamesakes(client, duckdb, source, stagedFile)),
  ];
  const active = records.length > 0 ? await loadActiveModel(client, SPEC) : null;
  const nothing = { candidates: [], records: records.length, result: null, modelVersion: null };
  if (!active) return nothing;
  const { vault } = context.deps;
  const economic = source.comparison === 'ECONOMIC' ? { asOf: context.asOf } : null;
  const written = records.map(({ record }) => record);
  const result = await runLinkage(
    linkageInDuckdb(duckdb),
    planLinkage(active.spec),
    {
      left: { columns: LINKAGE_COLUMNS, rows: [records.map(cellsOf)] },
      right: { columns: LINKAGE_COLUMNS, rows: personsAlike(client, vault, written, economic) },
    },
    { model: active.model },
  );
  const found = result.pairs.filter(({ decision }) => decision !== 'NONE');
  const personOf = ({ r }: LinkedPair): string => result.right.ids[r - 1] ?? '';
  const ids = [...new Set(found.map(personOf))];
  const persons = await loadPersons(client, vault, ids, context.asOf);
  const alike = await loadLinkagePersons(client, vault, ids);
  const candidateOf = candidateMaker(source, batch, result, active.version);
  const candidates = found.flatMap((pair) => {
    const left = records[pair.l - 1];
    const [right, person] = [alike.get(personOf(pair)), persons.get(personOf(pair))];
    return left && right && person ? (candidateOf(pair, left, right, person) ?? []) : [];
  });
  return { candidates, records: records.length, result, modelVersion: active.version };
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
