import {
  entitiesOfIds,
  entitiesOfPattern,
  truthOfEntities,
  truthOfPairs,
  type LabelledPair,
  type Truth,
} from '../../subgraphs/crossmatch/linkage/truth.ts';
import { blaming, invalidInput } from './blame.ts';
import { UsageError, type Invocation } from '../command.ts';
import type { LinkageInput } from '../../subgraphs/crossmatch/linkage/linkage-input.ts';
import type { LinkedFiles } from './link-files.ts';
import { tell } from './messages.ts';
import { openRecords } from './read-records.ts';

const TRUTH_OPTIONS = ['truth', 'truth-column', 'truth-pattern'];
const SAME_FROM = 0.5;
/** Columns that name an entity, and pairs of columns that name two records. */
const ENTITY_COLUMNS = ['cluster', 'cluster_id', 'entity', 'entity_id'];
const PAIR_COLUMNS = [
  ['left', 'right'],
  ['left_id', 'right_id'],
  ['id_left', 'id_right'],
  ['id1', 'id2'],
  ['id_1', 'id_2'],
];

/** Makes sure that one way of telling the truth was chosen. @throws UsageError */
export function checkTruthOptions({ value, output }: Invocation): void {
  const given = TRUTH_OPTIONS.filter((name) => value(name));
  if (given.length !== 1) throw new UsageError(tell(output.language, 'oneTruth'));
}

/**
 * The truth the options name: a file of pairs or of entities, a column of the input, or a pattern over the ids.
 * @throws UsageError; HubError LINK_INPUT_INVALID and as `openRecords`
 */
export async function readTruth(invocation: Invocation, linked: LinkedFiles): Promise<Truth> {
  const { value, output } = invocation;
  const option = TRUTH_OPTIONS.find((name) => value(name) !== undefined) ?? '';
  const truth = await blaming(`--${option}`, () => truthOf(invocation, linked));
  if (truth.matches === 0) output.note(tell(output.language, 'noTruePairs'));
  return truth;
}

async function truthOf(invocation: Invocation, linked: LinkedFiles): Promise<Truth> {
  const { value } = invocation;
  const { left, right, plan } = linked.result;
  const column = value('truth-column');
  if (column !== undefined) {
    const of = ({ kept }: { kept: ReadonlyMap<string, readonly (string | null)[]> }) =>
      kept.get(column) ?? [];
    return truthOfEntities(of(linked.left), linked.right ? of(linked.right) : null);
  }
  const pattern = value('truth-pattern');
  if (pattern !== undefined) {
    const rights = plan.dedupe ? null : entitiesOfPattern(pattern, right);
    return truthOfEntities(entitiesOfPattern(pattern, left), rights);
  }
  return readTruthFile(invocation, linked, value('truth') ?? '');
}

async function readTruthFile(
  invocation: Invocation,
  { result: { left, right, plan } }: LinkedFiles,
  file: string,
): Promise<Truth> {
  const { columns, rows } = await openRecords(file, '--truth');
  const { id } = plan.spec;
  const layout = layoutOf(columns, typeof id === 'string' ? id : id.left, invocation);
  if (layout.kind === 'entities') {
    const entities = await readEntities(rows, layout);
    const found = entitiesOfIds(entities, left, plan.dedupe ? null : right);
    checkMet(entities.size, found.unknownRecords);
    return {
      ...truthOfEntities(found.left, found.right),
      unknownRecords: found.unknownRecords,
    };
  }
  const listed: LabelledPair[] = [];
  for await (const chunk of rows) {
    for (const cells of chunk) {
      const same = layout.score === null ? null : isSame(cells[layout.score], listed.length + 1);
      listed.push({ left: cells[layout.left] ?? '', right: cells[layout.right] ?? '', same });
    }
  }
  const truth = truthOfPairs(listed, left, right, plan.dedupe);
  checkMet(listed.length, truth.unknownRecords);
  return truth;
}

async function readEntities(
  rows: LinkageInput['rows'],
  { record, entity }: { record: number; entity: number },
): Promise<Map<string, string>> {
  const entities = new Map<string, string>();
  let rowNo = 0;
  for await (const chunk of rows) {
    for (const cells of chunk) {
      rowNo += 1;
      const [id, name] = [cells[record] ?? '', cells[entity] ?? ''];
      if (name === '') continue;
      if ((entities.get(id) ?? name) !== name) {
        throw invalidInput(
          `第 ${rowNo} 条：同一编号前面属于另一对象`,
          `data row ${rowNo}: its id has another entity in an earlier row`,
        );
      }
      entities.set(id, name);
    }
  }
  return entities;
}

/** A truth that says nothing about the input would make every figure look like a finding. */
function checkMet(listed: number, unknown: number): void {
  if (listed === 0) throw invalidInput('没有数据行', 'no data rows');
  if (unknown === listed) {
    throw invalidInput(
      `${listed} 条中没有一条的编号在输入中`,
      `not one of its ${listed} rows names records of the input`,
    );
  }
}

type Layout =
  | { kind: 'entities'; record: number; entity: number }
  | { kind: 'pairs'; left: number; right: number; score: number | null };

/** What the columns of a truth mean: as named by `--truth-columns`, else by their usual names. */
function layoutOf(columns: readonly string[], id: string, invocation: Invocation): Layout {
  const names = columns.map((name) => name.toLowerCase());
  const named = invocation.value('truth-columns');
  if (named !== undefined) {
    const places = named.split(',').map((name) => columns.indexOf(name.trim()));
    const [left = -1, right = -1, score] = places;
    if (places.length > 3 || left < 0 || right < 0 || score === -1) {
      throw unclear(columns, invocation);
    }
    return { kind: 'pairs', left, right, score: score ?? null };
  }
  const entity = names.findIndex((name) => ENTITY_COLUMNS.includes(name));
  if (entity >= 0) {
    const byName = columns.indexOf(id);
    const record = byName >= 0 ? byName : entity === 0 ? 1 : 0;
    return { kind: 'entities', record, entity };
  }
  const [left, right] = pairPlaces(names, id.toLowerCase()) ?? [];
  if (left === undefined || right === undefined) throw unclear(columns, invocation);
  const score = names.findIndex((name) => /(^|_)(score|label|match|same)$/.test(name));
  return { kind: 'pairs', left, right, score: score < 0 ? null : score };
}

function pairPlaces(names: readonly string[], id: string): [number, number] | undefined {
  const known = [[`${id}_l`, `${id}_r`], ...PAIR_COLUMNS].map(([a = '', b = '']) => [
    names.indexOf(a),
    names.indexOf(b),
  ]);
  const [left, right] = known.find(([a = -1, b = -1]) => a >= 0 && b >= 0) ?? [];
  if (left !== undefined && right !== undefined) return [left, right];
  return names.length === 2 ? [0, 1] : undefined;
}

function isSame(cell: string | null | undefined, row: number): boolean {
  const text = (cell ?? '').toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  const score = text === '' ? NaN : Number(text);
  if (Number.isFinite(score)) return score >= SAME_FROM;
  throw invalidInput(`第 ${row} 条：分值不是数`, `data row ${row}: the score is no number`);
}

function unclear(columns: readonly string[], { output }: Invocation): UsageError {
  return new UsageError(tell(output.language, 'truthColumns', { count: columns.length }));
}
