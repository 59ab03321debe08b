import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import type { RandomNumbers } from './random-numbers.ts';

export type RandomQuery = { query: string; variables: Record<string, unknown> };

const VARIABLES = {
  yes: 'Boolean!',
  no: 'Boolean!',
  usually: 'Boolean! = true',
  seldom: 'Boolean = false',
};
const CONDITIONS = ['$yes', '$no', '$usually', '$seldom', 'true', 'false'];

/**
 * A random operation over a schema: aliases, fields asked for twice, fragments of both kinds, conditions
 * by constant and by variable. Mostly valid; whoever needs it valid validates it.
 */
export function randomQuery(schema: GraphQLSchema, random: RandomNumbers): RandomQuery {
  const fragments: string[] = [];
  let aliases = 0;

  function selectionSet(type: GraphQLCompositeType, depth: number): string {
    const selections = Array.from({ length: 1 + random.below(4) }, () => selection(type, depth));
    return `{ ${[...selections, '__typename'].slice(random.below(2)).join(' ')} }`;
  }

  function selection(type: GraphQLCompositeType, depth: number): string {
    if (random.chance(0.1)) return `${alias()}__typename${condition()}`;
    if (isUnionType(type) || random.chance(0.2)) return fragment(type, depth);
    const usable = Object.values(type.getFields()).filter(
      (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
    );
    return usable.length === 0 ? '__typename' : fieldOf(random.pick(usable), depth);
  }

  function fieldOf(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = field.args.filter((arg) => isRequiredArgument(arg) || random.chance(0.1));
    const args = given.map(({ name, type }) => `${name}: ${literal(type)}`).join(', ');
    const inner = getNamedType(field.type);
    return [
      // What has arguments gets a name of its own, so that two of them never meet under one.
      args ? `a${(aliases += 1)}: ` : alias(),
      field.name,
      args && `(${args})`,
      condition(),
      isCompositeType(inner) ? ` ${selectionSet(inner, depth - 1)}` : '',
    ].join('');
  }

  function fragment(type: GraphQLCompositeType, depth: number): string {
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    const target = random.chance(0.3) ? type : random.pick(possible);
    if (random.chance(0.7)) {
      const on = target === type && random.chance(0.5) ? '' : ` on ${target.name}`;
      return `...${on}${condition()} ${selectionSet(target, depth)}`;
    }
    const body = selectionSet(target, depth);
    const name = `F${fragments.length + 1}`;
    fragments.push(`fragment ${name} on ${target.name} ${body}`);
    return `...${name}${condition()}${random.chance(0.2) ? ` ...${name}` : ''}`;
  }

  function alias(): string {
    return random.chance(0.15) ? `a${(aliases += 1)}: ` : '';
  }

  function condition(): string {
    if (!random.chance(0.12)) return '';
    const name = random.pick(['skip', 'include']);
    return ` @${name}(if: ${random.pick(CONDITIONS)})`;
  }

  function literal(type: GraphQLInputType): string {
    if (isNonNullType(type)) return literal(type.ofType);
    if (isListType(type)) return `[${literal(type.ofType)}]`;
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const required = Object.values(type.getFields()).filter(({ type: of }) => isNonNullType(of));
      return `{ ${required.map((field) => `${field.name}: ${literal(field.type)}`).join(', ')} }`;
    }
    return { Int: '2', Float: '1.5', Boolean: 'true' }[type.name] ?? '"2026-01-01"';
  }

  const kind = schema.getMutationType() && random.chance(0.15) ? 'mutation' : 'query';
  const root = kind === 'mutation' ? schema.getMutationType() : schema.getQueryType();
  if (!root) throw new Error('a schema without queries');
  const body = selectionSet(root, 5);
  const text = [body, ...fragments].join('\n');
  const used = Object.entries(VARIABLES).filter(([name]) => text.includes(`$${name}`));
  const definitions = used.map(([name, type]) => `$${name}: ${type}`).join(', ');
  return {
    query: `${kind} Random${definitions && `(${definitions})`} ${text}`,
    variables: {
      yes: true,
      no: false,
      ...(random.chance(0.2) ? { usually: false } : {}),
      // Allowed by the type, and no answer to whether the field is shown.
      ...(random.chance(0.05) ? { seldom: null } : {}),
    },
  };
}
