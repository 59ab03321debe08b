import { HubError } from '../errors.ts';
import { columnsOf, type Contract } from './contract.ts';

/** Where each declared column stands in the file, and what is to be said about the others. */
export type Layout = {
  /** Number of cells of a whole row. */
  width: number;
  /** Position in the file of each declared column; -1 where an optional one is absent. */
  positions: number[];
  notices: string[];
};

/** A header as it is compared: white space and zero-width characters gone, full-width brackets folded. */
export function foldHeader(cell: string): string {
  return cell
    .replace(/[\s\u200b-\u200d\ufeff]/g, '')
    .replaceAll('（', '(')
    .replaceAll('）', ')')
    .replaceAll('［', '[')
    .replaceAll('］', ']');
}

/**
 * Finds the contract's columns in a header line; their order is free, unknown ones are ignored with a notice.
 * @throws HubError HEADER_DOUBLED for any column that stands twice, HEADER_MISSING for a required one that is
 * absent (a renamed one is absent), both naming it.
 */
export function resolveHeader<Row>(cells: readonly string[], contract: Contract<Row>): Layout {
  const found = new Map<string, number>();
  let doubled: string | null = null;
  cells.forEach((cell, at) => {
    const header = foldHeader(cell);
    if (header === '') return;
    if (found.has(header)) doubled ??= header;
    else found.set(header, at);
  });
  const columns = columnsOf(contract).map(([, column]) => column);
  for (const column of columns) {
    if (column.required && !found.has(foldHeader(column.header)))
      throw new HubError('HEADER_MISSING', { column: column.header });
  }
  // Only of a line that is a header: a file without one begins with a person, who is not to be quoted.
  if (doubled !== null) throw new HubError('HEADER_DOUBLED', { column: doubled });
  const declared = new Set(columns.map((column) => foldHeader(column.header)));
  const unknown = [...found.keys()].filter((header) => !declared.has(header));
  return {
    width: cells.length,
    positions: columns.map((column) => found.get(foldHeader(column.header)) ?? -1),
    notices: unknown.map((header) => `未约定的列已忽略：${header.slice(0, 50)}`),
  };
}
