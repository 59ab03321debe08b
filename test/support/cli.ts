import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureDatabase } from '../../kernel/runtime/embedded-postgres.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

export type CliResult = {
  code: number | null;
  stdout: string;
  stderr: string;
  /** The one document of `--json`. Throws when stdout is anything else. */
  json(): unknown;
};

/** A hub of its own in a temporary data directory, used through the real command line. */
export type CliHub = {
  dataDir: string;
  databaseUrl: string;
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<CliResult>;
  /** Runs with `--json` and returns the document, whatever the exit code. */
  document<Document>(args: readonly string[]): Promise<Document>;
  close(): Promise<void>;
};

/** Its embedded database stays up between commands, so that each one starts quickly. */
export async function openCliHub(): Promise<CliHub> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'yikou-cli-'));
  const lease = await ensureDatabase({ databaseUrl: undefined, dataDir }, { durable: false });
  const run: CliHub['run'] = (args, env = {}) => runCli(args, { YIKOU_DATA_DIR: dataDir, ...env });
  return {
    dataDir,
    databaseUrl: lease.url,
    run,
    async document<Document>(args: readonly string[]) {
      const result = await run([...args, '--json']);
      return result.json() as Document;
    },
    async close() {
      await lease.release();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Runs `hub` as a process of its own. */
export function runCli(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CliResult> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'test', DATABASE_URL: '', YIKOU_KEYS_FILE: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const json = (): unknown => {
        if (stdout.trim() === '') throw new Error(`no document, exit ${code}: ${stderr}`);
        return JSON.parse(stdout);
      };
      resolve({ code, stdout, stderr, json });
    });
  });
}
