import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { LinkageResult } from '../../subgraphs/crossmatch/linkage/run-linkage.ts';
import { probabilityOf, type Millibits } from '../../subgraphs/crossmatch/linkage/score.ts';
import { writeWhole } from './write-whole.ts';

const PAIR_COLUMNS = ['left_id', 'right_id', 'weight', 'probability', 'decision', 'because'];

/** Pairs of at least the weight, in the order of their records: weight in bits. Returns how many were written. */
export async function writePairs(
  file: string,
  { left, right, pairs }: LinkageResult,
  least: Millibits,
): Promise<number> {
  let count = 0;
  function* rows(): Generator<string[]> {
    for (const { l, r, weight, decision, because } of pairs) {
      if (weight < least && because !== 'PERSON') continue;
      count += 1;
      const ids = [left.ids[l - 1] ?? '', right.ids[r - 1] ?? ''];
      const probability = probabilityOf(weight).toFixed(6);
      yield [...ids, (weight / 1000).toFixed(3), probability, decision, because];
    }
  }
  await writeCsv(file, PAIR_COLUMNS, rows());
  return count;
}

/** Every record with its entity, which is named by its first record. */
export async function writeClusters(
  file: string,
  { left }: LinkageResult,
  clusters: Int32Array,
): Promise<void> {
  function* rows(): Generator<string[]> {
    for (const [at, group] of clusters.entries()) {
      yield [left.ids[at] ?? '', left.ids[group - 1] ?? ''];
    }
  }
  await writeCsv(file, ['id', 'cluster'], rows());
}

/** A JSON file that people may read. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`);
}

async function writeCsv(
  file: string,
  columns: readonly string[],
  rows: Iterable<string[]>,
): Promise<void> {
  const csv = stringify({ header: true, columns: [...columns] });
  await writeWhole(file, Readable.from(rows).pipe(csv));
}
