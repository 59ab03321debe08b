import { connect } from 'node:net';
import type { RunningHub } from '../support/running-hub.ts';

/** Where a bad input is sent: a hub with production settings over the sample graph, in split processes. */
export type Stand = { hub: RunningHub; token: string };

/** One of the ninety-two: what it is, what must come of it, and how that is shown. */
export type BadInput = { id: string; input: string; outcome: string } & (
  | /** It is sent here. */ {
      by: 'SENDING';
      send(stand: Stand): Promise<unknown>;
      expected: unknown;
    }
  | /** A test elsewhere sends it; these words stand in it. */ {
      by: 'TEST';
      words: readonly string[];
    }
  | /** It does not apply yet. */ { by: 'NOBODY'; why: string; part: string }
);

/** Sends bytes on a bare connection and collects what comes until it is closed. */
export function raw(url: string, head: string, patienceMs = 5_000): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(head));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.on('error', (error) => (chunks.length > 0 ? undefined : reject(error)));
    socket.setTimeout(patienceMs, () => socket.destroy());
  });
}
