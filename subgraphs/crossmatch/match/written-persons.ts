import { columnsOf } from '../../../kernel/tabular/contract.ts';
import { isMissing } from '../../../kernel/tabular/evaluate-row.ts';
import type { Source, WrittenColumns } from '../sources/source.ts';
import type { RecordPerson } from './review-candidate.ts';

/** A person as a row writes them, whatever is wrong with the row's number. */
export type WrittenPerson = {
  part: number;
  record: RecordPerson;
  /** The row's cells with another number in the place of this person's. */
  withNumber(idNumber: string): string[];
};

/** A person in a row whose number leads to nobody. `problem` is what is wrong with it; blank: it is a valid number. */
export type LeftOver = WrittenPerson & { id: string; rowNo: number; problem: string };

const SEVERAL = '、';

/** Reads whom a row of the source is about straight from its cells (in the contract's column order). */
export function personsReader(source: Source): (cells: readonly string[]) => WrittenPerson[] {
  const keys = columnsOf(source.contract).map(([key]) => key);
  const placeOf = (column: string | undefined): number =>
    column === undefined ? -1 : keys.indexOf(column as (typeof keys)[number]);
  const readers = source.written.map((columns) => reader(columns, placeOf));
  return (cells) =>
    readers.flatMap((read) => read(cells)).map((person, part) => ({ ...person, part }));
}

function reader(columns: WrittenColumns, placeOf: (column: string | undefined) => number) {
  const idPlace = placeOf(columns.id);
  return (cells: readonly string[]): Omit<WrittenPerson, 'part'>[] => {
    const cellOf = (column: string | undefined): string | null => {
      const cell = cells[placeOf(column)] ?? '';
      return isMissing(cell) ? null : cell;
    };
    const names = split(cellOf(columns.name), columns);
    const numbers = split(cellOf(columns.id), columns);
    return names.map((name, at) => ({
      record: {
        name,
        idNumber: numbers[at] || null,
        birthDate: cellOf(columns.birthDate),
        sex: columns.sexIs ?? cellOf(columns.sex),
        phone: cellOf(columns.phone),
        address: cellOf(columns.address),
      },
      withNumber: (idNumber) =>
        cells.with(
          idPlace,
          numbers.length > 1 ? numbers.with(at, idNumber).join(SEVERAL) : idNumber,
        ),
    }));
  };
}

function split(cell: string | null, { several }: WrittenColumns): string[] {
  if (cell === null) return [];
  return several ? cell.split(SEVERAL).map((piece) => piece.trim()) : [cell];
}
