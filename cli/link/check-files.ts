import { accessSync, constants, lstatSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError, type Invocation } from '../command.ts';
import { tell } from './messages.ts';

const INPUTS = ['spec', 'left', 'right', 'model', 'decisions', 'truth'];

/**
 * Makes sure, before any work, that each file an action writes can be written, and is neither one that it reads nor
 * another that it writes, by whatever path. `writes` names the options.
 * @throws UsageError
 */
export function checkFiles({ value, output }: Invocation, writes: readonly string[]): void {
  const named = (names: readonly string[]): { name: string; file: string }[] =>
    names.flatMap((name) => {
      const file = value(name);
      return file === undefined ? [] : [{ name: `--${name}`, file }];
    });
  const taken = new Map<string, string>();
  // A ready spec has a name that is no file.
  for (const { name, file } of named(INPUTS)) {
    if (statSync(file, { throwIfNoEntry: false })) taken.set(identityOf(file), name);
  }
  for (const { name, file } of named(writes)) {
    const reason = obstacleTo(file);
    if (reason !== null) {
      throw new UsageError(
        tell(output.language, 'cannotWrite', { name, file, reason: tell(output.language, reason) }),
      );
    }
    if (isDevice(file)) continue;
    const identity = identityOf(file);
    const other = taken.get(identity);
    if (other !== undefined) {
      throw new UsageError(tell(output.language, 'sameFile', { name, other, file }));
    }
    taken.set(identity, name);
  }
}

/** The same for every path to a file, be it a symbolic link or a hard one. */
function identityOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found) return `${found.dev}:${found.ino}`;
  const full = path.resolve(file);
  return path.join(realpathSync(path.dirname(full)), path.basename(full));
}

type Obstacle = 'noDirectory' | 'isDirectory' | 'brokenLink' | 'notPermitted';

/** Why a file cannot be written; null when it can. The directory counts too: a new file takes the name of the old one. */
function obstacleTo(file: string): Obstacle | null {
  const found = lookAt(file);
  if (found?.isDirectory() || /[/\\]$/.test(file)) return 'isDirectory';
  const parent = path.dirname(path.resolve(file));
  if (!lookAt(parent)?.isDirectory()) return 'noDirectory';
  if (!found && lstatSync(file, { throwIfNoEntry: false })) return 'brokenLink';
  if (found && !isWritable(file)) return 'notPermitted';
  if (isDevice(file)) return null;
  return isWritable(found ? path.dirname(realpathSync(file)) : parent) ? null : 'notPermitted';
}

function isDevice(file: string): boolean {
  const found = lookAt(file);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

function lookAt(file: string) {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    // Not allowed to look, or a file where a directory should be.
    return undefined;
  }
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
