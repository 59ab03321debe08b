import { spawn } from 'node:child_process';
import path from 'node:path';
import { readHubEnv } from '../../kernel/runtime/env.ts';
import { choice } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withHub } from '../with-hub.ts';
import { say } from '../messages.ts';
import type { Output } from '../output.ts';
import { stopSignal } from '../stop-signal.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** The entries of the split shape; each is a process of its own. */
const ENTRIES = {
  gateway: 'gateway/main.ts',
  households: 'subgraphs/households/main.ts',
  assistance: 'subgraphs/assistance/main.ts',
  crossmatch: 'subgraphs/crossmatch/main.ts',
} as const;
type Entry = keyof typeof ENTRIES;

export const serveCommand: Command = {
  name: 'serve',
  help: { zh: '启动服务', en: 'serve the graph' },
  options: [
    {
      name: 'process',
      value: 'NAME',
      help: {
        zh: 'all-in-one（默认）、gateway、households、assistance、crossmatch 或 worker',
        en: 'all-in-one (default), gateway, households, assistance, crossmatch or worker',
      },
    },
  ],
  async run(invocation) {
    const { output } = invocation;
    const names = ['all-in-one', 'worker', ...(Object.keys(ENTRIES) as Entry[])] as const;
    const name = choice(invocation, 'process', names) ?? 'all-in-one';
    if (name === 'worker') return work(output);
    return name === 'all-in-one' ? serveAll(output) : runEntry(name);
  },
};

/** Graph, query page and jobs in this process. */
async function serveAll(output: Output): Promise<ExitCode> {
  const stopped = stopSignal();
  const env = readHubEnv();
  const { startAllInOne } = await import('../../gateway/all-in-one.ts');
  return withHub('serve', {}, async () => {
    const server = await startAllInOne({ env });
    try {
      output.document({ url: server.url, ide: `${server.url}/ide/` });
      output.line(say(output.language, 'serving', { url: `${server.url}/ide/` }));
      if (server.signInUrl)
        output.line(say(output.language, 'signInAt', { url: server.signInUrl }));
      await stopped;
    } finally {
      await server.close();
    }
    return EXIT.ok;
  });
}

/** The jobs and the sealing of the audit trail alone; any number of such processes share the work. */
async function work(output: Output): Promise<ExitCode> {
  const stopped = stopSignal();
  const { startSchedule } = await import('../../subgraphs/crossmatch/jobs/schedule.ts');
  const { startSealer } = await import('../../kernel/runtime/audit-seal/sealer.ts');
  return withHub('worker', {}, async (hub) => {
    const { env, keys } = hub;
    const log = hub.crossmatchDeps.log;
    const sealer = await startSealer({ env, databaseUrl: hub.database.url, keys, log });
    const jobs = startSchedule(hub.crossmatchDeps);
    output.document({ process: 'worker' });
    output.line(say(output.language, 'workerRuns'));
    try {
      await stopped;
    } finally {
      await jobs.stop();
      await sealer.stop();
    }
    return EXIT.ok;
  });
}

/** Runs one of the split processes in this command's place: same terminal, same signals, its exit code. */
function runEntry(name: Entry): Promise<ExitCode> {
  const entry = path.join(ROOT, ENTRIES[name]);
  const child = spawn(process.execPath, ['--import', 'tsx', entry], {
    stdio: 'inherit',
    cwd: ROOT,
  });
  // A terminal sends Ctrl+C to both; a supervisor's signal reaches only this process.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve((code ?? EXIT.interrupted) as ExitCode));
  });
}
