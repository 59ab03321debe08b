import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { scrubNumbers } from '../kernel/scrub-numbers.ts';

/** After these words graphql-js writes a value of the caller's without quotes. */
const VALUE_FOLLOWS = /(\bfound|\bvalue:|\bgot invalid value) .*/s;
const QUOTED = /"([^"]*)"/g;
const LONGEST = 300;

/**
 * What the log may keep of a validation error: graphql-js's sentence with the words that are the schema's own.
 * Every other word in quotes is the caller's, a name or an identity number for all we know, and becomes "…".
 */
export function createRefusalReason(schema: GraphQLSchema): (message: string) => string {
  const names = namesOf(schema);
  return (message) => {
    const told = message
      .replace(/ Did you mean .*$/s, '')
      .replace(VALUE_FOLLOWS, '$1 …')
      .replace(QUOTED, (quoted, words: string) => (isNamed(words, names) ? quoted : '"…"'));
    return scrubNumbers(told.replace(/[^\x20-\x7e…]/g, '…').slice(0, LONGEST));
  };
}

/** `Query.person`, `[ID!]!` and `@skip` are names of the schema as well. */
function isNamed(words: string, names: ReadonlySet<string>): boolean {
  return words.split(/[^A-Za-z0-9_]+/).every((word) => word === '' || names.has(word));
}

type Named = { name: string; args?: readonly { name: string }[] };

function namesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set(schema.getDirectives().map(({ name }) => name));
  for (const type of Object.values(schema.getTypeMap())) {
    names.add(type.name);
    if (isEnumType(type)) for (const { name } of type.getValues()) names.add(name);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    const fields: readonly Named[] = Object.values(type.getFields());
    for (const { name, args = [] } of fields)
      for (const own of [name, ...args.map((argument) => argument.name)]) names.add(own);
  }
  return names;
}
