import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, MANIFEST_FILE, normalised, type Manifest } from './trusted-documents.ts';

/** Where published documents are written: the query page's samples. Documents for partners get a folder of theirs. */
const FOLDERS = ['samples'];

/** Every published document under its hash, in the order of hashes. */
export function publishedDocuments(): Manifest {
  const documents = FOLDERS.flatMap((folder) => {
    const dir = fileURLToPath(new URL(`${folder}/`, import.meta.url));
    return readdirSync(dir)
      .filter((file) => file.endsWith('.graphql'))
      .map((file) => normalised(readFileSync(path.join(dir, file), 'utf8')));
  });
  const entries = documents.map((document): [string, string] => [hashOf(document), document]);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Writes the manifest, or with `check` only compares. Returns the exit code of the command. */
function run(check: boolean): number {
  const text = `${JSON.stringify(publishedDocuments(), null, 2)}\n`;
  if (!check) {
    writeFileSync(MANIFEST_FILE, text);
    return 0;
  }
  if (readFileSync(MANIFEST_FILE, 'utf8') === text) return 0;
  process.stderr.write(
    'gateway/trusted-documents.json is not what the documents say: run `npm run schema`.\n',
  );
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = run(process.argv.includes('--check'));
