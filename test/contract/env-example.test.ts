import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readHubEnv } from '../../kernel/runtime/env.ts';

const root = path.resolve(import.meta.dirname, '../..');
const example = readFileSync(path.join(root, '.env.example'), 'utf8');
const source = readFileSync(path.join(root, 'kernel/runtime/env.ts'), 'utf8');

test('the example names exactly the variables that the hub reads', () => {
  const explained = namesOf(example, /^(?:# )?([A-Z][A-Z_]+)=/gm);
  const read = namesOf(source, /^ {4}([A-Z][A-Z_]+): [a-z]/gm);
  expect(read.length).toBeGreaterThan(10);
  expect(explained).toEqual(read);
});

test('the example as it stands is a valid environment, equal to an empty one', () => {
  const lines = [...example.matchAll(/^([A-Z][A-Z_]+)=(.*)$/gm)];
  const given = Object.fromEntries(lines.map(([, name = '', value]) => [name, value]));
  expect(readHubEnv(given)).toEqual(readHubEnv({}));
});

function namesOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '').sort();
}
