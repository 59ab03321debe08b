import type { Drift } from './linkage/drift.ts';

export const DRIFT_KIND: Readonly<Record<Drift['kind'], string>> = {
  LEVELS: '一致程度的分布变化',
  COMPLETENESS: '字段填写率变化',
  VOLUME: '候选对数激增',
};

/** What a drift says to the bureau. */
export function driftNote(drift: Drift, language: 'zh' | 'en'): string {
  const { kind, subject, side, value, limit } = drift;
  const of = side === 'right' ? { zh: '底册', en: 'roster' } : { zh: '来源', en: 'source' };
  const notes: Record<Drift['kind'], { zh: string; en: string }> = {
    LEVELS: {
      zh: `比较项“${subject}”的一致程度分布与该来源以往不同（PSI ${value}，上限 ${limit}）`,
      en: `agreement on "${subject}" is spread unlike in the source's earlier batches (PSI ${value}, limit ${limit})`,
    },
    COMPLETENESS: {
      zh: `${of.zh}字段“${subject}”的填写率与该来源以往不同（PSI ${value}，上限 ${limit}）`,
      en: `the ${of.en}'s "${subject}" is filled in unlike in the source's earlier batches (PSI ${value}, limit ${limit})`,
    },
    VOLUME: {
      zh: `分块规则“${subject}”给出的候选对是该来源以往的 ${value} 倍（上限 ${limit} 倍）`,
      en: `blocking rule "${subject}" proposes ${value} times the pairs of the source's earlier batches (limit ${limit})`,
    },
  };
  return notes[kind][language];
}
