import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { SubgraphOperation } from '../../gateway/subgraph-source.ts';
import type { SubgraphResponse } from '../../kernel/runtime/subgraph-executor.ts';
import { randomNumbers, type RandomNumbers } from './random-numbers.ts';

type Json = Record<string, unknown>;

/** How likely the subgraph misbehaves at each place. */
const NULL = 0.1;
const NULL_WHERE_PROMISED = 0.02;
const WRONG_LEAF = 0.02;
const WRONG_SHAPE = 0.004;
const WRONG_TYPE_NAME = 0.01;
const ERRORS = 0.15;
const NO_DATA = 0.04;
const UNREACHABLE = 0.04;
const TOO_FEW_ENTITIES = 0.02;

/**
 * Answers any operation of a supergraph's subgraphs with made-up values, the same for the same seed and
 * request, and breaks the rules now and then: nulls where values are promised, words for numbers, objects
 * for lists, errors of all kinds.
 *
 * @throws Error now and then, like a subgraph that cannot be reached
 */
export function unrulyAnswer(
  schema: GraphQLSchema,
  subgraph: string,
  { query, variables = {} }: SubgraphOperation,
  seed: string,
): SubgraphResponse {
  const random = randomNumbers(`${seed} ${subgraph} ${query} ${JSON.stringify(variables)}`);
  if (random.chance(UNREACHABLE)) throw new Error(`${subgraph} is away`);
  const document = parse(query);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);

  function answerSet(sets: readonly SelectionSetNode[], type: GraphQLObjectType): Json {
    const fields = new Map<string, FieldNode[]>();
    for (const set of sets) collect(set, type, fields);
    return Object.fromEntries([...fields].map(([key, nodes]) => [key, answerField(nodes, type)]));
  }

  function collect(set: SelectionSetNode, type: GraphQLObjectType, into: Map<string, FieldNode[]>) {
    for (const node of set.selections) {
      const hidden = node.directives?.some(({ name, arguments: [argument] = [] }) => {
        const value = argument?.value;
        const flag = value?.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
        const on = value?.kind === Kind.BOOLEAN ? value.value : flag;
        return (name.value === 'skip') === on;
      });
      if (hidden) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        into.set(key, [...(into.get(key) ?? []), node]);
        continue;
      }
      const part = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      const on = part?.typeCondition?.name.value;
      if (part && (!on || isOf(type, on))) collect(part.selectionSet, type, into);
    }
  }

  function isOf(type: GraphQLObjectType, name: string): boolean {
    const wanted = schema.getType(name);
    return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
  }

  function answerField(nodes: readonly FieldNode[], parent: GraphQLObjectType): unknown {
    const name = nodes[0]?.name.value ?? '';
    if (name === '__typename') return random.chance(WRONG_TYPE_NAME) ? 'Nonsense' : parent.name;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    if (name === '_entities') return answerEntities(sets);
    const definition = parent.getFields()[name];
    if (!definition) throw new Error(`${subgraph} was asked for ${parent.name}.${name}`);
    return answerValue(definition.type, sets);
  }

  function answerEntities(sets: readonly SelectionSetNode[]): unknown[] {
    const representations = variables['representations'] as { __typename: string }[];
    const asked = representations.slice(random.chance(TOO_FEW_ENTITIES) ? 1 : 0);
    return asked.map(({ __typename }) => {
      const type = schema.getType(__typename);
      if (!isObjectType(type) || random.chance(NULL)) return null;
      return answerSet(sets, type);
    });
  }

  function answerValue(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): unknown {
    if (random.chance(isNonNullType(type) ? NULL_WHERE_PROMISED : NULL)) return null;
    const inner = isNonNullType(type) ? type.ofType : type;
    if (random.chance(WRONG_SHAPE)) return random.pick(['a word', 7, {}, []]);
    if (isListType(inner)) {
      const of: GraphQLOutputType = inner.ofType;
      return Array.from({ length: random.below(4) }, () => answerValue(of, sets));
    }
    if (!isCompositeType(inner)) return answerLeaf(inner, random);
    return answerSet(sets, isObjectType(inner) ? inner : random.pick(possible(inner)));
  }

  function possible(type: GraphQLOutputType): readonly GraphQLObjectType[] {
    const named = getNamedType(type);
    return isAbstractType(named) || isInterfaceType(named) ? schema.getPossibleTypes(named) : [];
  }

  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error('no root');
  const data = answerSet([operation.selectionSet], root);
  if (random.chance(NO_DATA)) return { data: null, errors: [errorAt(undefined, random)] };
  if (!random.chance(ERRORS)) return { data };
  return { data, errors: [errorAt(data, random), errorAt(data, random)] };
}

function answerLeaf(type: GraphQLOutputType, random: RandomNumbers): unknown {
  if (random.chance(WRONG_LEAF))
    return random.pick<unknown>([true, 1.5, 'a word', { an: 'object' }, ['a list']]);
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  const made: Record<string, unknown> = {
    Int: random.below(100),
    Float: random.below(100) / 2,
    Boolean: random.chance(0.5),
    ID: random.chance(0.5) ? random.below(100) : `id-${random.below(100)}`,
    String: `text-${random.below(100)}`,
  };
  return made[getNamedType(type).name] ?? { anything: random.below(100) };
}

function errorAt(data: Json | undefined, random: RandomNumbers) {
  const path: (string | number)[] = [];
  let place: unknown = data;
  while (typeof place === 'object' && place !== null && Object.keys(place).length > 0) {
    const key = random.pick(Object.keys(place));
    path.push(Array.isArray(place) ? Number(key) : key);
    place = (place as Json)[key];
    if (random.chance(0.3)) break;
  }
  const code = random.pick(['NOT_FOUND', 'INVALID_GRAPHQL', undefined]);
  return {
    message: random.pick(['no such thing', '']),
    ...(path.length > 0 ? { path } : {}),
    ...(code ? { extensions: { code } } : {}),
  };
}
