import type { Dictionary } from './dictionary.ts';
import type { BlockKey, Plan } from './plan.ts';
import type { Records } from './records.ts';
import { FIRST_HASH, hashOn, mixed } from './text-hash.ts';

const SEPARATOR = '\u001e';

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
 * What brings each record together with others, in digests of 32 bits: two records share one if a blocking rule
 * proposes them (the cap on keys that are too common aside), and of those that none proposes a few.
 */
export function recordKeys(
  plan: Plan,
  dictionaryOf: (key: BlockKey) => Dictionary,
  records: Records,
): number[][] {
  const found: number[][] = records.ids.map(() => []);
  for (const [rule, { keys }] of plan.blocks.entries()) {
    const first = hashOn(FIRST_HASH, String(rule));
    const texts = keys.map((key) => {
      const codes = codesByRow(records, key);
      const dictionary = dictionaryOf(key);
      return (at: number): string[] => codes(at).map((code) => SEPARATOR + dictionary.textOf(code));
    });
    for (const [at, ofRecord] of found.entries()) {
      let hashes = [first];
      for (const textsOf of texts) {
        const values = textsOf(at);
        hashes = hashes.flatMap((hash) => values.map((text) => hashOn(hash, text)));
      }
      ofRecord.push(...hashes.map(mixed));
    }
  }
  return found;
}
