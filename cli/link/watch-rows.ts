import type { HubError } from '../../kernel/errors.ts';
import { columnAt, type LinkageInput } from '../../subgraphs/crossmatch/linkage/linkage-input.ts';
import { blamed, invalidInput } from './blame.ts';

/** An input on its way to the engine, with what was seen of it: entry n-1 of a kept column is row n's. */
export type WatchedInput = {
  input: LinkageInput;
  kept: ReadonlyMap<string, readonly (string | null)[]>;
};

/**
 * Checks that every row has an id of its own, and keeps columns the linkage itself does not use. The values are there
 * once the rows have been read.
 * What is wrong with a row is told after the `option` that named the file.
 * @throws HubError LINK_INPUT_INVALID for a column that is absent; while rows are read, for an id that is absent or doubled
 */
export function watchRows(
  input: LinkageInput,
  option: string,
  idColumn: string,
  keep: readonly string[],
): WatchedInput {
  const idAt = columnAt(input, idColumn);
  const kept = new Map(keep.map((name) => [name, [] as (string | null)[]]));
  const places = keep.map((name) => columnAt(input, name));
  const ids = new Set<string>();
  let rowNo = 0;
  async function* rows() {
    for await (const chunk of input.rows) {
      for (const cells of chunk) {
        rowNo += 1;
        const id = cells[idAt] ?? '';
        if (id === '') {
          throw blamed(noId(rowNo, idColumn), option);
        }
        if (ids.has(id)) {
          throw blamed(doubledId(rowNo, idColumn), option);
        }
        ids.add(id);
        keep.forEach((name, at) => kept.get(name)?.push(cells[places[at] ?? -1] || null));
      }
      yield chunk;
    }
  }
  return { input: { ...input, rows: rows() }, kept };
}

// The id itself may be a person's number: the messages name the row.

function noId(rowNo: number, idColumn: string): HubError {
  return invalidInput(
    `第 ${rowNo} 条：没有编号（${idColumn} 列）`,
    `data row ${rowNo}: no id in ${idColumn}`,
  );
}

function doubledId(rowNo: number, idColumn: string): HubError {
  return invalidInput(
    `第 ${rowNo} 条：编号（${idColumn} 列）与前面的重复`,
    `data row ${rowNo}: its id (${idColumn}) stands in an earlier row`,
  );
}
