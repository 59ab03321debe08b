import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/**
 * How many objects an operation may return, as a small tree: a number where the query itself settles it,
 * a page size to be read from the variables where it does not.
 */
export type OperationCost = { defaults: ReadonlyMap<string, unknown>; root: Cost };

type Cost = {
  /** Objects of this selection set itself. */
  own: number;
  /** Selection sets whose objects come once per object of a page. */
  pages: readonly { size: PageSize; each: Cost }[];
};

type PageSize = { literal: number } | { variable: string } | { broken: true };

/** A page nobody sized, as the subgraphs serve it. */
const DEFAULT_PAGE = 20;
/** A list without pages (members of a household, sources of a rule) is short by nature. */
const PLAIN_LIST = 3;

/** The cost trees of a document's operations by name ('' for an anonymous one). Fragments must not be cyclic. */
export function compileCosts(
  document: DocumentNode,
  schema: GraphQLSchema | undefined,
): ReadonlyMap<string, OperationCost> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);

  function costOfSet(set: SelectionSetNode, type: GraphQLNamedType | undefined): Cost {
    let own = 0;
    const pages: { size: PageSize; each: Cost }[] = [];
    function add(cost: Cost): void {
      own += cost.own;
      pages.push(...cost.pages);
    }
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) add(costOfField(selection, type));
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const name = selection.typeCondition?.name.value;
        add(costOfSet(selection.selectionSet, name ? schema?.getType(name) : type));
      } else {
        const fragment = fragments.get(selection.name.value);
        const target = fragment?.typeCondition.name.value;
        if (fragment && target) add(costOfSet(fragment.selectionSet, schema?.getType(target)));
      }
    }
    return { own, pages };
  }

  function costOfField(field: FieldNode, parent: GraphQLNamedType | undefined): Cost {
    if (!field.selectionSet || field.name.value.startsWith('__')) return { own: 0, pages: [] };
    const definition = fieldOf(parent, field.name.value);
    const type = definition ? getNamedType(definition.type) : undefined;
    const inner = costOfSet(field.selectionSet, type);
    const size = pageSizeOf(field, definition);
    if (size) return { own: 1, pages: [{ size, each: inner }] };
    // The parts of a page are no objects of their own: the page's size already counts them.
    if (['edges', 'nodes', 'pageInfo'].includes(field.name.value))
      return { own: inner.own + (field.name.value === 'nodes' ? 1 : 0), pages: inner.pages };
    const listed = definition && isCompositeType(type) && isList(definition.type);
    if (!listed) return { own: inner.own + 1, pages: inner.pages };
    return {
      own: 0,
      pages: [{ size: { literal: PLAIN_LIST }, each: { ...inner, own: inner.own + 1 } }],
    };
  }

  const costs = new Map<string, OperationCost>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = costOfSet(definition.selectionSet, rootType(schema, definition));
    costs.set(definition.name?.value ?? '', { defaults: defaultsOf(definition), root });
  }
  return costs;
}

/** The objects an operation may return; null when a page size is no number from 0 to `largestPage`. */
export function costOf(
  cost: OperationCost,
  variables: Record<string, unknown>,
  largestPage: number,
): number | null {
  function sizeOf(size: PageSize): number | null {
    if ('broken' in size) return null;
    if ('literal' in size) return within(size.literal);
    const given = variables[size.variable];
    const value = given === undefined ? cost.defaults.get(size.variable) : given;
    if (value === undefined || value === null) return DEFAULT_PAGE;
    return typeof value === 'number' ? within(value) : null;
  }
  function within(value: number): number | null {
    return Number.isInteger(value) && value >= 0 && value <= largestPage ? value : null;
  }
  function total(part: Cost): number | null {
    let sum = part.own;
    for (const page of part.pages) {
      const size = sizeOf(page.size);
      const each = total(page.each);
      if (size === null || each === null) return null;
      sum += size * each;
    }
    return sum;
  }
  return total(cost.root);
}

function pageSizeOf(
  field: FieldNode,
  definition: GraphQLField<unknown, unknown> | undefined,
): PageSize | null {
  const sizes = (field.arguments ?? []).filter(({ name }) =>
    ['first', 'last'].includes(name.value),
  );
  if (sizes.length > 1) return { broken: true };
  if (sizes[0]) return readSize(sizes[0].value);
  const paged = definition?.args.some(({ name }) => name === 'first');
  return paged ? { literal: DEFAULT_PAGE } : null;
}

function readSize(value: ValueNode): PageSize {
  if (value.kind === Kind.VARIABLE) return { variable: value.name.value };
  if (value.kind === Kind.INT) return { literal: Number(value.value) };
  if (value.kind === Kind.NULL) return { literal: DEFAULT_PAGE };
  return { broken: true };
}

function defaultsOf(operation: OperationDefinitionNode): ReadonlyMap<string, unknown> {
  const defaults = new Map<string, unknown>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue?.kind === Kind.INT)
      defaults.set(variable.name.value, Number(defaultValue.value));
  return defaults;
}

function rootType(
  schema: GraphQLSchema | undefined,
  operation: OperationDefinitionNode,
): GraphQLNamedType | undefined {
  return schema?.getRootType(operation.operation) ?? undefined;
}

function fieldOf(
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}
