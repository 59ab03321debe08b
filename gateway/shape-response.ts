import {
  isCompositeType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';
import { covers, type Data } from './entities.ts';
import type { Condition, ResponseShape, Selection, ValueShape } from './response-shape.ts';

type Run = { schema: GraphQLSchema; variables: Data };

/** A null where the schema promises a value: it takes the place of the object around it. */
const INVALID = Symbol('invalid');

/**
 * What leaves of the joined data: the fields asked for, in their order and under their keys, with nulls
 * carried up as the schema says (GraphQL specification, 6.4.4). A value that does not fit its type becomes
 * null. The rules are those of @apollo/gateway's own post-processing, which a property test compares.
 *
 * @param variables the request's, with the operation's defaults
 * @throws Error when a subgraph's answer is no list, or no object, where the schema has one
 */
export function shapeResponse(shape: ResponseShape, input: Data, run: Run): Data | null {
  const output: Data = {};
  return fill(output, shape.selections, input, shape.root, run) ? output : null;
}

/** Fills one object; false when it must not be. */
function fill(
  output: Data,
  selections: readonly Selection[],
  input: Data,
  parent: GraphQLCompositeType,
  run: Run,
): boolean {
  for (const selection of selections) {
    if (selection.when && !counts(selection.when, run.variables)) continue;
    if (selection.kind === 'fragment') {
      const { on } = selection;
      if (on && !applies(on, input['__typename'], parent, run.schema)) continue;
      if (!fill(output, selection.selections, input, on ?? parent, run)) return false;
    } else if (selection.kind === 'field') {
      const { key, value } = selection;
      const completed = complete(value, input[key] ?? null, output[key], run);
      if (completed === INVALID) return false;
      output[key] = completed;
    } else if (output[selection.key] === undefined) {
      const name = typeNameOf(selection.key, input, parent, run.schema);
      if (name === null) return false;
      output[selection.key] = name;
    }
  }
  return true;
}

function counts(conditions: readonly Condition[], variables: Data): boolean {
  return conditions.every(({ variable, shownWhen }) => {
    const value = variables[variable];
    if (typeof value !== 'boolean') throw new Error(`$${variable} must be a boolean`);
    return value === shownWhen;
  });
}

function applies(
  condition: GraphQLCompositeType,
  typeName: unknown,
  parent: GraphQLCompositeType,
  schema: GraphQLSchema,
): boolean {
  if (typeName && typeof typeName !== 'string') throw new Error('a __typename that is no name');
  return covers(schema, condition, typeName ? schema.getType(typeName as string) : parent);
}

/** The object's type; null when only an interface or a union is known of it. */
function typeNameOf(
  key: string,
  input: Data,
  parent: GraphQLCompositeType,
  schema: GraphQLSchema,
): string | null {
  const given = input[key] ?? input['__typename'];
  const type = typeof given === 'string' ? (schema.getType(given) ?? parent) : parent;
  return isObjectType(type) ? type.name : null;
}

/** @param earlier what the same key has already been given by another selection of it */
function complete(shape: ValueShape, value: unknown, earlier: unknown, run: Run): unknown {
  if (earlier === null || (earlier !== undefined && shape.ofLeaves)) return earlier;
  const completed = value === null ? null : completeValue(shape, value, earlier, run);
  return completed === null && shape.nonNull ? INVALID : completed;
}

function completeValue(shape: ValueShape, value: unknown, earlier: unknown, run: Run): unknown {
  if (shape.kind === 'leaf') return shape.accepts(value) ? value : null;
  if (shape.kind === 'object') return completeObject(shape, value, earlier as Data, run);
  if (!Array.isArray(value)) throw new Error('a subgraph answered no list where there is one');
  const before = earlier as unknown[] | undefined;
  let broken = false;
  const list = value.map((element: unknown, index) => {
    const completed = complete(shape.of, element, before?.[index], run);
    if (completed === INVALID) broken = true;
    return completed;
  });
  return broken ? null : list;
}

function completeObject(
  shape: ValueShape & { kind: 'object' },
  value: unknown,
  earlier: Data | undefined,
  run: Run,
): Data | null {
  if (typeof value !== 'object')
    throw new Error('a subgraph answered no object where there is one');
  const input = value as Data;
  const name = input['__typename'];
  if (name !== undefined && typeof name !== 'string')
    throw new Error('a __typename that is no name');
  const type = name ? run.schema.getType(name) : shape.type;
  if (!isCompositeType(type)) return null;
  const output = earlier ?? {};
  return fill(output, shape.selections, input, type, run) ? output : null;
}
