// The Prisma CLI insists on a schema engine that a closed network cannot download, although
// generate, validate and format never start it. With a stand-in engine these three work; migrate and
// db would exit 0 and do nothing, so they are refused here (see prisma/migrate.ts).
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const command = process.argv[2];
if (!['generate', 'validate', 'format'].includes(command)) {
  process.stderr.write(
    'prisma: only generate, validate and format; migrations run by `npm run -s hub -- migrate`\n',
  );
  process.exit(64);
}
const result = spawnSync(
  process.execPath,
  ['node_modules/prisma/build/index.js', ...process.argv.slice(2)],
  {
    stdio: ['ignore', process.env.CI ? 'ignore' : 'inherit', 'inherit'],
    env: {
      ...process.env,
      // The Pothos generator is found by name.
      PATH: `${path.resolve('node_modules/.bin')}${path.delimiter}${process.env.PATH}`,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  },
);
process.exit(result.status ?? 1);
