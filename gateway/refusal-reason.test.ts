import { buildSchema, parse, validate } from 'graphql';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRefusalReason } from './refusal-reason.ts';

const schema = buildSchema(
  'enum Sex { MALE FEMALE } type Query { person(id: ID!, sex: Sex, age: Int): Person } type Person { name: String }',
);
const reasonOf = createRefusalReason(schema);

function reasonsOf(query: string): string[] {
  return validate(schema, parse(query)).map(({ message }) => reasonOf(message));
}

describe('the reason of a refusal, for the log', () => {
  it.each([
    ['{ person(id: 1) { zhangsan } }', 'Cannot query field "…" on type "Person".'],
    [
      '{ person { name } }',
      'Field "person" argument "id" of type "ID!" is required, but it was not provided.',
    ],
    ['{ person(id: 1, sex: LIMING) { name } }', 'Value "…" does not exist in "Sex" enum.'],
    [
      '{ person(id: 1, age: 310106195603070011) { name } }',
      /^Int cannot represent non 32-bit signed integer value: …$/,
    ],
    ['{ person(id: 1, age: WANGWU) { name } }', /^Int cannot represent non-integer value: …$/],
    ['query ($id: ID!) { person(id: $zhao) { name } }', 'Variable "…" is not defined.'],
  ])('of %s keeps the schema’s words and drops the caller’s', (query, reason) => {
    expect(reasonsOf(query)[0]).toMatch(reason);
  });

  it('holds no word of the caller, whatever it is and wherever it stands', () => {
    const word = fc.stringMatching(/^[a-z]{3}zhangsan[a-z]{0,5}$/);
    const places = [
      (w: string) => `{ ${w} }`,
      (w: string) => `{ person(${w}: 1) { name } }`,
      (w: string) => `{ person(id: ${w}) { ${w} } }`,
      (w: string) => `{ person(id: {${w}: "${w}"}) { name } }`,
      (w: string) => `{ person(id: 1, sex: "${w}") { name ...${w} } }`,
      (w: string) => `query ${w}($${w}: ${w}) { person(id: 1, age: [${w}]) @${w} { name } }`,
    ];
    fc.assert(
      fc.property(word, fc.constantFrom(...places), (caller, place) => {
        for (const reason of reasonsOf(place(caller))) expect(reason).not.toContain('zhangsan');
      }),
    );
  });
});
