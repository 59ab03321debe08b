/** Filter inputs as the schemas declare them, with what the client left out or set to null. */
export type CodeFilterInput = {
  eq?: string | null;
  in?: readonly string[] | null;
  startsWith?: string | null;
};

export type TextFilterInput = {
  eq?: string | null;
  in?: readonly string[] | null;
  contains?: string | null;
};

export type BoundFilterInput<Value> = { gte?: Value | null; lte?: Value | null };

type Condition = { equals?: string; in?: string[]; startsWith?: string; contains?: string };

/**
 * A filter input as a Prisma condition. All parts must hold; a part that is null or left out says
 * nothing, and a filter that says nothing is undefined.
 */
export function whereText(
  filter: (CodeFilterInput & TextFilterInput) | null | undefined,
): Condition | undefined {
  if (filter == null) return undefined;
  const condition: Condition = {
    ...(filter.eq == null ? {} : { equals: filter.eq }),
    ...(filter.in == null ? {} : { in: [...filter.in] }),
    ...(filter.startsWith == null ? {} : { startsWith: filter.startsWith }),
    ...(filter.contains == null ? {} : { contains: filter.contains }),
  };
  return Object.keys(condition).length === 0 ? undefined : condition;
}
