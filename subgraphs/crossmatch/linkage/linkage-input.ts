import { HubError } from '../../../kernel/errors.ts';

/** The records of one side, in chunks of rows; cells stand as the columns are named. */
export type LinkageInput = {
  columns: readonly string[];
  /** Columns that hold lists or structures, with their type: they are there, and their cells are not. */
  nested?: ReadonlyMap<string, string>;
  rows:
    | AsyncIterable<readonly (readonly (string | null)[])[]>
    | Iterable<readonly (readonly (string | null)[])[]>;
};

/**
 * Where a column stands. What is said of one that is absent names no other, for where a file has no header the names
 * are a person's data; only one that differs in case is as good as told.
 * @throws HubError LINK_INPUT_INVALID for a column that is absent, or holds lists or structures
 */
export function columnAt({ columns, nested }: LinkageInput, name: string): number {
  const names = columns.map((column) => column.trim());
  const at = names.indexOf(name);
  const type = nested?.get(columns[at] ?? '');
  if (at >= 0 && type === undefined) return at;
  throw new HubError('LINK_INPUT_INVALID', { problem: problemOf(name, type, names) });
}

function problemOf(name: string, type: string | undefined, names: readonly string[]) {
  if (type !== undefined) {
    return {
      zh: `${name} 列是列表或结构（${type}），请先展开成文本`,
      en: `column ${name} holds lists or structures (${type}); flatten it to text first`,
    };
  }
  const alike = names.find((one) => one.toLowerCase() === name.toLowerCase());
  if (alike !== undefined) {
    return {
      zh: `没有 ${name} 列，只有 ${alike} 列（区分大小写）`,
      en: `no column ${name}, but ${alike}: case counts`,
    };
  }
  return {
    zh: `没有 ${name} 列（共 ${names.length} 列）`,
    en: `no column ${name} among its ${names.length}`,
  };
}
