import { stringify } from 'csv-stringify/sync';
import { headersOf, SET_ASIDE_LABELS, type Contract, type SetAsideCode } from './contract.ts';

/** A row as it was set aside: its trimmed cells in the contract's order, and why. */
export type SetAsideCells = { cells: readonly string[]; code: SetAsideCode };

const BOM = '\ufeff';
const REASON_HEADER = '错误原因';
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;
const PLAIN_NUMBER = /^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;

/**
 * The set-aside rows as the template the department delivered, with a trailing 错误原因 column, in chunks of
 * UTF-8 with BOM, which spreadsheets open as it is. A cell that a spreadsheet would run as a formula gets
 * a leading apostrophe; a plain number such as -12.00 stays as it is. A ragged row's surplus cells follow the reason.
 */
export async function* setAsideTemplate<Row>(
  contract: Contract<Row>,
  rows: AsyncIterable<SetAsideCells>,
): AsyncGenerator<string> {
  const headers = headersOf(contract);
  yield BOM + csvLine([...headers, REASON_HEADER]);
  for await (const { cells, code } of rows) {
    const declared = headers.map((_, at) => cells[at] ?? '');
    const surplus = cells.slice(headers.length);
    const reason = `${code} ${SET_ASIDE_LABELS[code]}`;
    yield csvLine([...declared, reason, ...surplus].map(withoutFormula));
  }
}

function csvLine(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: '\r\n' });
}

function withoutFormula(cell: string): string {
  return FORMULA_START.test(cell) && !PLAIN_NUMBER.test(cell) && cell !== '-' ? `'${cell}` : cell;
}
