import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Kind, parse, validate, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeSubgraphs, composeSupergraph } from '../../gateway/compose.ts';
import { createLimits } from '../../gateway/limits.ts';
import { readSupergraph } from '../../gateway/supergraph-file.ts';

const SUBGRAPHS = ['households', 'assistance', 'crossmatch'];
const SAMPLES = path.resolve(import.meta.dirname, '../../gateway/samples');

describe('the supergraph', () => {
  it('is what the committed schemas of the subgraphs compose to', () => {
    expect(readSupergraph()).toBe(composeSupergraph());
  });

  it('joins person, household and street across all three subgraphs', () => {
    const types = composeSubgraphs().schema.toAPISchema().toGraphQLJSSchema();
    expect(Object.keys(types.getQueryType()?.getFields() ?? {})).toEqual(
      expect.arrayContaining(['alert', 'alerts', 'person', 'household', 'case', 'subdistricts']),
    );
  });

  // The executor answers f(arg: 1) and f(arg: 2) of one object under one key: wrong data, silently.
  it.each(SUBGRAPHS)('%s requires no field with an argument', (name) => {
    const file = path.resolve(import.meta.dirname, `../../subgraphs/${name}/schema.graphql`);
    const offending: string[] = [];
    visit(parse(readFileSync(file, 'utf8')), {
      Directive({ name: directive, arguments: given }) {
        if (!['requires', 'provides', 'federation__requires'].includes(directive.value)) return;
        for (const { value } of given ?? [])
          if (value.kind === Kind.STRING && value.value.includes('(')) offending.push(value.value);
      },
    });
    expect(offending).toEqual([]);
  });
});

describe('the sample queries', () => {
  const schema = composeSubgraphs().schema.toAPISchema().toGraphQLJSSchema();

  it.each(readdirSync(SAMPLES))(
    '%s fits the schema and the limits, and says whose it is',
    (file) => {
      const text = readFileSync(path.join(SAMPLES, file), 'utf8');
      expect(text).toMatch(/^# \p{Script=Han}+：/u);
      expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
      expect(() => createLimits(() => schema).check(text, {})).not.toThrow();
    },
  );
});
