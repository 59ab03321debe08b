import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts the gateway over in-process sample subgraphs, in a process of its own. */
export async function startMeasured(): Promise<{
  stand: { url: string; token: string };
  stop(): void;
}> {
  const child = fork(
    fileURLToPath(new URL('gateway-variant.ts', import.meta.url)),
    ['in-process', '{}'],
    { execArgv: ['--import', 'tsx'] },
  );
  const [stand] = (await once(child, 'message')) as [{ url: string; token: string }];
  return { stand, stop: () => child.disconnect() };
}
