import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The composed supergraph as committed next to this file. */
export const SUPERGRAPH_FILE = fileURLToPath(new URL('supergraph.graphql', import.meta.url));

/** The text the gateway serves. */
export function readSupergraph(): string {
  return readFileSync(SUPERGRAPH_FILE, 'utf8');
}
