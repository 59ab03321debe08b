import { builder } from './builder.ts';

/** What a comparison counted; what an older run did not count yet is absent. */
export type MatchCounts = Partial<Record<(typeof COUNTS)[number], number>>;

const COUNTS = [
  'exactHits',
  'reviewCandidates',
  'findings',
  'raised',
  'updated',
  'suppressed',
  'withdrawn',
  'blockedByAuthorisation',
] as const;

export const MatchCountsType = builder.objectRef<MatchCounts>('MatchCounts').implement({
  description: '比对计数',
  fields: (t) => ({
    exactHits: t.int({ description: '精确一致的记录数', resolve: countOf('exactHits') }),
    reviewCandidates: t.int({
      description: '待人工复核的记录数',
      resolve: countOf('reviewCandidates'),
    }),
    findings: t.int({ description: '疑点数', resolve: countOf('findings') }),
    raised: t.int({ description: '新增预警数', resolve: countOf('raised') }),
    updated: t.int({ description: '补充线索的预警数', resolve: countOf('updated') }),
    suppressed: t.int({ description: '按规则不再提示的疑点数', resolve: countOf('suppressed') }),
    withdrawn: t.int({ description: '撤回预警数', resolve: countOf('withdrawn') }),
    blockedByAuthorisation: t.int({
      description: '因授权缺失或过期而未比对的记录数',
      resolve: countOf('blockedByAuthorisation'),
    }),
  }),
});

/** Stored counts as far as they are numbers. */
export function matchCounts(stored: unknown): MatchCounts {
  if (typeof stored !== 'object' || stored === null) return {};
  const given = stored as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    COUNTS.flatMap((name) => (typeof given[name] === 'number' ? [[name, given[name]]] : [])),
  );
}

function countOf(name: keyof MatchCounts): (counts: MatchCounts) => number {
  return (counts) => counts[name] ?? 0;
}
