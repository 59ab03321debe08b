import { HubError } from '../../../kernel/errors.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import { growingColumn, type GrowingColumn } from './growing.ts';
import type { FieldPlan, Plan, Side } from './plan.ts';
import { LIST_SEPARATOR } from './standardisers/standardiser.ts';

/** The records of one side, in chunks of rows; cells stand as the columns are named. */
export type LinkageInput = {
  columns: readonly string[];
  rows:
    | AsyncIterable<readonly (readonly (string | null)[])[]>
    | Iterable<readonly (readonly (string | null)[])[]>;
};

/** One side, standardised: row n (from 1) is entry n-1 of every column. */
export type Records = {
  ids: readonly string[];
  codes: ReadonlyMap<string, Int32Array>;
  /** For fields whose items are blocked on one by one: (row, item) pairs. */
  items: ReadonlyMap<string, { row: Int32Array; item: Int32Array }>;
};

export type Standardiser = {
  read(side: Side, input: LinkageInput): Promise<Records>;
  dictionaryOf(field: string): Dictionary;
  /** The value of a field as it was compared. */
  valueOf(field: string, code: number): string | null;
};

// Names and places repeat; a value that was cleaned once is not cleaned again.
const REMEMBERED = 100_000;

/** Cleans records into codes. Both sides share the dictionaries, so that equal values have equal codes. */
export function createStandardiser(plan: Plan): Standardiser {
  const dictionaries = new Map<string, Dictionary>();
  const named = (name: string): Dictionary => {
    let dictionary = dictionaries.get(name);
    if (!dictionary) dictionaries.set(name, (dictionary = createDictionary()));
    return dictionary;
  };
  const dictionaryOf = (field: string): Dictionary =>
    named(plan.fields.find(({ name }) => name === field)?.dictionary ?? field);
  const cleaners = plan.fields.map((field) => cleaner(field, dictionaryOf(field.name)));
  const listed = plan.blocks.flatMap(({ keys }) => keys.filter(({ each }) => each));
  const listFields = [...new Set(listed.map(({ field }) => field))];

  return {
    dictionaryOf,
    valueOf: (field, code) => (code === 0 ? null : dictionaryOf(field).textOf(code)),
    async read(side, input) {
      const idColumn = columnAt(input, idColumnOf(plan, side));
      const places = plan.fields.map(({ columns }) =>
        columns ? columnAt(input, columns[side]) : -1,
      );
      const sources = plan.fields.map((field) =>
        field.sources.map((source) => plan.fields.findIndex(({ name }) => name === source)),
      );
      const ids: string[] = [];
      const columns = plan.fields.map(() => growingColumn());
      const items = new Map(listFields.map((name) => [name, pairColumns()]));
      const values: (string | null)[] = plan.fields.map(() => null);
      for await (const chunk of input.rows) {
        for (const cells of chunk) {
          const id = cells[idColumn] ?? '';
          if (id === '')
            throw new HubError('LINK_INPUT_INVALID', { problem: `row ${ids.length + 1}: no id` });
          ids.push(id);
          cleaners.forEach((clean, at) => {
            const place = places[at] ?? -1;
            const raw = place >= 0 ? (cells[place] ?? null) : joined(values, sources[at] ?? []);
            const code = clean.codeOf(raw);
            values[at] = code === 0 ? null : clean.dictionary.textOf(code);
            columns[at]?.push(code);
          });
          for (const [name, pair] of items) {
            const at = plan.fields.findIndex((field) => field.name === name);
            for (const item of values[at]?.split(LIST_SEPARATOR) ?? []) {
              pair.row.push(ids.length);
              pair.item.push(named(`${name}[]`).codeOf(item));
            }
          }
        }
      }
      return {
        ids,
        codes: new Map(plan.fields.map(({ name }, at) => [name, taken(columns[at])])),
        items: new Map(
          [...items].map(([name, { row, item }]) => [
            name,
            { row: row.taken(), item: item.taken() },
          ]),
        ),
      };
    },
  };
}

function cleaner(field: FieldPlan, dictionary: Dictionary) {
  const remembered = new Map<string, number>();
  return {
    dictionary,
    codeOf(raw: string | null): number {
      if (raw === null) return 0;
      const known = remembered.get(raw);
      if (known !== undefined) return known;
      let value: string | null = raw;
      for (const step of field.steps) {
        value = step(value);
        if (value === null || value === '') break;
      }
      const code = value === null || value === '' ? 0 : dictionary.codeOf(value);
      if (remembered.size < REMEMBERED) remembered.set(raw, code);
      return code;
    },
  };
}

function joined(values: readonly (string | null)[], sources: readonly number[]): string | null {
  const [only] = sources;
  if (sources.length === 1 && only !== undefined) return values[only] ?? null;
  const present = sources.map((at) => values[at]).filter((value) => value != null);
  return present.length === 0 ? null : present.join(' ');
}

function pairColumns(): { row: GrowingColumn; item: GrowingColumn } {
  return { row: growingColumn(), item: growingColumn() };
}

function taken(column: GrowingColumn | undefined): Int32Array {
  return column ? column.taken() : new Int32Array(0);
}

function idColumnOf({ spec: { id } }: Plan, side: Side): string {
  return typeof id === 'string' ? id : id[side];
}

function columnAt(input: LinkageInput, name: string): number {
  const at = input.columns.findIndex((column) => column.trim() === name);
  if (at < 0) throw new HubError('LINK_INPUT_INVALID', { problem: `no column ${name}` });
  return at;
}
