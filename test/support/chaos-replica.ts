import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PlainDate } from '../../kernel/plain-date.ts';

/** What a replica says when it begins to take in, and when it begins to compare. */
export type Phase = 'ready' | 'comparing';
/** Where a replica works, and what it works with. */
export type Scene = { url: string; dataDir: string };
type Supplies = { keysFile: string; extracts: string; asOf: PlainDate };

const LONGEST_MS = 90_000;
const WORKER = fileURLToPath(new URL('./chaos-worker.ts', import.meta.url));
const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

const heard = new WeakMap<ChildProcess, Set<unknown>>();

/** Starts a process that takes in and compares as a replica of the hub does. */
export function startWorker(
  { keysFile, extracts, asOf }: Supplies,
  { url, dataDir }: Scene,
  { unguarded = false, ingestOnly = false }: { unguarded?: boolean; ingestOnly?: boolean },
): ChildProcess {
  const order = { url, dataDir, keysFile, extracts, asOf, unguarded, ingestOnly };
  const worker = fork(WORKER, [JSON.stringify(order)], {
    execArgv: ['--import', LOADER],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // A replica that hangs is a failure, not a wait.
  const limit = setTimeout(() => worker.kill('SIGKILL'), LONGEST_MS).unref();
  worker.once('exit', () => clearTimeout(limit));
  const messages = new Set<unknown>();
  heard.set(worker, messages);
  worker.on('message', (message) => messages.add(message));
  return worker;
}

/** Whether the worker has said it so far. */
export function hasSaid(worker: ChildProcess, message: string): boolean {
  return heard.get(worker)?.has(message) ?? false;
}

/** Resolves once the worker has said it; rejects when it ends before. */
export async function said(worker: ChildProcess, message: string): Promise<void> {
  while (!hasSaid(worker, message)) {
    if (worker.exitCode !== null || worker.signalCode !== null) {
      if (worker.exitCode === 0) return;
      throw new Error(`a worker ended before it was ${message}`);
    }
    await sleep(10);
  }
}

/** Milliseconds from what the worker says to its end. */
export async function timed(worker: ChildProcess, from: Phase): Promise<number> {
  await said(worker, from);
  const started = performance.now();
  await finished(worker);
  return performance.now() - started;
}

/** Resolves when the worker has gone, however. */
export async function ended(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  await new Promise((resolve) => worker.once('exit', resolve));
}

/** Resolves when the worker has done its work; rejects when it failed. */
export async function finished(worker: ChildProcess): Promise<void> {
  await ended(worker);
  if (worker.exitCode !== 0) throw new Error(`a worker exited with ${worker.exitCode}`);
}
