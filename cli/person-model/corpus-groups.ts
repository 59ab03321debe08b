import type { EvaluationReport } from '../../subgraphs/crossmatch/linkage/evaluation-report.ts';
import { qualityOf } from '../../subgraphs/crossmatch/linkage/intervals.ts';
import type { LinkageResult } from '../../subgraphs/crossmatch/linkage/run-linkage.ts';
import type { PersonCorpus } from '../district/person-corpus.ts';
import { CORPUS_GROUPS } from '../district/written-person.ts';

/** How good the decided matches are within each hard group; a pair counts in the groups of either record. */
export function qualityOfCorpusGroups(
  { truth, groups }: PersonCorpus,
  { left, right, pairs }: LinkageResult,
): EvaluationReport['groups'] {
  const key = (record: string, person: string): string => `${record} ${person}`;
  const rowOf = (ids: readonly string[]) => new Map(ids.map((id, at) => [id, at]));
  const [records, persons] = [rowOf(left.ids), rowOf(right.ids)];
  const groupsOf = (record: string, person: string) =>
    new Set([
      ...(groups.records[records.get(record) ?? -1] ?? []),
      ...(groups.roster[persons.get(person) ?? -1] ?? []),
    ]);
  const same = truth.map(([record, person]) => ({ record, person }));
  const found = pairs
    .filter(({ decision }) => decision === 'MATCH')
    .map(({ l, r }) => ({ record: left.ids[l - 1] ?? '', person: right.ids[r - 1] ?? '' }));
  const known = new Set(same.map(({ record, person }) => key(record, person)));
  return CORPUS_GROUPS.map((value) => {
    const within = ({ record, person }: { record: string; person: string }): boolean =>
      groupsOf(record, person).has(value);
    const decided = found.filter(within);
    const hits = decided.filter(({ record, person }) => known.has(key(record, person))).length;
    const wrong = decided.length - hits;
    return { value, pairs: qualityOf(hits, wrong, same.filter(within).length - hits) };
  });
}
