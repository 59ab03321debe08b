import { buildSchema, getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createLimits, LIMITS, nestsTooDeep } from './limits.ts';

const schema = buildSchema(`
  type Query { alerts(first: Int, last: Int): Alerts!, person: Person, rules: [Rule!]! }
  type Alerts { totalCount: Int!, nodes: [Alert!]!, edges: [Edge!]! }
  type Edge { node: Alert! }
  type Alert { no: ID!, person: Person, rules: [Rule!]!, next(first: Int): Alerts! }
  type Person { id: ID!, alerts(first: Int): Alerts! }
  type Rule { id: ID! }
`);

function check(query: string, variables?: Record<string, unknown>, operation?: string) {
  const limits = createLimits(() => schema);
  limits.check(query, variables, operation);
}

const nest = (depth: number) => `${'{ person '.repeat(depth - 1)}{ id }${' }'.repeat(depth - 1)}`;

describe('the limits of a query', () => {
  it.each([
    ['a plain query', '{ person { id } }'],
    [
      'the standard introspection query',
      getIntrospectionQuery({ oneOf: true, specifiedByUrl: true }),
    ],
    ['a text that does not parse, which the parser answers better', '{ person {'],
    [
      'a page of 100 with one object each',
      '{ alerts(first: 100) { edges { node { person { id } } } } }',
    ],
    [
      'a fragment spread four times',
      '{ person { ...f ...f ...f ...f } } fragment f on Person { id }',
    ],
    ['a nullable page size left out', 'query ($n: Int) { alerts(first: $n) { totalCount } }'],
    [`depth ${LIMITS.depth}`, nest(LIMITS.depth)],
  ])('allow %s', (_what, query) => {
    expect(() => check(query)).not.toThrow();
  });

  it.each([
    [`depth ${LIMITS.depth + 1}`, nest(LIMITS.depth + 1)],
    ['depth hidden in fragments', `{ ...a } fragment a on Query ${nest(LIMITS.depth + 1)}`],
    ['a page beyond 100', '{ alerts(first: 101) { totalCount } }'],
    ['last beyond 100', '{ alerts(last: 101) { totalCount } }'],
    ['first and last together', '{ alerts(first: 1, last: 1000) { totalCount } }'],
    ['a page size that is text', '{ alerts(first: "1") { totalCount } }'],
    [
      'pages within pages',
      '{ alerts(first: 50) { edges { node { next(first: 50) { edges { node { no } } } } } } }',
    ],
    [
      'pages within pages through fragments',
      '{ alerts(first: 50) { ...a } } fragment a on Alerts { nodes { next(first: 50) { nodes { no } } } }',
    ],
    [
      'pages of default size, nested thrice',
      '{ alerts { nodes { next { nodes { next { nodes { no } } } } } } }',
    ],
    [
      'six root fields through fragments',
      '{ ...a ...b } fragment a on Query { a: __typename b: __typename c: __typename } fragment b on Query { d: __typename e: __typename f: __typename }',
    ],
  ])('refuse %s', (_what, query) => {
    expect(() => check(query)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
  });

  it('judge a page size by the variables of the request', () => {
    const query = 'query ($n: Int = 10) { alerts(first: $n) { nodes { person { id } } } }';
    const limits = createLimits(() => schema);
    limits.check(query, undefined);
    limits.check(query, { n: 100 });
    for (const n of [101, -1, 1.5, '5', 1e9])
      expect(() => limits.check(query, { n })).toThrow(
        expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
      );
  });

  it('judge the named operation of several, and refuse to guess', () => {
    const query =
      'query Small { person { id } } query Large { alerts(first: 1000) { totalCount } }';
    expect(() => check(query, undefined, 'Small')).not.toThrow();
    expect(() => check(query, undefined, 'Large')).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
    );
    const unclear: unknown = expect.objectContaining({ code: 'REQUEST_INVALID' });
    expect(() => check(query)).toThrow(unclear);
    expect(() => check(query, undefined, 'Other')).toThrow(unclear);
  });

  it('say the same whichever limit it was', () => {
    const messages = [nest(20), '{ alerts(first: 1000) { totalCount } }', '{ a '.repeat(2_000)].map(
      (query) => {
        try {
          check(query);
          return 'allowed';
        } catch (error) {
          return (error as Error).message;
        }
      },
    );
    expect(new Set(messages).size).toBe(1);
  });
});

describe('the nesting of a body', () => {
  it.each([
    ['brackets in text do not count', `{"a":"${'['.repeat(100)}"}`, false],
    ['an escaped quote does not end a text', `{"a":"\\"${'{'.repeat(100)}"}`, false],
    ['closing brackets count back', `[${'[],'.repeat(100)}[]]`, false],
    ['lists in lists', '['.repeat(65), true],
    ['objects in objects', '{"a":'.repeat(65), true],
  ])('%s', (_what, json, expected) => {
    expect(nestsTooDeep(json)).toBe(expected);
  });
});
