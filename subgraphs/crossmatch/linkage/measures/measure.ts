/**
 * How alike two values are. A measure is computed in Node, once per distinct pair of values, so it may be
 * exact about characters (Unicode code points) where the engines' own functions count bytes.
 */
export type Measure = {
  name: string;
  /** 'higher' = more alike (a similarity 0..1 or an ordinal), 'lower' = a distance. */
  closer: 'higher' | 'lower';
  /** Whether of(a, b) = of(b, a). */
  symmetric: boolean;
  /** Finite and deterministic for any two texts. */
  of(a: string, b: string): number;
  title: { zh: string; en: string };
};

/** What a distance says of two values of which one cannot be read (no number, no date): beyond any limit. */
export const INCOMPARABLE = Number.MAX_SAFE_INTEGER;

/** A symmetric measure by which more is more alike. */
export function similarity(
  name: string,
  of: (a: string, b: string) => number,
  title: Measure['title'],
): Measure {
  return { name, closer: 'higher', symmetric: true, of, title };
}

/** A symmetric measure by which less is more alike. */
export function distance(
  name: string,
  of: (a: string, b: string) => number,
  title: Measure['title'],
): Measure {
  return { name, closer: 'lower', symmetric: true, of, title };
}
