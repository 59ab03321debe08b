/** A query that must be answered after each of them. */
export const GOOD = '{ alerts(first: 1) { totalCount } }';

/** So many parts, joined by spaces. */
export const repeat = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

/** Fragments that each spread the next twice: 2^count fields from some 60 bytes each. */
export function fragmentBomb(count: number): string {
  const body = repeat(
    count,
    (n) => `fragment f${n} on Query { a: __typename ...f${n + 1} ...f${n + 1} }`,
  );
  return `{ ...f0 ...f0 } ${body} fragment f${count} on Query { __typename }`;
}

/** A query that walks household and members so many times. */
export function nested(depth: number): string {
  const open = '{ household { members '.repeat(depth);
  return `{ person(id: "p1") ${open} { id } ${' } }'.repeat(depth)} }`;
}
