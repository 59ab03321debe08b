import { HubError } from '../../../kernel/errors.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import { growingColumn, type GrowingColumn } from './growing.ts';
import { columnAt, type LinkageInput } from './linkage-input.ts';
import type { BlockKey, FieldPlan, Plan, Side } from './plan.ts';
import { plausibleFor } from './plausible.ts';
import type { Records } from './records.ts';
import { sieveOf } from './sieve.ts';
import { LIST_SEPARATOR } from './standardisers/standardiser.ts';

export type Standardiser = {
  /**
   * Cleans the records of a side. With `others`, records that no rule could propose together with one of those are
   * left out.
   * @throws HubError LINK_INPUT_INVALID for a missing column or a record without an id
   */
  read(side: Side, input: LinkageInput, others?: Records | null): Promise<Records>;
  dictionaryOf(field: string): Dictionary;
  /** Of the values, or of the items of the lists, that a rule blocks on. */
  dictionaryOfKey: (key: BlockKey) => Dictionary;
  /** The value of a field as it was compared. */
  valueOf(field: string, code: number): string | null;
};

// Names and places repeat; a value that was cleaned once is not cleaned again.
const REMEMBERED = 50_000;
const LEAST_REPEATS = REMEMBERED / 4;

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
  const itemsOf = (field: string): Dictionary => named(`${field}[]`);
  const clean = plan.fields.map(cleaner);
  const listed = plan.blocks.flatMap(({ keys }) => keys.filter(({ each }) => each));
  const listFields = [...new Set(listed.map(({ field }) => field))];

  const dictionaryOfKey = ({ field, each }: BlockKey): Dictionary =>
    each ? itemsOf(field) : dictionaryOf(field);

  return {
    dictionaryOf,
    dictionaryOfKey,
    valueOf: (field, code) => (code === 0 ? null : dictionaryOf(field).textOf(code)),
    async read(side, input, others = null) {
      const rowsOf = rowReader(plan, side, input, clean);
      const isPlausible = others ? plausibleFor(plan, others, dictionaryOfKey) : null;
      const ids: string[] = [];
      const stored = plan.fields.flatMap(({ name, stored }, at) =>
        stored ? [{ name, at, dictionary: dictionaryOf(name), column: growingColumn() }] : [],
      );
      const items = listFields.map((name) => {
        const dictionary = itemsOf(name);
        const codeOf = others ? sieveOf(dictionary) : (text: string) => dictionary.codeOf(text);
        return { name, at: placeOf(plan, name), codeOf, ...pairColumns() };
      });
      for await (const chunk of input.rows) {
        for (const { id, values } of rowsOf(chunk)) {
          if (isPlausible && !isPlausible(values)) continue;
          ids.push(id);
          for (const { at, dictionary, column } of stored) {
            const value = values[at] ?? null;
            column.push(value === null ? 0 : dictionary.codeOf(value));
          }
          for (const { at, codeOf, row, item } of items) {
            for (const text of values[at]?.split(LIST_SEPARATOR) ?? []) {
              const code = codeOf(text);
              if (code === 0) continue;
              row.push(ids.length);
              item.push(code);
            }
          }
        }
      }
      return {
        ids,
        codes: new Map(stored.map(({ name, column }) => [name, column.taken()])),
        items: new Map(
          items.map(({ name, row, item }) => [name, { row: row.taken(), item: item.taken() }]),
        ),
      };
    },
  };
}

/** The cleaned values of rows, in the order of the plan's fields; one array is used for all. */
function rowReader(
  plan: Plan,
  side: Side,
  input: LinkageInput,
  clean: readonly ((raw: string | null) => string | null)[],
) {
  const idColumn = columnAt(input, idColumnOf(plan, side));
  const places = plan.fields.map(({ columns }) => (columns ? columnAt(input, columns[side]) : -1));
  const sources = plan.fields.map((field) => field.sources.map((name) => placeOf(plan, name)));
  const values: (string | null)[] = plan.fields.map(() => null);
  let read = 0;
  return function* (chunk: readonly (readonly (string | null)[])[]) {
    for (const cells of chunk) {
      read += 1;
      const id = cells[idColumn] ?? '';
      if (id === '') {
        const problem = { zh: `第 ${read} 条：没有编号`, en: `data row ${read}: no id` };
        throw new HubError('LINK_INPUT_INVALID', { problem });
      }
      clean.forEach((step, at) => {
        const place = places[at] ?? -1;
        values[at] = step(place >= 0 ? (cells[place] ?? null) : joined(values, sources[at] ?? []));
      });
      yield { id, values };
    }
  };
}

function cleaner({ steps }: FieldPlan): (raw: string | null) => string | null {
  const remembered = new Map<string, string | null>();
  let repeats = 0;
  let isWorthwhile = true;
  return (raw) => {
    if (raw === null) return null;
    const known = isWorthwhile ? remembered.get(raw) : undefined;
    if (known !== undefined) {
      repeats += 1;
      return known;
    }
    let value: string | null = raw;
    for (const step of steps) {
      value = step(value);
      if (value === null || value === '') break;
    }
    if (value === '') value = null;
    if (!isWorthwhile) return value;
    if (remembered.size < REMEMBERED) remembered.set(raw, value);
    else if (repeats < LEAST_REPEATS) {
      // Everybody has a number of their own.
      isWorthwhile = false;
      remembered.clear();
    }
    return value;
  };
}

function placeOf(plan: Plan, field: string): number {
  return plan.fields.findIndex(({ name }) => name === field);
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

function idColumnOf({ spec: { id } }: Plan, side: Side): string {
  return typeof id === 'string' ? id : id[side];
}
