import { createHash } from 'node:crypto';
import type { LinkageResult } from './run-linkage.ts';

/**
 * SHA-256 over the pairs and the entities, in order: two runs of one linkage give the same hash whatever the engine,
 * the number of threads and the order in which rows came back. It tells nothing of the records.
 */
export function hashOfLinkage({ left, right, pairs, clusters }: LinkageResult): string {
  const hash = createHash('sha256');
  for (const { l, r, weight, rules, levels, decision, because } of pairs) {
    hash.update(
      `${JSON.stringify([left.ids[l - 1], right.ids[r - 1], weight, rules, levels, decision, because])}\n`,
    );
  }
  clusters?.forEach((group, at) => {
    hash.update(`${JSON.stringify([left.ids[at], left.ids[group - 1]])}\n`);
  });
  return hash.digest('hex');
}
