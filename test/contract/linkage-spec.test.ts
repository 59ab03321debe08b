import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../subgraphs/crossmatch/linkage/comparison-kinds.ts';
import { linkageSpecJsonSchema } from '../../subgraphs/crossmatch/linkage/json-schema.ts';
import { MEASURES } from '../../subgraphs/crossmatch/linkage/measures/index.ts';
import { planLinkage } from '../../subgraphs/crossmatch/linkage/plan.ts';
import { parseLinkageSpec } from '../../subgraphs/crossmatch/linkage/spec.ts';
import { STANDARDISERS } from '../../subgraphs/crossmatch/linkage/standardisers/index.ts';

const GUIDE = readFileSync('docs/linkage-spec.md', 'utf8');

test('the JSON Schema in docs is that of the code (hub link spec --schema prints it)', () => {
  const written: unknown = JSON.parse(readFileSync('docs/linkage-spec.schema.json', 'utf8'));
  expect(linkageSpecJsonSchema()).toEqual(written);
});

describe('the guide to specs', () => {
  test('shows specs that are valid', () => {
    const blocks = [...GUIDE.matchAll(/```json\n([^]*?)```/g)].map(([, text = '']) => text);
    const examples = blocks.filter((text) => text.includes('"cardinality"'));
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) {
      expect(() => planLinkage(parseLinkageSpec(JSON.parse(text)))).not.toThrow();
    }
  });

  test.each([
    ['standardiser', Object.keys(STANDARDISERS)],
    ['measure', Object.keys(MEASURES)],
    ['kind', Object.keys(KINDS)],
  ])('names every %s', (_, names) => {
    expect(names.filter((name) => !GUIDE.includes(`\`${name}\``))).toEqual([]);
  });
});
