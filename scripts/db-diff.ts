// Prints the SQL that the committed migrations still lack for schema/*.prisma: the content of the next
// prisma/migrations/<stamp>_<name>/migration.sql. It works on a throw-away database of its own.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureDatabase } from '../kernel/runtime/embedded-postgres.ts';
import { migrate } from '../prisma/migrate.ts';
import { schemaDiff } from '../prisma/schema-engine.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'yikou-diff-'));
chmodSync(dataDir, 0o711);
try {
  const lease = await ensureDatabase({ databaseUrl: undefined, dataDir }, { durable: false });
  try {
    await migrate(lease.url);
    console.log(
      (await schemaDiff(lease.url)) ?? '-- The migrations already say what the schema says.',
    );
  } finally {
    await lease.release();
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
