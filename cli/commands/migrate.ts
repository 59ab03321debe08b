import { ensureDatabase } from '../../kernel/runtime/embedded-postgres.ts';
import { readHubEnv } from '../../kernel/runtime/env.ts';
import { migrate } from '../../prisma/migrate.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../messages.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  help: { zh: '将数据库升级到最新结构', en: 'bring the database to the newest schema' },
  options: [],
  async run({ output }) {
    const lease = await ensureDatabase(readHubEnv(undefined, 'subgraph'));
    try {
      const { applied } = await migrate(lease.url);
      output.document({ applied, embedded: lease.embedded });
      for (const name of applied) output.line(name);
      const count = applied.length;
      output.line(say(output.language, count > 0 ? 'migrated' : 'upToDate', { count }));
      return EXIT.ok;
    } finally {
      await lease.release();
    }
  },
};
