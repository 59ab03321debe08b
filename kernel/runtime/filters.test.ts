import { expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import { whereText } from './filters.ts';

it('reads the parts that are given, and nothing of a filter that says nothing', () => {
  expect(whereText({ eq: 'a', in: ['a', 'b'], startsWith: null })).toEqual({
    equals: 'a',
    in: ['a', 'b'],
  });
  expect(whereText({ eq: null })).toBeUndefined();
});

it('takes a percent sign, an underscore and a backslash for themselves', () => {
  expect(whereText({ startsWith: 'A_1', contains: '50%\\' })).toEqual({
    startsWith: 'A\\_1',
    contains: '50\\%\\\\',
  });
});

it('refuses to look for more values than a person picks', () => {
  const values = Array.from({ length: 201 }, (_, at) => String(at));
  expect(whereText({ in: values.slice(1) })).toBeDefined();
  expect(() => whereText({ in: values })).toThrow(HubError);
});
