import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import { HubError } from '../kernel/errors.ts';

/** Accounts that are shut out at once, whatever their tokens say. */
export type DisabledAccounts = {
  /** @throws HubError ISSUER_UNAVAILABLE when the list cannot be read for too long to be relied on */
  has(subject: string): boolean;
};

/** How soon a line that is added takes effect. */
const REREAD_MS = 5_000;
/** A person must be out within a minute: a list that cannot be read for longer lets nobody in. */
const LONGEST_BLIND_MS = 60_000;

/**
 * The accounts listed in a text file, one id a line; empty lines and what
 * follows a # (at the start, or after a space) are comments. The file
 * is read again every five seconds while requests come.
 *
 * @param options.mustExist whether the operator named the file; one that nobody named may be absent, until it
 *   has been there once
 * @throws HubError ENV_INVALID when it must exist and cannot be read
 */
export function createDisabledAccounts(options: {
  file: string;
  mustExist: boolean;
  clock: Clock;
  log: Logger;
}): DisabledAccounts {
  const { clock, log, file } = options;
  let mustExist = options.mustExist;
  let text = '';
  let accounts: ReadonlySet<string> = new Set();
  let goodAt = clock.now().getTime();
  let lookedAt = goodAt;

  function look(now: number): void {
    lookedAt = now;
    const found = read(file);
    if (found instanceof Error && (mustExist || !isAbsent(found))) {
      log.error({ err: found }, 'the list of disabled accounts cannot be read');
      return;
    }
    goodAt = now;
    const latest = found instanceof Error ? '' : found;
    mustExist ||= !(found instanceof Error);
    if (latest === text) return;
    text = latest;
    accounts = accountsIn(latest);
    log.info({ count: accounts.size }, 'the list of disabled accounts was read');
  }

  goodAt = -Infinity;
  look(lookedAt);
  if (goodAt === -Infinity)
    throw new HubError('ENV_INVALID', { problems: 'YIKOU_DISABLED_ACCOUNTS：文件无法读取' });

  return {
    has(subject) {
      const now = clock.now().getTime();
      if (Math.abs(now - lookedAt) >= REREAD_MS) look(now);
      if (now - goodAt > LONGEST_BLIND_MS) throw new HubError('ISSUER_UNAVAILABLE');
      return accounts.has(subject);
    },
  };
}

function accountsIn(text: string): Set<string> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  return new Set(
    lines.map((line) => line.replace(/(^|\s)#.*$/, '').trim()).filter((id) => id !== ''),
  );
}

function read(file: string): string | Error {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return error as Error;
  }
}

function isAbsent(error: Error): boolean {
  return 'code' in error && error.code === 'ENOENT';
}
