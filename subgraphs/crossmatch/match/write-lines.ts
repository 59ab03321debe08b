import { writeFile } from 'node:fs/promises';

const LINES_PER_WRITE = 4_000;

/** Writes lines to a file that only this account may read, many of them at a time. */
export async function writeLines(
  file: string,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  await writeFile(file, piecesOf(lines), { mode: 0o600 });
}

async function* piecesOf(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let held: string[] = [];
  for await (const line of lines) {
    if (held.push(line) < LINES_PER_WRITE) continue;
    yield held.map((one) => `${one}\n`).join('');
    held = [];
  }
  yield held.map((one) => `${one}\n`).join('');
}
