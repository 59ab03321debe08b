import { streamXlsxRows } from 'hucre/xlsx';
import { HubError } from '../errors.ts';
import { readGuardedZip } from './zip-guard.ts';

/** A cell as text, or the day of a date cell (its column may want the month only). */
export type XlsxCell = string | { isoDate: string };

const EXACT_DIGITS = 15;
const MAX_ROWS = 1_048_576;
const HALF_SECOND_MS = 500;

/**
 * The rows of a workbook's first sheet that hold anything. Macros, external links and document types are
 * never looked at. Cells are cut off at the last one that is filled.
 * @throws HubError FILE_FORMAT when the workbook is broken, encrypted or none at all; FILE_TOO_LARGE for a bomb.
 */
export async function* xlsxRows(file: string): AsyncGenerator<XlsxCell[]> {
  const bytes = await readGuardedZip(file);
  try {
    let rows = 0;
    for await (const { values } of streamXlsxRows(bytes)) {
      if (++rows > MAX_ROWS)
        throw new HubError('FILE_TOO_LARGE', {
          limit: { zh: `${MAX_ROWS} 行`, en: `${MAX_ROWS} rows` },
        });
      const cells = values.map(cellText);
      if (cells.some((cell) => cell !== '')) yield cells;
    }
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    throw new HubError(
      'FILE_FORMAT',
      { reason: { zh: '工作簿已损坏或不完整', en: 'the workbook is broken or incomplete' } },
      { cause },
    );
  }
}

function cellText(value: unknown): XlsxCell {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value instanceof Date) return dateCell(value);
  return '';
}

/**
 * Numbers as a person sees them: fifteen digits are exact. A longer one, such as an identity number typed
 * as a number, has already lost its last digits; it is written so that it can match nobody.
 */
function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isInteger(value)) return value.toExponential();
  return String(Number(value.toPrecision(EXACT_DIGITS)));
}

function dateCell(value: Date): XlsxCell {
  const ms = value.getTime() + HALF_SECOND_MS;
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '#VALUE!' : { isoDate: date.toISOString().slice(0, 10) };
}
