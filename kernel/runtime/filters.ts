import { HubError } from '../errors.ts';

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

/** More values than a person picks; tens of thousands would be more than a statement carries. */
const MOST_VALUES = 200;

type Condition = { equals?: string; in?: string[]; startsWith?: string; contains?: string };

/**
 * A filter input as a Prisma condition. All parts must hold; a part that is null or left out says
 * nothing, and a filter that says nothing is undefined.
 * @throws HubError LIMIT_EXCEEDED when it lists too many values.
 */
export function whereText(
  filter: (CodeFilterInput & TextFilterInput) | null | undefined,
): Condition | undefined {
  if (filter == null) return undefined;
  const condition: Condition = {
    ...(filter.eq == null ? {} : { equals: filter.eq }),
    ...(filter.in == null ? {} : { in: listed(filter.in) }),
    ...(filter.startsWith == null ? {} : { startsWith: literal(filter.startsWith) }),
    ...(filter.contains == null ? {} : { contains: literal(filter.contains) }),
  };
  return Object.keys(condition).length === 0 ? undefined : condition;
}

/** The values a filter lists. @throws HubError LIMIT_EXCEEDED when they are too many. */
export function listed(values: readonly string[]): string[] {
  if (values.length > MOST_VALUES) throw new HubError('LIMIT_EXCEEDED', { limit: '筛选值的个数' });
  return [...values];
}

/** Prisma hands these to LIKE as they are: a percent sign would stand for anything. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** One page, as the connection asks for it; `take` is negative from the end. */
export type Page<Column extends string> = {
  take: number;
  skip: number;
  cursor?: { [key in Column]?: string };
};

/**
 * A page over a unique text column as a Prisma query: what lies beyond the cursor, whether or not a row
 * stands there. Prisma's own cursors tell a row that exists out of scope from one that does not.
 * @throws HubError INVALID_INPUT when the cursor is of another list.
 */
export function pageOf<Column extends string>(
  column: Column,
  { take, cursor }: Page<Column>,
): { take: number; beyond: { [key in Column]?: { gt: string } | { lt: string } } } {
  if (cursor === undefined) return { take, beyond: {} };
  const key: unknown = cursor[column];
  if (typeof key !== 'string') throw new HubError('INVALID_INPUT', { field: 'page' });
  const beyond = { [column]: take < 0 ? { lt: key } : { gt: key } };
  return { take, beyond: beyond as { [key in Column]?: { gt: string } | { lt: string } } };
}
