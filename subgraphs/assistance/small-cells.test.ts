import { describe, expect, it } from 'vitest';
import { suppressSmallCells } from './small-cells.ts';

const cell = (street: string, programme: string, people: number) => ({
  street,
  programme,
  cases: people,
  people,
  amountFen: people * 100,
});
const hidden = (rows: ReturnType<typeof cell>[], dimensions: ('street' | 'programme')[]) =>
  suppressSmallCells(rows, dimensions)
    .filter((row) => row.suppressed)
    .map((row) => row.street + row.programme);

describe('small cells', () => {
  it('are withheld below five and shown from five', () => {
    expect(suppressSmallCells([cell('A', 'x', 4)], ['street'])).toEqual([
      { ...cell('A', 'x', 4), cases: null, people: null, amountFen: null, suppressed: true },
    ]);
    expect(suppressSmallCells([cell('A', 'x', 5)], ['street'])).toEqual([
      { ...cell('A', 'x', 5), suppressed: false },
    ]);
  });

  it('take the smallest other cell of the line with them, lest the total give them away', () => {
    const rows = [cell('A', '', 4), cell('B', '', 90), cell('C', '', 30)];
    expect(hidden(rows, ['street'])).toEqual(['A', 'C']);
  });

  it('leave no line of the table with a single withheld cell', () => {
    const rows = ['A', 'B', 'C'].flatMap((street, i) =>
      ['x', 'y', 'z'].map((programme, j) =>
        cell(street, programme, i === 0 && j === 0 ? 2 : 10 + i + j),
      ),
    );
    const withheld = new Set(hidden(rows, ['street', 'programme']));
    for (const line of [
      ['Ax', 'Ay', 'Az'],
      ['Bx', 'By', 'Bz'],
      ['Cx', 'Cy', 'Cz'],
      ['Ax', 'Bx', 'Cx'],
      ['Ay', 'By', 'Cy'],
      ['Az', 'Bz', 'Cz'],
    ]) {
      expect(line.filter((key) => withheld.has(key)).length).not.toBe(1);
    }
    expect(withheld.size).toBe(4);
  });

  it('withhold nothing where nothing is small', () => {
    expect(hidden([cell('A', 'x', 5), cell('B', 'x', 7)], ['street', 'programme'])).toEqual([]);
  });
});
