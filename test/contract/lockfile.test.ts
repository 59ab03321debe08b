import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Entry = { version?: string; resolved?: string; optionalDependencies?: Record<string, string> };

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Entry>;
};

/** Whether `name`, asked for at `path`, is found there or in a folder above it. */
function resolves(name: string, path: string): boolean {
  const own = `${path === '' ? '' : `${path}/`}node_modules/${name}`;
  if (own in packages) return true;
  if (path === '') return false;
  const above = path.lastIndexOf('/node_modules/');
  return resolves(name, above < 0 ? '' : path.slice(0, above));
}

it('holds no download addresses: every site installs from its own registry', () => {
  expect(Object.keys(packages).filter((path) => packages[path]?.resolved)).toEqual([]);
});

it('holds the packages of every platform, or npm ci refuses the whole file', () => {
  // npm leaves out what the registry at hand does not have, and says so only at the next npm ci.
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !resolves(name, path))
      .map((name) => `${path}: ${name}`),
  );
  expect(missing).toEqual([]);
});
