import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../kernel/actor.ts';
import type { Ask } from './ask.ts';
import type { AskedCell } from './differencing-attacker.ts';

/** A field of released statistics as one who asks sees it: its dimensions, their arguments and codes. */
export type AskedTable = {
  field: 'caseStatistics' | 'releasedAlertStatistics';
  /** The most dimensions that are answered together; months count. */
  together: number;
  dimensions: Readonly<
    Record<string, { name: string; enumerated: boolean; codes: readonly string[] }>
  >;
};

type Row = Record<string, string | number | boolean | null>;
export type Harvest = {
  questions: number;
  /** Questions with two filters. */
  filterPairs: number;
  /** Cells by released period: a month of cases, a quarter of alerts. */
  periods: Map<string, AskedCell[]>;
};

/**
 * Asks a table everything that can be asked of a year: every bucket, every set of groups, no filter, every filter, and
 * every pair of filters, as each actor. A cell that is answered twice must be answered alike.
 *
 * @throws Error when two answers differ, or a question is refused that may be asked
 */
export async function harvest(
  ask: Ask,
  actors: readonly Actor[],
  table: AskedTable,
  year: number,
): Promise<Harvest> {
  const known = new Map<string, { period: string; cell: AskedCell; row: Row }>();
  const result: Harvest = { questions: 0, filterPairs: 0, periods: new Map() };
  for (const actor of actors) {
    for (const { bucket, groupBy, filters } of questionsOf(table, actor)) {
      const rows = await rowsFor(ask, actor, table, { year, bucket, groupBy, filters });
      result.questions += 1;
      if (filters.length === 2) result.filterPairs += 1;
      for (const row of rows) remember(known, table, row);
    }
  }
  for (const { period, cell } of known.values()) {
    result.periods.set(period, [...(result.periods.get(period) ?? []), cell]);
  }
  return result;
}

type Question = { bucket: string; groupBy: string[]; filters: [string, string][] };

function* questionsOf({ dimensions, together }: AskedTable, actor: Actor): Generator<Question> {
  const names = Object.keys(dimensions);
  const singles = names.flatMap((name) =>
    (dimensions[name]?.codes ?? []).map((code): [string, string] => [name, code]),
  );
  const pairs = singles.flatMap((one, at) =>
    singles.slice(at + 1).flatMap((other) => (other[0] === one[0] ? [] : [[one, other]])),
  );
  for (const bucket of ['MONTH', 'QUARTER', 'YEAR']) {
    for (const groupBy of subsetsOf(names)) {
      for (const filters of [[], ...singles.map((one) => [one]), ...pairs]) {
        // Who has a street is answered about it, as if asked.
        const own = actor.streetCode === null ? [] : ['STREET'];
        const asked = new Set([...groupBy, ...own, ...filters.map(([name]) => name)]);
        const months = bucket === 'MONTH' && together < names.length ? 1 : 0;
        if (asked.size + months <= together) yield { bucket, groupBy, filters };
      }
    }
  }
}

function subsetsOf(names: readonly string[]): string[][] {
  return Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.filter((_name, at) => (bits >> at) % 2 === 1),
  );
}

async function rowsFor(
  ask: Ask,
  actor: Actor,
  { field, dimensions }: AskedTable,
  { year, bucket, groupBy, filters }: Question & { year: number },
): Promise<Row[]> {
  const given = filters.map(([name, code]) => {
    const { name: argument = '', enumerated = false } = dimensions[name] ?? {};
    return `, ${argument}: ${enumerated ? code : JSON.stringify(code)}`;
  });
  const names = Object.values(dimensions).map(({ name }) => name);
  const { data, errors } = await ask(
    actor,
    `{ ${field}(year: ${year}, bucket: ${bucket}, groupBy: [${groupBy.join(', ')}]${given.join('')}) {
         bucket ${names.join(' ')} count suppressed asOf source } }`,
  );
  if (errors.length > 0) throw new Error(errors.join());
  return data?.[field] as Row[];
}

function remember(
  known: Map<string, { period: string; cell: AskedCell; row: Row }>,
  { field, dimensions }: AskedTable,
  row: Row,
): void {
  if (row['asOf'] === null) return;
  const bucket = String(row['bucket']);
  const at: Record<string, string> = {};
  for (const [name, { name: column }] of Object.entries(dimensions)) {
    if (row[column] !== null) at[name] = String(row[column]);
  }
  const monthly = /^\d{4}-\d\d$/.test(bucket);
  let period = bucket;
  if (field === 'releasedAlertStatistics' && monthly) {
    at['MONTH'] = bucket;
    period = `${bucket.slice(0, 4)}-Q${Math.ceil(Number(bucket.slice(5)) / 3)}`;
  }
  // A quarter of cases is its last month's ledger, and says so by its date.
  if (field === 'caseStatistics') period = String(row['asOf']).slice(0, 7);
  const key = JSON.stringify([period, at]);
  const before = known.get(key);
  const figures = { ...row, bucket: period };
  if (before !== undefined && !isDeepStrictEqual(before.row, figures))
    throw new Error(`two answers to ${key}`);
  known.set(key, { period, cell: { at, count: row['count'] as number | null }, row: figures });
}

/** A counted case or alert as it truly is, to judge by what was recovered. */
export type TrueRecord = { at: Readonly<Record<string, string>>; household: string };

/** Whether a cell is about somebody, but about fewer than `threshold` households. */
export function isTrulySmall(
  { at }: AskedCell,
  records: readonly TrueRecord[],
  threshold = 5,
): boolean {
  const own = records.filter((record) =>
    Object.entries(at).every(([name, code]) => record.at[name] === code),
  );
  const households = new Set(own.map(({ household }) => household)).size;
  return households > 0 && households < threshold;
}

/** The codes that answers of a period spoke of, by dimension. */
export function codesIn(cells: readonly AskedCell[]): Record<string, string[]> {
  const codes = new Map<string, Set<string>>();
  for (const { at } of cells) {
    for (const [name, code] of Object.entries(at)) {
      codes.set(name, (codes.get(name) ?? new Set()).add(code));
    }
  }
  return Object.fromEntries([...codes].map(([name, of]) => [name, [...of].sort()]));
}
