import { seededRandom } from '../../subgraphs/crossmatch/linkage/seeded-random.ts';
import type { LinkageInput } from '../../subgraphs/crossmatch/linkage/linkage-input.ts';
import { linkageSpec } from '../../subgraphs/crossmatch/linkage/spec.ts';

const COLUMNS = ['id', 'name', 'born', 'town', 'words'];
const SYLLABLES = ['ba', 'de', 'ko', 'lin', 'mar', 'no', 'ru', 'sa', 'ti', 'wen'];

/** Invented records, about every second one also on the other side with a slip; ids tell who is who. */
export function inventedRecords(
  seed: number,
  people: number,
): { left: LinkageInput; right: LinkageInput } {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T | undefined =>
    items[Math.floor(random() * items.length)];
  const syllables = (count: number): string =>
    Array.from({ length: count }, () => pick(SYLLABLES)).join('');
  const left: string[][] = [];
  const right: string[][] = [];
  for (let at = 0; at < people; at++) {
    const born = `19${10 + Math.floor(random() * 89)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 9)}`;
    const record = [syllables(3), born, syllables(1), `${syllables(2)} ${syllables(1)}`];
    left.push([`a${at}`, ...record]);
    if (random() < 0.5) right.push([`b${at}`, ...record.map((cell) => slip(cell, random))]);
  }
  return { left: input(left), right: input(right) };
}

/** A spec over these records that uses every way of asking: equality, measures, lists, rarity, several fields. */
export function inventedSpec(cardinality: 'dedupe' | 'one-to-one' | 'many-to-many') {
  return linkageSpec({
    name: 'invented',
    cardinality,
    id: 'id',
    seed: 7,
    fields: {
      name: { column: 'name', steps: ['lowercase'] },
      start: { field: 'name', steps: [{ first: 3 }] },
      born: { column: 'born', steps: ['date'] },
      town: { column: 'town' },
      words: { column: 'words', steps: ['words'] },
    },
    blocking: [
      { on: ['born'] },
      { on: ['name'] },
      { on: ['start', 'town'] },
      { on: [{ each: 'words' }, 'town'] },
    ],
    comparisons: [
      { name: 'name', kind: 'name', field: 'name' },
      { name: 'born', kind: 'date', field: 'born' },
      { name: 'town', kind: 'exact', field: 'town' },
      { name: 'words', kind: 'set', field: 'words' },
    ],
    thresholds: { match: 0.8, review: 0.05 },
    training: { samplePairs: 5000 },
  });
}

function slip(cell: string, random: () => number): string {
  const chance = random();
  if (chance < 0.05) return '';
  if (chance > 0.2) return cell;
  const at = Math.floor(random() * cell.length);
  return `${cell.slice(0, at)}${cell.slice(at + 1)}`;
}

function input(rows: string[][]): LinkageInput {
  return { columns: COLUMNS, rows: [rows] };
}
