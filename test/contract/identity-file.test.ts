import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityJsonSchema, readIdentityRules } from '../../gateway/identity-rules.ts';

const GUIDE = readFileSync('docs/identity.md', 'utf8');
const EXAMPLES = [...GUIDE.matchAll(/```json\n([^]*?)```/g)].map(([, text = '']) => text);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'yikou-identity-file-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

test('the JSON Schema in docs is that of the code (npm run schema writes it)', () => {
  const written: unknown = JSON.parse(readFileSync('docs/identity.schema.json', 'utf8'));
  expect(identityJsonSchema()).toEqual(written);
});

describe('the guide to the identity file', () => {
  test('shows files that a gateway starts with', () => {
    expect(EXAMPLES.length).toBeGreaterThan(0);
    for (const [index, text] of EXAMPLES.entries()) {
      const file = path.join(directory, `${index}.json`);
      writeFileSync(file, text);
      expect(readIdentityRules(file).roles).toMatchObject({ 'mz-jbr': 'CASE_OFFICER' });
    }
  });

  test('names every rule and every default that is a number', () => {
    const { properties } = identityJsonSchema() as {
      properties: Record<string, { default?: unknown }>;
    };
    const missing = Object.entries(properties).filter(
      ([name, { default: value }]) =>
        !GUIDE.includes(name) || (typeof value === 'number' && !GUIDE.includes(`(${value})`)),
    );
    expect(missing).toEqual([]);
  });
});
