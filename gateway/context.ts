import type { Actor } from '../kernel/actor.ts';
import type { Deadline } from './deadline.ts';

/** What the gateway knows about one operation; the data sources pass it on to the subgraphs. */
export type GatewayContext = {
  actor: Actor;
  purpose: string | null;
  requestId: string;
  deadline: Deadline;
};
