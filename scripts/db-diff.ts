// Prints the SQL from a migrated database (its URL as argument) to schema/*.prisma, or, with --empty,
// the SQL that creates everything: the raw material of a new prisma/migrations/<stamp>_<name> folder.
import { schemaDiff } from '../prisma/schema-engine.ts';

const args = process.argv.slice(2);
const url = args.find((arg) => arg.startsWith('postgres'));
if (url === undefined) {
  console.error('usage: node --import tsx scripts/db-diff.ts [--empty] postgres://…');
  process.exit(64);
}
console.log((await schemaDiff(url, { fromEmpty: args.includes('--empty') })) ?? '-- no difference');
