import { HubError } from '../../../kernel/errors.ts';
import { growingColumn } from './growing.ts';
import type { Records } from './records.ts';

/**
 * What is known of pairs of rows, each pair once and for a file with itself with l < r. `complete`: every pair that
 * is not listed as the same is different; else nobody knows of the others, and they count neither way.
 */
export type Truth = {
  l: Int32Array;
  r: Int32Array;
  /** 1 the same entity, 0 not. */
  same: Int32Array;
  complete: boolean;
  matches: number;
  /** Lines that name a record which is not in the input. */
  unknownRecords: number;
};

/** Two records by their ids; `same` is null when the list names only pairs that are the same. */
export type LabelledPair = { left: string; right: string; same: boolean | null };

// A truth with more is one whose entity column holds a common value.
const MOST_PAIRS = 20_000_000;

/** The entity of each row; null is a record of its own. */
export type Entities = readonly (string | null)[];

/**
 * All pairs of rows with the same entity.
 * @throws HubError LINK_INPUT_INVALID when there are more than 20 million
 */
export function truthOfEntities(left: Entities, right: Entities | null): Truth {
  const [ls, rs] = [growingColumn(), growingColumn()];
  const members = rowsOfEntities(right ?? left);
  left.forEach((entity, at) => {
    if (entity === null) return;
    for (const row of members.get(entity) ?? []) {
      if (right === null && row <= at + 1) continue;
      if (ls.length() >= MOST_PAIRS)
        throw invalid(`真对超过 ${MOST_PAIRS} 个`, `more than ${MOST_PAIRS} true pairs`);
      ls.push(at + 1);
      rs.push(row);
    }
  });
  const matches = ls.length();
  return {
    l: ls.taken(),
    r: rs.taken(),
    same: new Int32Array(matches).fill(1),
    complete: true,
    matches,
    unknownRecords: 0,
  };
}

/**
 * The pairs of a list. Without a verdict of their own they are all the matches there are; with one, only they count.
 * @throws HubError LINK_INPUT_INVALID for a pair that is called both the same and different, or of one record
 */
export function truthOfPairs(
  listed: Iterable<LabelledPair>,
  left: Records,
  right: Records,
  dedupe: boolean,
): Truth {
  const lefts = rowsOfIds(left);
  const rights = dedupe ? lefts : rowsOfIds(right);
  const known = new Map<number, boolean>();
  const width = right.ids.length + 1;
  let [complete, unknownRecords, line] = [true, 0, 0];
  for (const pair of listed) {
    line += 1;
    if (pair.same !== null) complete = false;
    const [a, b] = [lefts.get(pair.left), rights.get(pair.right)];
    if (a === undefined || b === undefined) {
      unknownRecords += 1;
      continue;
    }
    if (dedupe && a === b)
      throw invalid(`第 ${line} 条：与自身成对`, `data row ${line}: a record with itself`);
    const key = dedupe ? Math.min(a, b) * width + Math.max(a, b) : a * width + b;
    const same = pair.same ?? true;
    if (known.has(key) && known.get(key) !== same) {
      throw invalid(`第 ${line} 条：与前面的矛盾`, `data row ${line}: contradicts an earlier row`);
    }
    known.set(key, same);
  }
  const keys = [...known.keys()];
  const same = Int32Array.from(known.values(), Number);
  return {
    l: Int32Array.from(keys, (key) => Math.floor(key / width)),
    r: Int32Array.from(keys, (key) => key % width),
    same,
    complete,
    matches: same.reduce((sum, one) => sum + one, 0),
    unknownRecords,
  };
}

/** The entities of rows by a list of (id, entity); also how many of its ids are in no input. */
export function entitiesOfIds(
  listed: ReadonlyMap<string, string>,
  left: Records,
  right: Records | null,
): { left: Entities; right: Entities | null; unknownRecords: number } {
  const of = ({ ids }: Records): Entities => ids.map((id) => listed.get(id) ?? null);
  const known = new Set([...left.ids, ...(right?.ids ?? [])]);
  return {
    left: of(left),
    right: right ? of(right) : null,
    unknownRecords: [...listed.keys()].filter((id) => !known.has(id)).length,
  };
}

/**
 * The entities of rows by a pattern over their ids whose one group names the entity.
 * @throws HubError LINK_INPUT_INVALID for a pattern that is none, has not one group, or fits no id
 */
export function entitiesOfPattern(source: string, records: Records): Entities {
  const pattern = compiled(source);
  const entities = records.ids.map((id) => pattern.exec(id)?.[1] ?? null);
  if (entities.length > 0 && entities.every((entity) => entity === null)) {
    throw invalid('该式与任何编号都不符', 'the pattern fits no id');
  }
  return entities;
}

function compiled(source: string): RegExp {
  let groups = 0;
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, 'u');
    groups = (new RegExp(`${source}|`, 'u').exec('')?.length ?? 1) - 1;
  } catch {
    throw invalid('不是正则表达式', 'not a regular expression');
  }
  if (groups !== 1) throw invalid('须恰有一个捕获组', 'needs exactly one group');
  return pattern;
}

function rowsOfEntities(entities: Entities): Map<string, number[]> {
  const members = new Map<string, number[]>();
  entities.forEach((entity, at) => {
    if (entity === null) return;
    const rows = members.get(entity);
    if (rows) rows.push(at + 1);
    else members.set(entity, [at + 1]);
  });
  return members;
}

function rowsOfIds({ ids }: Records): Map<string, number> {
  return new Map(ids.map((id, at) => [id, at + 1]));
}

function invalid(zh: string, en: string): HubError {
  return new HubError('LINK_INPUT_INVALID', { problem: { zh, en } });
}
