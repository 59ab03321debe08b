import type { ComparisonSpec, LevelSpec, Title } from './spec.ts';

type KindSpec = Extract<ComparisonSpec, { kind: string }>;

/** What a comparison may be called by its kind alone. */
export const KINDS: Readonly<Record<KindSpec['kind'], Title>> = {
  exact: { zh: '一致或不一致，少见的值更有力', en: 'equal or not; a rare value counts more' },
  name: {
    zh: '拼音文字的姓名：一致，或相近三级',
    en: 'names in letters: equal, or alike in three steps',
  },
  text: {
    zh: '较长的文本：一致，或编辑相似三级',
    en: 'longer text: equal, or alike in three steps',
  },
  date: {
    zh: '日期：一致、差一两处笔误、一年之内',
    en: 'dates: equal, a slip or two, within a year',
  },
  number: {
    zh: '数量：相等，或相差在所给比例之内',
    en: 'quantities: equal, or within the given shares',
  },
  set: { zh: '若干项：一致，或重合的程度', en: 'lists: equal, or how far they overlap' },
};

/**
 * The ordered levels of a comparison that was written by its kind alone, best first. They are the levels the
 * literature uses for such fields; a spec that wants others writes them out. The values of a sensitive field are not
 * weighed by their rarity: a model would name the common ones.
 */
export function levelsOfKind(spec: KindSpec, isSensitive: boolean): LevelSpec[] {
  switch (spec.kind) {
    case 'exact':
      return [equal(spec, !isSensitive), { when: 'else' }];
    case 'name':
      return [
        equal(spec, !isSensitive),
        similar(spec, 'jaroWinkler', 0.92),
        similar(spec, 'jaroWinkler', 0.85),
        similar(spec, 'jaroWinkler', 0.7),
        { when: 'else' },
      ];
    case 'text':
      return [
        equal(spec, !isSensitive),
        similar(spec, 'levenshteinSimilarity', 0.9),
        similar(spec, 'levenshteinSimilarity', 0.75),
        similar(spec, 'levenshteinSimilarity', 0.5),
        { when: 'else' },
      ];
    case 'date':
      return [
        equal(spec, false),
        atMost(spec, 'damerauLevenshtein', 1),
        atMost(spec, 'damerauLevenshtein', 2),
        atMost(spec, 'dayDifference', 366),
        { when: 'else' },
      ];
    case 'number':
      return [
        equal(spec, false),
        ...(spec.within ?? [0.01, 0.1]).map((share) => atMost(spec, 'numericRatio', share)),
        { when: 'else' },
      ];
    case 'set':
      return [
        equal(spec, !isSensitive),
        similar(spec, 'jaccard', 0.75),
        similar(spec, 'jaccard', 0.5),
        similar(spec, 'overlap', 1),
        { when: 'else' },
      ];
  }
}

function equal(spec: KindSpec, byDefault: boolean): LevelSpec {
  const adjusted = spec.termFrequency ?? byDefault;
  return {
    when: { equal: spec.field },
    ...(adjusted ? { termFrequency: spec.field } : {}),
  };
}

function similar(spec: KindSpec, measure: string, atLeast: number): LevelSpec {
  return { when: { measure, field: spec.field, atLeast } };
}

function atMost(spec: KindSpec, measure: string, most: number): LevelSpec {
  return { when: { measure, field: spec.field, atMost: most } };
}
