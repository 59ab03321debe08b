import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { writeWhole } from './write-whole.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'write-whole-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('of two that write to one name at once, turn by turn, the file is whole and of one of them', async () => {
  const file = path.join(folder, 'out.csv');
  const lines = 40;
  async function* slowly(line: string) {
    for (let n = 0; n < lines; n++) {
      yield line;
      await sleep(1);
    }
  }
  const [one, other] = ['one\n', 'another line\n'];
  await Promise.all([one, other].map((line) => writeWhole(file, Readable.from(slowly(line)))));
  expect([one.repeat(lines), other.repeat(lines)]).toContain(readFileSync(file, 'utf8'));
  expect(readdirSync(folder)).toEqual(['out.csv']);
});
