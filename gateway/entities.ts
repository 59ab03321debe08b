import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** An object of a subgraph's answer, or of what is joined from several. */
export type Data = Record<string, unknown>;

/** Whether a value of an answer is an object. */
export function isRecord(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The reference to an entity that another subgraph is asked with: its type and the fields of its key.
 * Null, or without `__typename`, when the entity lacks one of them.
 */
export function representationOf(
  source: unknown,
  selections: readonly QueryPlanSelectionNode[],
  schema: GraphQLSchema,
): Data | null {
  if (!isRecord(source)) return null;
  const result: Data = {};
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      if (isOfType(schema, source['__typename'], selection.typeCondition))
        mergeInto(result, representationOf(source, selection.selections, schema));
      continue;
    }
    const key = selection.alias ?? selection.name;
    const value = Object.hasOwn(source, key) ? source[key] : undefined;
    if (value === undefined) return null;
    const inner = selection.selections;
    if (!inner) result[key] = value;
    else if (Array.isArray(value))
      result[key] = value.map((element) => representationOf(element, inner, schema));
    else result[key] = representationOf(value, inner, schema);
  }
  return result;
}

function isOfType(schema: GraphQLSchema, name: unknown, condition: string | undefined): boolean {
  if (typeof name !== 'string' || condition === undefined) return false;
  return name === condition || covers(schema, schema.getType(condition), schema.getType(name));
}

/** Whether objects of `type` are of the type `condition` too: the same, or an interface or union of it. */
export function covers(
  schema: GraphQLSchema,
  condition: GraphQLNamedType | undefined,
  type: GraphQLNamedType | undefined,
): boolean {
  if (type && type === condition) return true;
  return (
    isAbstractType(condition) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(condition, type)
  );
}

/** Adds what a subgraph answered to what is already known: objects and lists of one length key by key. */
export function mergeInto(target: Data, source: unknown): void {
  if (!isRecord(source)) return;
  for (const key of Object.keys(source)) {
    const value = source[key];
    // Nobody can ask for this key here; a subgraph that sends it wants to reach what all objects share.
    if (value === undefined || key === '__proto__') continue;
    const known = Object.hasOwn(target, key) ? target[key] : undefined;
    if (isRecord(known) && isRecord(value)) mergeInto(known, value);
    else if (Array.isArray(known) && Array.isArray(value) && known.length === value.length)
      mergeElements(known, value);
    else target[key] = value;
  }
}

function mergeElements(target: unknown[], source: readonly unknown[]): void {
  source.forEach((value, index) => {
    const known = target[index];
    if (isRecord(known) && isRecord(value)) mergeInto(known, value);
    else target[index] = value;
  });
}
