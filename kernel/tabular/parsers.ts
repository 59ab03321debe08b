import { areaLevel } from '../area-code.ts';
import { checkIdNumber, type DocumentClass, type Sex } from '../id-number.ts';
import { parseYuan, type Fen } from '../money.ts';
import { isPlainDate, plainDate, type PlainDate } from '../plain-date.ts';
import { isPlainResidentNumber } from './plain-resident-number.ts';
import type { Column, Parsed, SetAsideCode } from './contract.ts';

/** A number that passed its check; `converted` when it was written with 15 digits. */
export type IdNumber = { documentClass: DocumentClass; number: string; converted: boolean };

const DATE_FORMS = [
  /^(\d{4})-(\d{1,2})-(\d{1,2})$/,
  /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/,
  /^(\d{4})(\d{2})(\d{2})$/,
  /^(\d{4})年(\d{1,2})月(\d{1,2})日$/,
];
const MONTH_FORMS = [/^(\d{4})-(\d{1,2})$/, /^(\d{4})(\d{2})$/, /^(\d{4})年(\d{1,2})月$/];
/** More days than a century has, in two spellings each. */
const REMEMBERED_DATES = 80_000;

/** Free text. */
export function text(header: string): Column<string> {
  return { header, required: true, plain: 'TEXT', parse: (cell) => ({ ok: true, value: cell }) };
}

/** Free text or nothing. */
export function optionalText(header: string): Column<string | null> {
  return {
    header,
    required: false,
    plain: 'TEXT',
    parse: (cell) => ({ ok: true, value: cell || null }),
  };
}

/** A 15- or 18-character identity number with a right check character (GB 11643). */
export function idNumber(header: string): Column<IdNumber> {
  return { header, required: true, plain: 'NUMBER', parse: readIdNumber };
}

/** A day: `2026-10-03`, `2026/10/3`, `20261003`, `2026年10月3日`, or an Excel date cell. */
export function date(header: string): Column<PlainDate> {
  return { header, required: true, plain: 'DATE', parse: remembered(readDate) };
}

/** A day or nothing. */
export function optionalDate(header: string): Column<PlainDate | null> {
  return optional(date(header));
}

/** A month as its first day: `2026-10`, `202610`, `2026年10月`, or an Excel date cell. */
export function month(header: string): Column<PlainDate> {
  return {
    header,
    required: true,
    parse: remembered(readMonth),
    ofDateCell: (isoDate) => isoDate.slice(0, 7),
  };
}

/** A month or nothing. */
export function optionalMonth(header: string): Column<PlainDate | null> {
  return optional(month(header));
}

/** Yuan with at most two decimals, as fen; a negative amount (冲红) only where `negative` allows it. */
export function amount(header: string, options: { negative?: boolean } = {}): Column<Fen> {
  const parse = (cell: string): Parsed<Fen> => {
    const fen = parseYuan(cell);
    if (fen === null || (fen < 0 && options.negative !== true)) return failed('AMOUNT_INVALID');
    return { ok: true, value: fen };
  };
  return { header, required: true, parse };
}

/** An amount or nothing. */
export function optionalAmount(
  header: string,
  options: { negative?: boolean } = {},
): Column<Fen | null> {
  return optional(amount(header, options));
}

/** One of the listed words, as the code that the list gives it. */
export function oneOf<const Code extends string>(
  header: string,
  codes: Readonly<Record<string, Code>>,
): Column<Code> {
  const results = new Map<string, Parsed<Code>>(
    Object.entries(codes).map(([word, code]) => [word, { ok: true, value: code }]),
  );
  const unknown = failed('ENUM_UNKNOWN');
  return { header, required: true, parse: (cell) => results.get(cell) ?? unknown };
}

/** One of the listed words or nothing. */
export function optionalOneOf<const Code extends string>(
  header: string,
  codes: Readonly<Record<string, Code>>,
): Column<Code | null> {
  return optional(oneOf(header, codes));
}

/** 性别: 男, 女 (GB/T 2261.1 codes 1 and 2 too); 未知 or 未说明 is nothing. */
export function optionalSex(header: string): Column<Sex | null> {
  const stated = oneOf(header, { 男: 'MALE', 女: 'FEMALE', '1': 'MALE', '2': 'FEMALE' });
  const unstated = new Set(['', '未知', '未说明', '未说明的性别', '未知的性别', '0', '9']);
  const nothing: Parsed<null> = { ok: true, value: null };
  return {
    header,
    required: false,
    parse: (cell) => (unstated.has(cell) ? nothing : stated.parse(cell)),
  };
}

/** An area code of one of the given numbers of digits (6, 9 or 12). */
export function areaCode(header: string, digits: readonly number[]): Column<string> {
  const parse = (cell: string): Parsed<string> =>
    digits.includes(cell.length) && areaLevel(cell) !== null
      ? { ok: true, value: cell }
      : failed('ENUM_UNKNOWN');
  return { header, required: true, parse };
}

/** An area code or nothing. */
export function optionalAreaCode(header: string, digits: readonly number[]): Column<string | null> {
  return optional(areaCode(header, digits));
}

/** A whole number from 0 to 999,999,999. */
export function wholeNumber(header: string): Column<number> {
  const parse = (cell: string): Parsed<number> =>
    /^\d{1,9}$/.test(cell) ? { ok: true, value: Number(cell) } : failed('AMOUNT_INVALID');
  return { header, required: true, parse };
}

/** The same column where a missing cell is nothing instead of a reason. */
export function optional<T>(column: Column<T>): Column<T | null> {
  const missing: Parsed<T | null> = { ok: true, value: null };
  return {
    ...column,
    required: false,
    parse: (cell) => (cell === '' ? missing : column.parse(cell)),
  };
}

function failed(code: SetAsideCode): { ok: false; code: SetAsideCode } {
  return { ok: false, code };
}

function readIdNumber(cell: string): Parsed<IdNumber> {
  if (isPlainResidentNumber(cell)) {
    return { ok: true, value: { documentClass: 'RESIDENT_ID', number: cell, converted: false } };
  }
  const checked = checkIdNumber(cell);
  if (!checked.ok) return checked;
  return {
    ok: true,
    value: {
      documentClass: checked.documentClass,
      number: checked.idNumber,
      converted: checked.converted,
    },
  };
}

function readDate(cell: string): Parsed<PlainDate> {
  if (cell.length === 10 && isPlainDate(cell)) return { ok: true, value: cell };
  for (const form of DATE_FORMS) {
    const [, year, month, day] = form.exec(cell) ?? [];
    if (year && month && day) return calendarDay(year, month, day);
  }
  return failed('DATE_INVALID');
}

function readMonth(cell: string): Parsed<PlainDate> {
  for (const form of MONTH_FORMS) {
    const [, year, month] = form.exec(cell) ?? [];
    if (year && month) return calendarDay(year, month, '1');
  }
  return failed('DATE_INVALID');
}

function calendarDay(year: string, month: string, day: string): Parsed<PlainDate> {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isPlainDate(iso) ? { ok: true, value: plainDate(iso) } : failed('DATE_INVALID');
}

/** A file holds few different days and many rows: each text is read once, and memory stays bounded. */
function remembered<T>(parse: (cell: string) => Parsed<T>): (cell: string) => Parsed<T> {
  const known = new Map<string, Parsed<T>>();
  return (cell) => {
    const seen = known.get(cell);
    if (seen !== undefined) return seen;
    const parsed = parse(cell);
    if (known.size >= REMEMBERED_DATES) known.clear();
    known.set(cell, parsed);
    return parsed;
  };
}
