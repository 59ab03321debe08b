import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { readSupergraph, SUPERGRAPH_FILE } from './supergraph-file.ts';

/** The subgraphs in a fixed order, so that the supergraph's text is stable, with their default addresses. */
const SUBGRAPHS = [
  { name: 'households', url: 'http://127.0.0.1:4001/graphql' },
  { name: 'assistance', url: 'http://127.0.0.1:4002/graphql' },
  { name: 'crossmatch', url: 'http://127.0.0.1:4003/graphql' },
] as const;

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * Composes the subgraphs' printed schemas.
 * @throws Error with every composition error
 */
export function composeSubgraphs() {
  const result = composeServices(
    SUBGRAPHS.map(({ name, url }) => ({ name, url, typeDefs: parse(readSchema(name)) })),
  );
  if (!result.errors) return result;
  const lines = result.errors.map(
    ({ message, extensions }) => `${String(extensions['code'])}: ${message}`,
  );
  throw new Error(`The subgraphs do not compose:\n${lines.join('\n')}`);
}

/** The supergraph's text as it is committed. @throws Error with every composition error */
export function composeSupergraph(): string {
  return `${composeSubgraphs().supergraphSdl.trim()}\n`;
}

function readSchema(subgraph: string): string {
  return readFileSync(`${ROOT}subgraphs/${subgraph}/schema.graphql`, 'utf8');
}

/** Writes the supergraph, or with `check` only compares. Returns the exit code of the command. */
function run(check: boolean): number {
  const composed = composeSupergraph();
  if (!check) {
    writeFileSync(SUPERGRAPH_FILE, composed);
    return 0;
  }
  if (readSupergraph() === composed) return 0;
  process.stderr.write(
    'gateway/supergraph.graphql is not what the subgraphs say: run `npm run schema`.\n',
  );
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = run(process.argv.includes('--check'));
