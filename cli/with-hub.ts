import type { PlainDate } from '../kernel/plain-date.ts';
import type { Hub } from './hub.ts';

/** Opens the hub, uses it, and closes it however that ends. */
export async function withHub<Result>(
  command: string,
  options: { asOf?: PlainDate },
  use: (hub: Hub) => Promise<Result>,
): Promise<Result> {
  // Loaded only now: a command that was typed wrongly answers at once.
  const { openHub } = await import('./hub.ts');
  const hub = await openHub(command, options);
  try {
    return await use(hub);
  } finally {
    await hub.close();
  }
}
