import type { PlainDate } from '../plain-date.ts';

/** Why a row is set aside, in the order in which a row is judged: the first that applies is its reason. */
export const SET_ASIDE_LABELS = {
  ROW_SHAPE: '列数与表头不一致',
  CELL_TOO_LONG: '单元格超过 1000 个字符',
  TEXT_FORBIDDEN: '含有控制字符或不可见的方向字符',
  REQUIRED_MISSING: '必填项为空',
  ID_LENGTH: '证件号码位数不对',
  ID_MASKED: '证件号码被遮盖',
  ID_CHECKSUM: '证件号码校验不通过',
  DATE_INVALID: '日期无法识别',
  DATE_IN_FUTURE: '日期晚于比对基准日',
  DATE_ORDER: '日期先后矛盾',
  AMOUNT_INVALID: '金额无法识别',
  ENUM_UNKNOWN: '取值不在约定范围内',
  CO_OWNER_MISMATCH: '姓名与证件号码个数不一致',
  DUPLICATE_ROW: '与前面的行完全相同',
  CONFLICTING_ROW: '同一事项内容互相矛盾',
  REFERENCE_UNKNOWN: '引用的编号不存在',
} as const;

export type SetAsideCode = keyof typeof SET_ASIDE_LABELS;

const ORDER = new Map(Object.keys(SET_ASIDE_LABELS).map((code, at) => [code, at]));

/** Position of a reason in the order of judgement, from 0. */
export function reasonRank(code: SetAsideCode): number {
  return ORDER.get(code) ?? ORDER.size;
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; code: SetAsideCode };

/**
 * One declared column of a file. `parse` is given the trimmed text, or '' where the cell is missing
 * (blank, `-`, `无`, `/`); it is never called for a missing cell of a required column.
 */
export type Column<T> = {
  header: string;
  required: boolean;
  parse(text: string): Parsed<T>;
  /** What a cell that needs no closer look consists of; absent: nothing can be said without reading it. */
  plain?: 'TEXT' | 'NUMBER' | 'DATE';
  /** The text of an Excel date cell in this column; by default its ISO date. */
  ofDateCell?(isoDate: string): string;
};

/**
 * What a file of one kind must hold. `check` judges what no single column can: it is given the
 * values that could be read (others are absent) and answers the first reason that applies.
 * `naturalKey` says which rows tell of the same thing; null: the row conflicts with none.
 */
export type Contract<Row> = {
  name: string;
  columns: { [K in keyof Row]: Column<Row[K]> };
  check?(row: Partial<Row>, asOf: PlainDate): SetAsideCode | null;
  naturalKey?(row: Row): string | null;
};

/** One row as it was read: accepted with its values, or set aside with one reason. */
export type TableRow<Row> = {
  /** 1 = the first data row. */
  rowNo: number;
  /** Trimmed text in the contract's column order; a ragged row's surplus cells follow. */
  cells: string[];
  result: RowResult<Row>;
};

export type RowResult<Row> =
  { ok: true; row: Row } | { ok: false; code: SetAsideCode; column: string | null };

/** The declared headers in the contract's order. */
export function headersOf<Row>(contract: Contract<Row>): string[] {
  return columnsOf(contract).map(([, column]) => column.header);
}

/** The declared columns with their keys, in the contract's order. */
export function columnsOf<Row>(contract: Contract<Row>): [keyof Row & string, Column<unknown>][] {
  return Object.entries(contract.columns) as [keyof Row & string, Column<unknown>][];
}
