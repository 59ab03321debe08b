import type { ComparisonSpec, LevelSpec } from './spec.ts';

type KindSpec = Extract<ComparisonSpec, { kind: string }>;

/**
 * The ordered levels of a comparison that was written by its kind alone, best first. They are the levels the
 * literature uses for such fields; a spec that wants others writes them out.
 */
export function levelsOfKind(spec: KindSpec): LevelSpec[] {
  switch (spec.kind) {
    case 'exact':
      return [equal(spec, true), { when: 'else' }];
    case 'name':
      return [
        equal(spec, true),
        similar(spec, 'jaroWinkler', 0.92),
        similar(spec, 'jaroWinkler', 0.85),
        similar(spec, 'jaroWinkler', 0.7),
        { when: 'else' },
      ];
    case 'text':
      return [
        equal(spec, true),
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
        equal(spec, true),
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
