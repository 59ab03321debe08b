import { HubError } from '../errors.ts';
import type { Database } from './db.ts';
import { fingerprintOf, type KeyRing } from './key-ring.ts';
import { KEY_RINGS, type KeyRingName, type Keys } from './keys.ts';

/** What Prisma's codes mean to whoever starts a hub; this is the first thing a process asks its database. */
const REASONS: Readonly<Record<string, string>> = {
  P1000: '用户名或密码不正确',
  P1001: '无法连接',
  P1003: '没有这个数据库',
  P2021: '尚未迁移，请先执行 hub migrate',
  P2022: '尚未迁移，请先执行 hub migrate',
  // The roles come with the migrations.
  P2039: '尚未迁移，请先执行 hub migrate',
};

/** What the database calls the root of person ids, by the name it had when it made the index as well. */
const ROOT = 'BLIND_INDEX';

type Remembered = { purpose: string; fingerprint: string; retiredAt: Date | null };

/** The ring of that name. */
export function ringOf(keys: Keys, ring: KeyRingName): KeyRing {
  return ring === 'ID_CIPHER' ? keys.idCipher : keys.numberIndex;
}

/** What the database calls a key. */
export function purposeOf(ring: KeyRingName, keyId: number): string {
  return `${ring}/${keyId}`;
}

/**
 * Checks that the keys can read and may write all that the database holds, and remembers those that write.
 * With another root every known person would be taken for a new one; without a key that is in use numbers
 * would not open, or persons not be found.
 * @param database under any subgraph's role.
 * @throws HubError KEYS_MISSING when the database belongs to other keys, a key in use is missing or another,
 *   or a retired one should write; DATABASE_UNAVAILABLE, with the reason, when it does not answer or is not
 *   migrated.
 */
export async function assertKeysFit({ db }: Pick<Database, 'db'>, keys: Keys): Promise<void> {
  const known = await answered(() => db.keyFingerprint.findMany());
  assertFit(keys, known);
  const writing = [
    { purpose: ROOT, fingerprint: fingerprintOf(keys.pseudonyms) },
    ...KEY_RINGS.flatMap((ring) => firstSeen(ring, ringOf(keys, ring), known)),
  ];
  const fresh = writing.filter(({ purpose }) => known.every((key) => key.purpose !== purpose));
  if (fresh.length === 0) return;
  // Only keys that fit are remembered; two processes with different keys may meet in a new database.
  await answered(() => db.keyFingerprint.createMany({ data: fresh, skipDuplicates: true }));
  assertFit(keys, await answered(() => db.keyFingerprint.findMany()));
}

function assertFit(keys: Keys, remembered: readonly Remembered[]): void {
  const root = remembered.find(({ purpose }) => purpose === ROOT);
  if (root && root.fingerprint !== fingerprintOf(keys.pseudonyms)) {
    throw new HubError('KEYS_MISSING', { reason: '密钥与数据库不符，数据是用另一份密钥写入的' });
  }
  for (const ring of KEY_RINGS) assertRingFits(ring, ringOf(keys, ring), remembered);
}

function assertRingFits(
  name: KeyRingName,
  { current, byId }: KeyRing,
  remembered: readonly Remembered[],
): void {
  const refuse = (reason: string): never => {
    throw new HubError('KEYS_MISSING', { reason });
  };
  const retired = remembered.filter(({ retiredAt }) => retiredAt !== null);
  if (retired.some(({ purpose }) => purpose === purposeOf(name, current))) {
    refuse(`密钥 ${purposeOf(name, current)} 已停用，不能再用来写入`);
  }
  for (const { purpose, fingerprint, retiredAt } of remembered) {
    const [of, id] = purpose.split('/');
    if (of !== name || retiredAt !== null) continue;
    const key = byId.get(Number(id));
    if (key === undefined) return refuse(`密钥文件缺少仍在使用的密钥 ${purpose}`);
    if (fingerprintOf(key) !== fingerprint) refuse(`密钥 ${purpose} 与数据库所记的不是同一把`);
  }
}

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL';
    throw new HubError('DATABASE_UNAVAILABLE', { reason: REASONS[code] ?? code }, { cause: error });
  }
}

/** The key that writes; all of the ring where the database was filled before it remembered any. */
function firstSeen(
  name: KeyRingName,
  { current, byId }: KeyRing,
  known: readonly Remembered[],
): { purpose: string; fingerprint: string }[] {
  const none = !known.some(({ purpose }) => purpose.startsWith(`${name}/`));
  return [...byId]
    .filter(([id]) => none || id === current)
    .map(([id, key]) => ({ purpose: purposeOf(name, id), fingerprint: fingerprintOf(key) }));
}
