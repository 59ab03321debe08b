import { readFileSync } from 'node:fs';
import { openDatabase, type DatabaseRole } from '../../kernel/runtime/db.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { parseKeys } from '../../kernel/runtime/keys.ts';
import { rotateKeys } from '../../kernel/runtime/rotate-keys.ts';

// A process that rotates keys and says so batch by batch, to be killed in the middle: <database url> <keys file>.
const [url = '', keysFile = ''] = process.argv.slice(2);
const keys = parseKeys(readFileSync(keysFile, 'utf8'));
const open = (role: DatabaseRole) =>
  openDatabase({ url, role, applicationName: 'test-rotation', poolSize: 2, asHub: true });
const databases = {
  households: open('households'),
  assistance: open('assistance'),
  crossmatch: open('crossmatch'),
};
const { rows } = await rotateKeys(databases, createVault(keys), keys, (batch) => {
  process.stdout.write(`batch ${batch}\n`);
});
process.stdout.write(`done ${rows}\n`);
await Promise.all(Object.values(databases).map((database) => database.close()));
