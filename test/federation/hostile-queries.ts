import { fragmentBomb, GOOD, nested, repeat } from './hostile-texts.ts';

/** One hostile request; ids are those of the project's list of bad inputs. */
export type Hostile = {
  id: string;
  what: string;
  status: number | readonly number[];
  /** A GraphQL text to post, or … */
  query?: string;
  variables?: Record<string, unknown>;
  /** … a whole request. */
  request?: RequestInit;
};

/** What is hostile in the GraphQL text or its variables. */
export const HOSTILE_QUERIES: readonly Hostile[] = [
  {
    id: 'B01',
    what: '100 field aliases',
    status: 400,
    query: `{ ${repeat(100, (n) => `a${n}: person(id: "p1") { id }`)} }`,
  },
  {
    id: 'B01b',
    what: '16 aliases, one over the limit',
    status: 400,
    query: `{ alerts(first: 1) { ${repeat(16, (n) => `t${n}: totalCount`)} } }`,
  },
  {
    id: 'B02',
    what: '5,000 __typename aliases',
    status: 400,
    query: `{ ${repeat(5_000, (n) => `t${n}: __typename`)} }`,
  },
  {
    id: 'B03',
    what: '20,000 duplicate fields',
    status: 400,
    query: `{ ${'__typename '.repeat(20_000)} }`,
  },
  {
    id: 'B03b',
    what: '900 duplicate fields, within the token limit',
    status: 400,
    query: `{ ${'__typename '.repeat(900)} }`,
  },
  { id: 'B04', what: 'depth 10', status: 400, query: nested(5) },
  { id: 'B04b', what: 'depth 3,000', status: 400, query: nested(1_500) },
  {
    id: 'B05',
    what: 'a fragment that spreads itself',
    status: 400,
    query: '{ ...a } fragment a on Query { __typename ...a }',
  },
  {
    id: 'B05b',
    what: 'two fragments that spread each other',
    status: 400,
    query: '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }',
  },
  { id: 'B06', what: 'fragment bomb 2^18', status: 400, query: fragmentBomb(18) },
  { id: 'B07', what: 'fragment bomb 2^25, spread twice', status: 400, query: fragmentBomb(25) },
  {
    id: 'B08',
    what: '2,000 @include on one field',
    status: 400,
    query: `{ __typename ${'@include(if: true) '.repeat(2_000)} }`,
  },
  {
    id: 'B09',
    what: '2,000 unknown directives',
    status: 400,
    query: `{ __typename ${'@aa '.repeat(2_000)} }`,
  },
  {
    id: 'B09b',
    what: '6 directives',
    status: 400,
    query: `{ ${repeat(6, (n) => `a${n}: __typename @skip(if: false)`)} }`,
  },
  {
    id: 'B11',
    what: 'first: 1000000',
    status: 400,
    query: '{ alerts(first: 1000000) { totalCount } }',
  },
  { id: 'B11b', what: 'first: -1', status: 400, query: '{ alerts(first: -1) { totalCount } }' },
  {
    id: 'B11c',
    what: 'first: 1000000 as a variable',
    status: 400,
    query: 'query ($n: Int) { alerts(first: $n) { totalCount } }',
    variables: { n: 1_000_000 },
  },
  {
    id: 'B11d',
    what: 'first: 1000000 as a default',
    status: 400,
    query: 'query ($n: Int = 1000000) { alerts(first: $n) { totalCount } }',
  },
  {
    id: 'B11e',
    what: 'pages of pages: 100 × 100 objects',
    status: 400,
    query:
      '{ alerts(first: 100) { edges { node { person { alerts(first: 100) { edges { node { alertNo } } } } } } } }',
  },
  {
    id: 'B11f',
    what: 'six root fields',
    status: 400,
    query:
      '{ a: __typename b: __typename c: __typename d: __typename e: __typename f: __typename }',
  },
  {
    id: 'B12',
    what: 'a variable of 5 MB',
    status: 413,
    query: 'query ($id: ID!) { person(id: $id) { id } }',
    variables: { id: 'x'.repeat(5_000_000) },
  },
  {
    id: 'B14b',
    what: 'a comment of 2 MB',
    status: 413,
    query: `# ${'x'.repeat(2_000_000)}\n${GOOD}`,
  },
  {
    id: 'B15',
    what: 'introspection of __schema',
    status: 400,
    query: '{ __schema { types { name } } }',
  },
  {
    id: 'B15b',
    what: 'introspection of __type',
    status: 400,
    query: '{ __type(name: "Person") { name fields { name } } }',
  },
  {
    id: 'B15c',
    what: 'circular introspection',
    status: 400,
    query: `{ __schema ${'{ types { fields { type '.repeat(8)} { name } ${'} } }'.repeat(8)} }`,
  },
  { id: 'B16', what: 'a misspelled field', status: 400, query: '{ alertz { totalCount } }' },
  {
    id: 'B16b',
    what: 'a misspelled field of a type',
    status: 400,
    query: '{ alert(alertNo: "x") { reasn } }',
  },
  { id: 'B18b', what: 'two anonymous operations', status: 400, query: `${GOOD} ${GOOD}` },
  {
    id: 'B19',
    what: 'conflicting fields × 2,000',
    status: 400,
    query: `{ ${repeat(2_000, (n) => `x: person(id: "p${n}") { id }`)} }`,
  },
  {
    id: 'B19b',
    what: 'conflicting fields within the limits',
    status: 400,
    query: `{ ${repeat(5, (n) => `x: person(id: "p${n}") { id }`)} }`,
  },
  {
    id: 'B20',
    what: '__proto__ as alias',
    status: 200,
    query: '{ __proto__: alerts(first: 1) { constructor: totalCount } }',
  },
  {
    id: 'B21',
    what: '@defer',
    status: 400,
    query: '{ ... @defer { alerts(first: 1) { totalCount } } }',
  },
  { id: 'B36', what: '_service through the gateway', status: 400, query: '{ _service { sdl } }' },
  {
    id: 'B37',
    what: '_entities through the gateway',
    status: 400,
    query: '{ _entities(representations: [{ __typename: "Person", id: "p1" }]) { __typename } }',
  },
];
