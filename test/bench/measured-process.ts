import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a whole process cost: wall seconds, and the peak of the resident memory of its process tree. */
export type ProcessCost = { seconds: number; peakMemoryMb: number; stdout: string };

const SAMPLE_MS = 200;
const PAGE_KB = 4;

/**
 * Runs a command to its end and samples the resident memory of it and all its descendants.
 * Throws when it exits with anything but 0 (or one of `alsoFine`).
 */
export async function measureProcess(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  alsoFine: number[] = [],
): Promise<ProcessCost> {
  const started = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  let peakKb = 0;
  const sampler = setInterval(() => {
    if (child.pid !== undefined) peakKb = Math.max(peakKb, treeResidentKb(child.pid));
  }, SAMPLE_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(sampler);
  if (code !== 0 && !alsoFine.includes(code ?? -1)) {
    throw new Error(`${command} ${args.join(' ')} exited with ${code}`);
  }
  return {
    seconds: (performance.now() - started) / 1000,
    peakMemoryMb: Math.round(peakKb / 1024),
    stdout,
  };
}

/** PostgreSQL's own processes are left out: the embedded server belongs to the machine, not to the run. */
function treeResidentKb(root: number): number {
  const parents = new Map<number, { parent: number; residentKb: number; name: string }>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const end = stat.lastIndexOf(')');
      const fields = stat.slice(end + 2).split(' ');
      parents.set(Number(entry), {
        parent: Number(fields[1]),
        residentKb: Number(fields[21]) * PAGE_KB,
        name: stat.slice(stat.indexOf('(') + 1, end),
      });
    } catch {
      // The process ended between the listing and the reading.
    }
  }
  let total = 0;
  for (const [pid, process] of parents) {
    if (process.name.startsWith('postgres')) continue;
    for (
      let at: number | undefined = pid;
      at !== undefined && at > 1;
      at = parents.get(at)?.parent
    ) {
      if (at === root) {
        total += process.residentKb;
        break;
      }
    }
  }
  return total;
}
