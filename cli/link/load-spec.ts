import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HubError } from '../../kernel/errors.ts';
import { parseLinkageSpec, type LinkageSpec } from '../../subgraphs/crossmatch/linkage/spec.ts';

const SPECS = fileURLToPath(new URL('../../subgraphs/crossmatch/linkage/specs/', import.meta.url));

/** The names of the specs that come with the hub. */
export function readySpecs(): string[] {
  return readdirSync(SPECS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/**
 * A spec by the path of its file, or by name if it comes with the hub.
 * @throws HubError LINK_SPEC_INVALID
 */
export function loadSpec(given: string): LinkageSpec {
  const name = given.replaceAll('_', '-');
  if (existsSync(given)) return parseLinkageSpec(readJson(given, 'LINK_SPEC_INVALID'));
  if (readySpecs().includes(name)) {
    return parseLinkageSpec(readJson(`${SPECS}${name}.json`, 'LINK_SPEC_INVALID'));
  }
  const problem = `no file ${given}; ready specs are ${readySpecs().join(', ')}`;
  throw new HubError('LINK_SPEC_INVALID', { problem });
}

/** The value of a JSON file. @throws HubError of the code given, when there is no such file or it is not JSON */
export function readJson(file: string, code: 'LINK_SPEC_INVALID' | 'LINK_MODEL_MISMATCH'): unknown {
  if (!existsSync(file)) throw new HubError(code, { problem: `no file ${file}` });
  // Editors on Windows put a byte order mark in front.
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = cause instanceof SyntaxError ? placeOfFault(text, cause.message) : '';
    throw new HubError(code, { problem: `${file}: not JSON${place}` }, { cause });
  }
}

/** Where a text stops being JSON, as far as the parser tells; its message is not shown, it quotes the text. */
function placeOfFault(text: string, message: string): string {
  const token = /^Unexpected token '(.{1,2})'/u.exec(message)?.[1];
  if (token !== undefined) return ` (line ${lineOfToken(text)}, unexpected "${token}")`;
  const at = /at position (\d+)/.exec(message)?.[1];
  const lines = text.slice(0, at === undefined ? text.length : Number(at)).split('\n');
  return ` (line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1})`;
}

/** The parser does not place a token it does not expect: it is in the first line with which the text up to there has one. */
function lineOfToken(text: string): number {
  const lines = text.split('\n');
  let [before, at] = [0, lines.length];
  while (at - before > 1) {
    const middle = (before + at) >> 1;
    if (hasUnexpectedToken(lines.slice(0, middle).join('\n'))) at = middle;
    else before = middle;
  }
  return at;
}

function hasUnexpectedToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return error instanceof SyntaxError && error.message.startsWith('Unexpected token');
  }
}
