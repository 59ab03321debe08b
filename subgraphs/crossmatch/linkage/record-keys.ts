import type { Dictionary } from './dictionary.ts';
import type { BlockKey, Plan } from './plan.ts';
import type { Records } from './records.ts';

const SEPARATOR = '\u001e';
const LINE_ENDS = /[\t\n\r]/g;

/** The codes a record has for a key of a rule; rows (from 0) are asked for in order. */
export function codesByRow(records: Records, { field, each }: BlockKey): (at: number) => number[] {
  if (!each) {
    const codes = records.codes.get(field);
    return (at) => {
      const code = codes?.[at] ?? 0;
      return code === 0 ? [] : [code];
    };
  }
  const items = records.items.get(field);
  let next = 0;
  return (at) => {
    const found: number[] = [];
    while (items && next < items.row.length && items.row[next] === at + 1) {
      found.push(items.item[next] ?? 0);
      next += 1;
    }
    return found;
  };
}

/**
 * What brings records together, as texts on a line: two records share one exactly if a blocking rule proposes them
 * (the cap on keys that are too common aside). Rows count from 1.
 */
export function* recordKeys(
  plan: Plan,
  dictionaryOf: (key: BlockKey) => Dictionary,
  records: Records,
): Generator<{ row: number; key: string }> {
  for (const [rule, { keys }] of plan.blocks.entries()) {
    const texts = keys.map((key) => {
      const codes = codesByRow(records, key);
      const dictionary = dictionaryOf(key);
      return (at: number): string[] => codes(at).map((code) => dictionary.textOf(code));
    });
    for (let at = 0; at < records.ids.length; at++) {
      let combined = [String(rule)];
      for (const textsOf of texts) {
        const values = textsOf(at);
        combined = combined.flatMap((head) => values.map((text) => head + SEPARATOR + text));
      }
      for (const key of combined) yield { row: at + 1, key: key.replace(LINE_ENDS, ' ') };
    }
  }
}
