// Prints each subgraph's schema, as federation sees it, to subgraphs/<name>/schema.graphql: what reviewers read,
// what the gateway composes, and the bilingual glossary. And the JSON Schema of the identity file, to docs/. The
// printed forms are committed. With --check it writes nothing and fails when a committed file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { executeSync, parse, type GraphQLSchema } from 'graphql';
import { format } from 'prettier';
import { identityJsonSchema } from '../gateway/identity-rules.ts';
import { schema as assistance } from '../subgraphs/assistance/schema.ts';
import { schema as crossmatch } from '../subgraphs/crossmatch/schema.ts';
import { schema as households } from '../subgraphs/households/schema.ts';

const FILES: Readonly<Record<string, string>> = {
  'subgraphs/households/schema.graphql': printed(households),
  'subgraphs/assistance/schema.graphql': printed(assistance),
  'subgraphs/crossmatch/schema.graphql': printed(crossmatch),
  'docs/identity.schema.json': await formatted(identityJsonSchema()),
};

function printed(schema: GraphQLSchema): string {
  const { data } = executeSync({ schema, document: parse('{ _service { sdl } }') });
  const { sdl } = (data?.['_service'] ?? {}) as { sdl?: string };
  if (!sdl) throw new Error('the schema has no _service field');
  return `${sdl.trim()}\n`;
}

/** As the formatter leaves it, which reads the committed file too. */
function formatted(document: unknown): Promise<string> {
  return format(JSON.stringify(document), { parser: 'json', printWidth: 100 });
}

function committed(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

const check = process.argv.includes('--check');
for (const [file, text] of Object.entries(FILES)) {
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
