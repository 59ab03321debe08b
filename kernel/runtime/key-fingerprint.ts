import pg from 'pg';
import { HubError } from '../errors.ts';
import { keysFingerprint, type Keys } from './keys.ts';

/**
 * Checks that the database was filled under these keys, and remembers them in a database that is new.
 * With other keys every known person would be taken for a new one, and no stored number would open.
 * @param url the migrated database, as its migrating login.
 * @throws HubError KEYS_MISSING when the database belongs to other keys.
 */
export async function assertKeysFit(url: string, keys: Keys): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'yikou-keys' });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO policy.key_fingerprint (purpose, fingerprint) VALUES ('BLIND_INDEX', $1)
       ON CONFLICT DO NOTHING`,
      [keysFingerprint(keys)],
    );
    const { rows } = await client.query<{ fingerprint: string }>(
      `SELECT fingerprint FROM policy.key_fingerprint WHERE purpose = 'BLIND_INDEX'`,
    );
    if (rows[0]?.fingerprint !== keysFingerprint(keys)) {
      throw new HubError('KEYS_MISSING', { reason: '密钥与数据库不符，数据是用另一份密钥写入的' });
    }
  } finally {
    await client.end();
  }
}
