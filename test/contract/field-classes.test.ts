import {
  isInputObjectType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { IMPERSONAL_TYPES, PERSONAL_FIELDS, type FieldClass } from '../../kernel/field-classes.ts';
import { schema as assistance } from '../../subgraphs/assistance/schema.ts';
import { schema as crossmatch } from '../../subgraphs/crossmatch/schema.ts';
import { schema as households } from '../../subgraphs/households/schema.ts';

const SCHEMAS: readonly GraphQLSchema[] = [households, assistance, crossmatch];
// Roots, federation's own, and what only holds a page of something.
const CONTAINER = /^(__.*|_Service|PageInfo|Query|Mutation|Subscription|.*(Connection|Edge))$/;
/** How the field of a number of a person is called, or how its description begins. */
const NUMBER_OF_A_PERSON = /idNumber|phone|mobile/i;
const DESCRIBED_AS_NUMBER = /^(公民)?(身份号码|身份证|手机|电话|联系电话)/;

function typesOf(schema: GraphQLSchema) {
  return Object.values(schema.getTypeMap());
}

const objectTypes: readonly GraphQLObjectType[] = SCHEMAS.flatMap((schema) =>
  typesOf(schema).filter((type) => isObjectType(type)),
).filter(({ name }) => !CONTAINER.test(name));

const inputTypes: readonly GraphQLInputObjectType[] = SCHEMAS.flatMap((schema) =>
  typesOf(schema).filter((type) => isInputObjectType(type)),
);

const personalFields = objectTypes
  .filter(({ name }) => name in PERSONAL_FIELDS)
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type: type.name, field })));

function classesOf(type: string, field: string): FieldClass[] {
  const classes = Object.entries(PERSONAL_FIELDS[type] ?? {}) as [FieldClass, readonly string[]][];
  return classes.flatMap(([name, fields]) => fields.filter((one) => one === field).map(() => name));
}

function fieldsOfClass(
  wanted: FieldClass,
): { type: string; field: GraphQLField<unknown, unknown> }[] {
  return personalFields.filter(({ type, field }) => classesOf(type, field.name).includes(wanted));
}

describe('the class of a field', () => {
  it('is asked of every type: each tells of persons, or is listed as telling of nobody', () => {
    const names = objectTypes.map(({ name }) => name);
    const known = (name: string) => name in PERSONAL_FIELDS !== IMPERSONAL_TYPES.includes(name);
    expect(names.filter((name) => !known(name))).toEqual([]);
    const listed = [...Object.keys(PERSONAL_FIELDS), ...IMPERSONAL_TYPES];
    expect(listed.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('of a masked number is undone by no birth date beside it: the graph tells of a year', () => {
    const born = personalFields.filter(({ field }) => /birth|born/i.test(field.name));
    expect(born.map(({ type, field }) => `${type}.${field.name}: ${String(field.type)}`)).toEqual([
      'Person.birthYear: Int',
    ]);
  });

  it('is one and only one for every field of a type that tells of persons', () => {
    const unclear = personalFields.filter(
      ({ type, field }) => classesOf(type, field.name).length !== 1,
    );
    expect(unclear.map(({ type, field }) => `${type}.${field.name}`)).toEqual([]);
  });

  it('is given to no field that is gone', () => {
    const there = new Set(personalFields.map(({ type, field }) => `${type}.${field.name}`));
    const listed = Object.entries(PERSONAL_FIELDS).flatMap(([type, classes]) =>
      Object.values(classes).flatMap((fields) => fields.map((field) => `${type}.${field}`)),
    );
    expect(listed.filter((name) => !there.has(name))).toEqual([]);
  });

  it('is not open for a number of a person, wherever the field is', () => {
    const numbers = objectTypes.flatMap((type) =>
      Object.values(type.getFields())
        .filter(
          ({ name, description }) =>
            NUMBER_OF_A_PERSON.test(name) || DESCRIBED_AS_NUMBER.test(description ?? ''),
        )
        .map(({ name }) => ({ name: `${type.name}.${name}`, classes: classesOf(type.name, name) })),
    );
    expect(numbers.length).toBeGreaterThan(2);
    expect(numbers.filter(({ classes }) => !/masked|sensitive/.test(classes.join()))).toEqual([]);
  });
});

describe('a sensitive field', () => {
  it('cannot be asked for without a purpose and a case', () => {
    const sensitive = fieldsOfClass('sensitive');
    expect(sensitive.length).toBeGreaterThan(0);
    for (const { type, field } of sensitive) {
      const required = field.args.filter((arg) => isNonNullType(arg.type)).map(({ name }) => name);
      expect(required, `${type}.${field.name}`).toEqual(
        expect.arrayContaining(['purpose', 'caseNo']),
      );
    }
  });
});

describe('a masked or sensitive field', () => {
  it('is no condition and no order of any list', () => {
    const hidden = new Set(
      [...fieldsOfClass('masked'), ...fieldsOfClass('sensitive')].map(({ field }) => field.name),
    );
    // What a caller writes may be called alike; the text of a note is no masked value.
    const lists = inputTypes.filter(({ name }) => /Filter|Order|Sort|Window/.test(name));
    const taken = lists.flatMap((type) =>
      Object.keys(type.getFields())
        .filter((name) => hidden.has(name) || NUMBER_OF_A_PERSON.test(name))
        .map((name) => `${type.name}.${name}`),
    );
    expect(lists.length).toBeGreaterThan(10);
    expect(taken).toEqual([]);
  });

  it('is taken as an argument in two places only, where the whole number is looked for', () => {
    const taking = SCHEMAS.flatMap((schema) =>
      typesOf(schema).filter((type) => isObjectType(type)),
    ).flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args
          .filter(({ name }) => NUMBER_OF_A_PERSON.test(name))
          .map(({ name }) => `${type.name}.${field.name}(${name})`),
      ),
    );
    expect(taking).toEqual([
      'Query.personByIdNumber(idNumber)',
      'Query.programmesOfPerson(idNumber)',
    ]);
  });
});
