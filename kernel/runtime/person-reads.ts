import {
  getNamedType,
  isCompositeType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { PERSONAL_FIELDS } from '../field-classes.ts';
import { recordAudit, type AuditScope } from './audit.ts';
import type { Database } from './db.ts';
import { operationNow, withinOperation, type PersonReads } from './operation.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST_FIELDS = 200;

/** Does a request's work and says whom it was told of. */
export async function collectingReads<T>(
  work: () => Promise<T>,
): Promise<PersonReads & { result: T }> {
  const reads: PersonReads = { persons: new Set(), withheld: new Set() };
  const result = await withinOperation({ reads }, work);
  for (const id of reads.persons) reads.withheld.delete(id);
  return { ...reads, result };
}

/** Notes that the request at hand is told of these persons; outside of a request there is nobody to be told. */
export function notePersons(ids: Iterable<string>): void {
  const { reads } = operationNow();
  if (reads) for (const id of ids) reads.persons.add(id);
}

/** The same of rows that are each about one person, which it passes on. */
export function notePersonsOf<Row extends { personId: string }>(rows: Row[]): Row[] {
  notePersons(rows.map(({ personId }) => personId));
  return rows;
}

/** Notes whom the request asked for by key and is not given: unknown, of another street, or recused from. */
export function noteWithheld(asked: Iterable<string>, given: ReadonlyMap<string, unknown>): void {
  const { reads } = operationNow();
  if (!reads) return;
  for (const id of asked) if (!given.has(id) && UUID.test(id)) reads.withheld.add(id);
}

/**
 * Which fields of people a document asks for, as `Type.field`. Once per document: a gateway sends few, each many times.
 */
export function personalFieldsOf(schema: GraphQLSchema, document: DocumentNode): string[] {
  const fields = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType()?.name ?? '';
        const own = types.getType();
        // What leads on to another object says nothing by itself.
        const leads = own != null && isCompositeType(getNamedType(own));
        if (!leads && Object.hasOwn(PERSONAL_FIELDS, parent) && name.value !== '__typename')
          fields.add(`${parent}.${name.value}`);
      },
    }),
  );
  return [...fields].sort().slice(0, MOST_FIELDS);
}

/**
 * 查询记录: one row for all that one request was told, before it is told. The row lists the persons itself, so that
 * the list is sealed with it; an index over the rows finds a person's (prisma/migrations/20261121213100_access_log).
 *
 * @throws what the database says when the row cannot be written: then nothing is told
 */
export async function recordReads(
  { database }: { database: Pick<Database, 'db'> },
  scope: AuditScope,
  { persons, withheld }: PersonReads,
  fields: readonly string[],
): Promise<void> {
  if (persons.size + withheld.size === 0) return;
  await recordAudit(database.db, scope, {
    kind: 'PERSONS_READ',
    persons: [...persons].sort(),
    withheld: [...withheld].sort(),
    fields: [...fields],
  });
}
