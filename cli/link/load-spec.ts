import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HubError, type Text } from '../../kernel/errors.ts';
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
  const ready = readySpecs().join(', ');
  throw new HubError('LINK_SPEC_INVALID', {
    problem: {
      zh: `没有文件 ${given}；自带方案有 ${ready}`,
      en: `no file ${given}; ready specs are ${ready}`,
    },
  });
}

/** The value of a JSON file. @throws HubError of the code given, when there is no such file or it is not JSON */
export function readJson(file: string, code: 'LINK_SPEC_INVALID' | 'LINK_MODEL_MISMATCH'): unknown {
  if (!existsSync(file)) {
    throw new HubError(code, { problem: { zh: `没有文件 ${file}`, en: `no file ${file}` } });
  }
  // Editors on Windows put a byte order mark in front.
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { zh, en } = placeOfFault(text, cause instanceof SyntaxError ? cause.message : '');
    const problem = { zh: `${file}：不是 JSON（${zh}）`, en: `${file}: not JSON (${en})` };
    throw new HubError(code, { problem }, { cause });
  }
}

/** Where a text stops being JSON, as far as the parser tells; its message is not shown, it quotes the text. */
function placeOfFault(text: string, message: string): Text {
  const token = /^Unexpected token '(.{1,2})'/u.exec(message)?.[1];
  if (token !== undefined) {
    const line = lineOfToken(text);
    return { zh: `第 ${line} 行，不该有“${token}”`, en: `line ${line}, unexpected "${token}"` };
  }
  const at = /at position (\d+)/.exec(message)?.[1];
  const lines = text.slice(0, at === undefined ? text.length : Number(at)).split('\n');
  const [line, column] = [lines.length, (lines.at(-1)?.length ?? 0) + 1];
  return { zh: `第 ${line} 行第 ${column} 列`, en: `line ${line}, column ${column}` };
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
