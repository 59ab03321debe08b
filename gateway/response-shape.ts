import {
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What of the joined data an operation asked for, compiled once so that each answer is one walk. */
export type ResponseShape = { root: GraphQLCompositeType; selections: readonly Selection[] };

export type Selection = { when: readonly Condition[] | null } & (
  | { kind: 'typename'; key: string }
  | { kind: 'field'; key: string; value: ValueShape }
  | { kind: 'fragment'; on: GraphQLCompositeType | null; selections: readonly Selection[] }
);

/** Of `@include` and `@skip`: the selection counts while the variable has this value. */
export type Condition = { variable: string; shownWhen: boolean };

export type ValueShape = {
  nonNull: boolean;
  /** Whether scalars or enums lie at the bottom, under however many lists. */
  ofLeaves: boolean;
} & (
  | { kind: 'list'; of: ValueShape }
  | { kind: 'object'; type: GraphQLCompositeType; selections: readonly Selection[] }
  | { kind: 'leaf'; accepts: (value: unknown) => boolean }
);

/**
 * Compiles the shape of an operation's answer; null when it asks for something the shape does not know:
 * introspection, and keys or variables of names that every JavaScript object already has (`__proto__`).
 */
export function compileShape(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): ResponseShape | null {
  const compiled = new Map<string, readonly Selection[]>();
  let known = !operation.variableDefinitions?.some(
    ({ variable }) => variable.name.value in Object.prototype,
  );

  function compileSet(set: SelectionSetNode, parent: GraphQLCompositeType): readonly Selection[] {
    const selections: Selection[] = [];
    for (const node of set.selections) {
      const when = conditionsOf(node.directives ?? []);
      if (when === 'never') continue;
      if (node.kind === Kind.FIELD) selections.push({ when, ...compileField(node, parent) });
      else if (node.kind === Kind.FRAGMENT_SPREAD)
        selections.push({ when, ...compileFragment(node.name.value) });
      else {
        const on = node.typeCondition ? typeNamed(node.typeCondition.name.value) : null;
        const inner = compileSet(node.selectionSet, on ?? parent);
        selections.push({ when, kind: 'fragment', on, selections: inner });
      }
    }
    return selections;
  }

  function compileField(node: FieldNode, parent: GraphQLCompositeType) {
    const name = node.name.value;
    const key = node.alias?.value ?? name;
    if (key in Object.prototype) known = false;
    if (name === '__typename') return { kind: 'typename', key } as const;
    const hasFields = isObjectType(parent) || isInterfaceType(parent);
    const definition = hasFields ? parent.getFields()[name] : undefined;
    if (!definition) {
      known = false;
      return { kind: 'typename', key } as const;
    }
    return { kind: 'field', key, value: compileValue(definition.type, node.selectionSet) } as const;
  }

  function compileFragment(name: string) {
    const definition = fragments[name];
    if (!definition) throw new Error(`no fragment ${name}`);
    const on = typeNamed(definition.typeCondition.name.value);
    let selections = compiled.get(name);
    if (!selections) compiled.set(name, (selections = compileSet(definition.selectionSet, on)));
    return { kind: 'fragment', on, selections } as const;
  }

  function compileValue(type: GraphQLOutputType, set: SelectionSetNode | undefined): ValueShape {
    if (isNonNullType(type)) return { ...compileValue(type.ofType, set), nonNull: true };
    if (isListType(type)) {
      const of = compileValue(type.ofType, set);
      return { nonNull: false, ofLeaves: of.ofLeaves, kind: 'list', of };
    }
    if (!isCompositeType(type))
      return { nonNull: false, ofLeaves: true, kind: 'leaf', accepts: leafCheck(type) };
    if (!set) throw new Error(`no fields of ${type.name}`);
    const selections = compileSet(set, type);
    return { nonNull: false, ofLeaves: false, kind: 'object', type, selections };
  }

  function typeNamed(name: string): GraphQLCompositeType {
    const type = schema.getType(name);
    if (!isCompositeType(type)) throw new Error(`no type ${name}`);
    return type;
  }

  const root = schema.getRootType(operation.operation);
  if (!root) return null;
  const selections = compileSet(operation.selectionSet, root);
  return known ? { root, selections } : null;
}

/** 'never' where the query itself settles that the selection does not count; null where it always does. */
function conditionsOf(directives: readonly DirectiveNode[]): readonly Condition[] | null | 'never' {
  const conditions: Condition[] = [];
  for (const name of ['skip', 'include'] as const) {
    const value = directives.find((directive) => directive.name.value === name)?.arguments?.[0]
      ?.value;
    const shownWhen = name === 'include';
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, shownWhen });
    else if (value?.kind === Kind.BOOLEAN && value.value !== shownWhen) return 'never';
  }
  return conditions.length > 0 ? conditions : null;
}

const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;

/** What a subgraph may answer for a scalar or an enum; a scalar of its own may be anything. */
function leafCheck(type: GraphQLOutputType): (value: unknown) => boolean {
  if (isEnumType(type))
    return (value) => typeof value === 'string' && type.getValue(value) !== undefined;
  if (!isCompositeType(type) && 'name' in type && isSpecifiedScalarType(type))
    return SCALARS[type.name] ?? anything;
  return anything;
}

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Boolean: (value) => typeof value === 'boolean',
  Int: isInteger,
  Float: (value) => typeof value === 'number' && Number.isFinite(value),
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string' || isInteger(value),
};

function isInteger(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && INTEGER.test(String(value));
}

function anything(): boolean {
  return true;
}
