import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Resolved here, because a child may be started from any working directory.
const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Starts a TypeScript module as a child process that talks by messages; the module must end on disconnect. */
export function forkModule(url: URL, nodeOptions: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(url), [], {
    execArgv: ['--import', LOADER, ...nodeOptions],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Asks a child to end and waits until it has. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  if (child.connected) child.disconnect();
  else child.kill('SIGKILL');
  await exit;
}
