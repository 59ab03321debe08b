import type { Dictionary } from './dictionary.ts';
import type { BlockKey, Plan } from './plan.ts';
import { codesByRow } from './record-keys.ts';
import type { Records } from './records.ts';
import { sieveOf } from './sieve.ts';
import { LIST_SEPARATOR } from './standardisers/standardiser.ts';

/** A record as it is read: the cleaned values in the order of the plan's fields, null for a missing one. */
type Values = readonly (string | null)[];

/** Codes stay below it (dictionary.ts), so that two of them make one exact number. */
const CODES = 2 ** 24;
/** A JavaScript set ends soon after. */
const MOST_PAIRS = 2 ** 24 - 2 ** 16;

/**
 * Whether a record could share all keys of some rule with one of `others`: where a rule has several keys, whether any
 * of them has its first two together and each of the rest. Records that could not are never proposed, and of a roster
 * they are nearly all; what is kept beyond those that block is only read in vain.
 */
export function plausibleFor(
  plan: Plan,
  others: Records,
  dictionaryOf: (key: BlockKey) => Dictionary,
): (values: Values) => boolean {
  const rules = plan.blocks.map(({ keys: [first, second, ...rest] }) => {
    if (!first) return () => false;
    const codesOf = (key: BlockKey): ((values: Values) => number[]) => {
      const find = sieveOf(dictionaryOf(key));
      const place = plan.fields.findIndex(({ name }) => name === key.field);
      return (values) => {
        const value = values[place] ?? null;
        if (value === null) return [];
        const texts = key.each ? value.split(LIST_SEPARATOR) : [value];
        return texts.map(find).filter((code) => code !== 0);
      };
    };
    const firsts = codesOf(first);
    if (!second) return (values: Values): boolean => firsts(values).length > 0;
    const seconds = codesOf(second);
    const further = rest.map(codesOf);
    const known = pairsOf(others, first, second);
    return (values: Values): boolean => {
      const [as, bs] = [firsts(values), seconds(values)];
      return (
        as.some((a) => bs.some((b) => known?.has(a * CODES + b) ?? true)) &&
        further.every((codes) => codes(values).length > 0)
      );
    };
  });
  return (values) => rules.some((rule) => rule(values));
}

/** The pairs of values of two keys that some record has; null when they are too many to be held. */
function pairsOf(records: Records, first: BlockKey, second: BlockKey): Set<number> | null {
  const known = new Set<number>();
  const [as, bs] = [codesByRow(records, first), codesByRow(records, second)];
  for (let at = 0; at < records.ids.length; at++) {
    for (const a of as(at)) for (const b of bs(at)) known.add(a * CODES + b);
    if (known.size > MOST_PAIRS) return null;
  }
  return known;
}
