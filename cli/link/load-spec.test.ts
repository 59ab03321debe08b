import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readJson } from './load-spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'load-spec-'));
const file = join(folder, 'spec.json');
afterAll(() => rmSync(folder, { recursive: true }));

describe('a JSON file', () => {
  test('may begin with a byte order mark', () => {
    writeFileSync(file, '\uFEFF{"name": "shops"}');
    expect(readJson(file, 'LINK_SPEC_INVALID')).toEqual({ name: 'shops' });
  });

  test.each([
    ['{"name": "x",\n "fields": {,}', 'line 2'],
    ['{"a": 1,\n "list": [1,\n 2,, 3],\n "b": 2}', 'line 3'],
    ['// comment\n{}', 'line 1'],
    ['{"a": 1\n "b": 2}', 'line 2'],
    ['{"a":\n 1', 'line 2'],
  ])('that is none is refused with the line: %j', (text, line) => {
    writeFileSync(file, text);
    expect(() => readJson(file, 'LINK_SPEC_INVALID')).toThrow(
      expect.objectContaining({
        code: 'LINK_SPEC_INVALID',
        details: {
          problem: {
            zh: expect.stringMatching(/不是 JSON（第 \d+ 行/) as string,
            en: expect.stringContaining(`not JSON (${line},`) as string,
          },
        },
      }),
    );
  });
});
