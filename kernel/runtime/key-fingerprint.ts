import { HubError } from '../errors.ts';
import type { Database } from './db.ts';
import { keysFingerprint, type Keys } from './keys.ts';

/** What Prisma's codes mean to whoever starts a hub; this is the first thing a process asks its database. */
const REASONS: Readonly<Record<string, string>> = {
  P1000: '用户名或密码不正确',
  P1001: '无法连接',
  P1003: '没有这个数据库',
  P2021: '尚未迁移，请先执行 hub migrate',
  // The roles come with the migrations.
  P2039: '尚未迁移，请先执行 hub migrate',
};

/**
 * Checks that the database was filled under these keys, and remembers them in a database that is new.
 * With other keys every known person would be taken for a new one, and no stored number would open.
 * @param database under any subgraph's role.
 * @throws HubError KEYS_MISSING when the database belongs to other keys; DATABASE_UNAVAILABLE, with the
 *   reason, when it does not answer or is not migrated.
 */
export async function assertKeysFit(database: Pick<Database, 'db'>, keys: Keys): Promise<void> {
  const fingerprint = keysFingerprint(keys);
  if ((await rememberedFingerprint(database, fingerprint)) !== fingerprint) {
    throw new HubError('KEYS_MISSING', { reason: '密钥与数据库不符，数据是用另一份密钥写入的' });
  }
}

async function rememberedFingerprint(
  { db }: Pick<Database, 'db'>,
  fingerprint: string,
): Promise<string | undefined> {
  try {
    await db.keyFingerprint.createMany({
      data: [{ purpose: 'BLIND_INDEX', fingerprint }],
      skipDuplicates: true,
    });
    const known = await db.keyFingerprint.findUnique({ where: { purpose: 'BLIND_INDEX' } });
    return known?.fingerprint;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL';
    throw new HubError('DATABASE_UNAVAILABLE', { reason: REASONS[code] ?? code }, { cause: error });
  }
}
