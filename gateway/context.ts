import type { Actor } from '../kernel/actor.ts';

/** What the gateway knows about one operation; the data sources pass it on to the subgraphs. */
export type GatewayContext = {
  actor: Actor;
  purpose: string | null;
  requestId: string;
  /** Aborts at the operation's deadline and when the caller hangs up. */
  signal: AbortSignal;
};
