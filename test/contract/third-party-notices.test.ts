import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const notices = read('THIRD-PARTY-NOTICES.md');
const names = z.record(z.string(), z.string());
const manifest = z
  .object({ dependencies: names, optionalDependencies: names, devDependencies: names })
  .parse(JSON.parse(read('package.json')));
const lockfile = z
  .object({ packages: z.record(z.string(), z.object({ license: z.string().optional() })) })
  .parse(JSON.parse(read('package-lock.json')));

test('every direct dependency stands in the notices with its version and licence, and no other', () => {
  const { dependencies, optionalDependencies, devDependencies } = manifest;
  const direct = { ...dependencies, ...optionalDependencies, ...devDependencies };
  const missing = Object.entries(direct)
    .map(([name, version]) => {
      const licence = lockfile.packages[`node_modules/${name}`]?.license ?? 'unknown';
      return new RegExp(
        `^\\| \`${escape(name)}\` +\\| ${escape(version)} +\\| ${escape(licence)} +\\|$`,
        'm',
      );
    })
    .filter((line) => !line.test(notices));
  expect(missing).toEqual([]);
  const rows = [...notices.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]);
  expect(rows.filter((name = '') => !(name in direct))).toEqual([]);
});

test('what only development needs stands apart from what a running hub is made of', () => {
  const [direct = '', development = ''] = notices.split('## Development only');
  const { dependencies, devDependencies } = manifest;
  const stray = [
    ...Object.keys(dependencies).filter((name) => !direct.includes(`| \`${name}\``)),
    ...Object.keys(devDependencies).filter((name) => !development.includes(`| \`${name}\``)),
  ];
  expect(stray).toEqual([]);
});

test('the notices name exactly the packages under the Elastic License', () => {
  const elastic = Object.entries(lockfile.packages)
    .filter(([, { license }]) => license?.startsWith('Elastic') ?? false)
    .map(([location]) => location.replace(/^.*node_modules\//, ''));
  const section = notices.split('## ')[1] ?? '';
  const named = [...section.matchAll(/^- `([^`]+)`/gm)].map((match) => match[1]);
  expect(named.sort()).toEqual([...new Set(elastic)].sort());
});

test('no other dependency restricts what the hub may be used for', () => {
  const restricted = Object.values(lockfile.packages).filter(({ license }) =>
    /\bA?GPL|SSPL|BUSL|Commons-Clause/.test(license ?? ''),
  );
  expect(restricted).toEqual([]);
});

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function read(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}
