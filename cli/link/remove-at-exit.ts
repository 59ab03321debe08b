import { rmSync } from 'node:fs';

/** Uses a temporary file or directory, and removes it when that is done or when the process is told to stop before. */
export async function removedAtExit<Result>(
  target: string,
  use: () => Promise<Result>,
): Promise<Result> {
  // The engine's threads may still write while the process leaves: then what is there a moment later is removed too.
  const remove = (): void => rmSync(target, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', remove);
  try {
    return await use();
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
}
