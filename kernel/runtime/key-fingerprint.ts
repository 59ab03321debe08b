import { HubError } from '../errors.ts';
import type { Database } from './db.ts';
import { keysFingerprint, type Keys } from './keys.ts';

/**
 * Checks that the database was filled under these keys, and remembers them in a database that is new.
 * With other keys every known person would be taken for a new one, and no stored number would open.
 * @param database a migrated database, under any subgraph's role.
 * @throws HubError KEYS_MISSING when the database belongs to other keys.
 */
export async function assertKeysFit(database: Pick<Database, 'db'>, keys: Keys): Promise<void> {
  const fingerprint = keysFingerprint(keys);
  const { keyFingerprint } = database.db;
  await keyFingerprint.createMany({
    data: [{ purpose: 'BLIND_INDEX', fingerprint }],
    skipDuplicates: true,
  });
  const known = await keyFingerprint.findUnique({ where: { purpose: 'BLIND_INDEX' } });
  if (known?.fingerprint !== fingerprint) {
    throw new HubError('KEYS_MISSING', { reason: '密钥与数据库不符，数据是用另一份密钥写入的' });
  }
}
