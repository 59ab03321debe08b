import { EXIT_MEANINGS } from './exit-codes.ts';
import type { Language } from './messages.ts';

/** Where a command puts what it has to say. */
export type Output = {
  json: boolean;
  language: Language;
  /** The one JSON document of `--json`; nothing without it. */
  document(value: unknown): void;
  /** A line for people on stdout; nothing with `--json`. */
  line(text?: string): void;
  /** A table for people on stdout; nothing with `--json`. */
  table(header: readonly string[], rows: readonly (readonly string[])[]): void;
  /** A line beside the result, on stderr. */
  note(text: string): void;
};

export type Streams = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

/** Output in one language, as one document or for people. */
export function createOutput(
  options: { json: boolean; language: Language },
  streams: Streams = process,
): Output {
  const { json } = options;
  return {
    ...options,
    document(value) {
      if (json) streams.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    line(text = '') {
      if (!json) streams.stdout.write(`${harmless(text)}\n`);
    },
    table(header, rows) {
      if (!json)
        streams.stdout.write(
          `${renderTable(
            header,
            rows.map((row) => row.map(harmless)),
          )}\n`,
        );
    },
    note(text) {
      streams.stderr.write(`${harmless(text)}\n`);
    },
  };
}

/** Control characters of a value, which a terminal would obey, as what they are; line ends and tabs within a text stay. */
function harmless(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** Columns a text takes on a terminal: a Chinese character takes two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

/** Columns two blanks apart under a ruled header; a column of numbers is set right. */
export function renderTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = header.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const numeric = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[\d,.%-]*$/.test(row[column] ?? '')),
  );
  function line(cells: readonly string[]): string {
    return cells
      .map((cell, column) => {
        const blanks = ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell)));
        return numeric[column] ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd();
  }
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(header), rule, ...rows.map(line)].join('\n');
}

/** The exit codes as a help section. */
export function exitCodeHelp(language: Language): string {
  return EXIT_MEANINGS.map(
    ({ code, ...text }) => `  ${String(code).padStart(3)}  ${text[language]}`,
  ).join('\n');
}
