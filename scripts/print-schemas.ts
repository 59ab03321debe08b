// Prints each subgraph's schema, as federation sees it, to subgraphs/<name>/schema.graphql. The printed
// form is committed: it is what reviewers read, what the gateway composes, and the bilingual glossary.
// With --check it writes nothing and fails when a committed file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { executeSync, parse, type GraphQLSchema } from 'graphql';
import { schema as assistance } from '../subgraphs/assistance/schema.ts';
import { schema as crossmatch } from '../subgraphs/crossmatch/schema.ts';
import { schema as households } from '../subgraphs/households/schema.ts';

const SCHEMAS = { households, assistance, crossmatch };

function printed(schema: GraphQLSchema): string {
  const { data } = executeSync({ schema, document: parse('{ _service { sdl } }') });
  const { sdl } = (data?.['_service'] ?? {}) as { sdl?: string };
  if (!sdl) throw new Error('the schema has no _service field');
  return `${sdl.trim()}\n`;
}

function committed(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

const check = process.argv.includes('--check');
for (const [name, schema] of Object.entries(SCHEMAS)) {
  const file = `subgraphs/${name}/schema.graphql`;
  const text = printed(schema);
  if (committed(file) === text) continue;
  if (check) {
    console.error(
      `${file} is not what the code says: run \`npm run schema\` and read the difference.`,
    );
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`${file} written`);
  }
}
