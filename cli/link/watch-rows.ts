import { HubError } from '../../kernel/errors.ts';
import type { LinkageInput } from '../../subgraphs/crossmatch/linkage/standardise.ts';

/** An input on its way to the engine, with what was seen of it: entry n-1 of a kept column is row n's. */
export type WatchedInput = {
  input: LinkageInput;
  kept: ReadonlyMap<string, readonly (string | null)[]>;
};

/**
 * Checks that no id stands twice, and keeps columns the linkage itself does not use. The values are there once the rows
 * have been read.
 * @throws HubError LINK_INPUT_INVALID for a column that is absent; while rows are read, for a doubled id
 */
export function watchRows(
  input: LinkageInput,
  idColumn: string,
  keep: readonly string[],
): WatchedInput {
  const idAt = placeOf(input, idColumn);
  const kept = new Map(keep.map((name) => [name, [] as (string | null)[]]));
  const places = keep.map((name) => placeOf(input, name));
  const ids = new Set<string>();
  let rowNo = 0;
  async function* rows() {
    for await (const chunk of input.rows) {
      for (const cells of chunk) {
        rowNo += 1;
        const id = cells[idAt] ?? '';
        if (id !== '' && ids.has(id)) {
          // The id itself may be a person's number: the message names the row.
          const problem = `data row ${rowNo}: its id (${idColumn}) stands in an earlier row`;
          throw new HubError('LINK_INPUT_INVALID', { problem });
        }
        ids.add(id);
        keep.forEach((name, at) => kept.get(name)?.push(cells[places[at] ?? -1] || null));
      }
      yield chunk;
    }
  }
  return { input: { columns: input.columns, rows: rows() }, kept };
}

function placeOf({ columns }: LinkageInput, name: string): number {
  const at = columns.indexOf(name);
  if (at < 0) throw new HubError('LINK_INPUT_INVALID', { problem: `no column ${name}` });
  return at;
}
