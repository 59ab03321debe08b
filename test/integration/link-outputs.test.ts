import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLinkFolder, PEOPLE, runHub, type LinkFolder } from '../support/link-folder.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const WRITER = `
  import { Readable } from 'node:stream';
  import { writeWhole } from './cli/link/write-whole.ts';
  function* endless() { for (;;) yield 'half\\n'.repeat(100); }
  await writeWhole(process.argv[1], Readable.from(endless()));`;

let folder: LinkFolder;
beforeAll(() => {
  folder = openLinkFolder();
});
afterAll(() => folder.remove());

describe('what a linkage writes', () => {
  test('is whole or what was there before, and the next run clears what a killed one left', async () => {
    mkdirSync(folder.at('whole'));
    const out = folder.at('whole/out.csv');
    writeFileSync(out, 'before');
    const writer = node(['--input-type=module', '-e', WRITER, out]);
    await until(() => readdirSync(folder.at('whole')).length === 2);
    writer.kill('SIGKILL');
    await ended(writer);
    expect(readFileSync(out, 'utf8')).toBe('before');
    expect((await folder.link('run', 'spec.json', 'people.csv', '--out', out)).code).toBe(0);
    expect(readdirSync(folder.at('whole'))).toEqual(['out.csv']);
    expect(readFileSync(out, 'utf8')).toMatch(/^left_id,.*\n$/s);
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  test('is of one run or of the other when two write to one name at once', async () => {
    folder.file('some.csv', PEOPLE.slice(0, 52));
    const alone = async (left: string, name: string) => {
      const run = await folder.link('run', 'spec.json', left, '--out', folder.at(name));
      expect(run.code).toBe(0);
      return readFileSync(folder.at(name), 'utf8');
    };
    const whole = [await alone('people.csv', 'one.csv'), await alone('some.csv', 'other.csv')];
    expect(whole[0]).not.toBe(whole[1]);
    mkdirSync(folder.at('both'));
    await Promise.all([alone('people.csv', 'both/out.csv'), alone('some.csv', 'both/out.csv')]);
    expect(whole).toContain(readFileSync(folder.at('both/out.csv'), 'utf8'));
    expect(readdirSync(folder.at('both'))).toEqual(['out.csv']);
  });

  test('goes into the file that a link points to', async () => {
    writeFileSync(folder.at('pointed.csv'), 'before');
    symlinkSync('pointed.csv', folder.at('pointing.csv'));
    await folder.link('run', 'spec.json', 'people.csv', '--out', folder.at('pointing.csv'));
    expect(readFileSync(folder.at('pointed.csv'), 'utf8')).toMatch(/^left_id/);
  });

  test('goes to a device as it is, and a full one is named', async () => {
    const run = await folder.link('run', 'spec.json', 'people.csv', '--out', '/dev/null');
    expect(run.code).toBe(0);
    const full = await folder.link('run', 'spec.json', 'people.csv', '--out', '/dev/full');
    expect(full.document()).toMatchObject({ error: { code: 'OUTPUT_UNWRITABLE' } });
    expect(full.stderr).toContain('/dev/full（ENOSPC）');
  });

  test.each([
    ['a directory that is not there', () => folder.at('nowhere/x.csv'), 'no such directory'],
    ['a directory', () => folder.at('.'), 'is a directory'],
    ['a file where a directory should be', () => folder.at('people.csv/x'), 'no such directory'],
    [
      'a link to nothing',
      () => {
        symlinkSync('nothing', folder.at('broken'));
        return folder.at('broken');
      },
      'link to nothing',
    ],
  ])('is refused before any work: %s', async (_, name, reason) => {
    const file = name();
    const run = await runHub(
      'link',
      'run',
      ...inputs('missing.csv'),
      '--out',
      file,
      '--lang',
      'en',
    );
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(`--out: cannot write ${file}: `);
    expect(run.stderr).toContain(reason);
  });

  test('never takes the place of what is read, by whatever path, nor of another result', async () => {
    symlinkSync('people.csv', folder.at('alias.csv'));
    linkSync(folder.at('people.csv'), folder.at('hard.csv'));
    const before = readFileSync(folder.at('people.csv'), 'utf8');
    const spec = readFileSync(folder.at('spec.json'), 'utf8');
    const out = ['--out', folder.at('fresh.csv')];
    for (const outputs of [
      ['--out', folder.at('people.csv')],
      ['--out', folder.at('alias.csv')],
      ['--out', folder.at('hard.csv')],
      ['--out', folder.at('spec.json')],
      [...out, '--clusters', folder.at('people.csv')],
      [...out, '--report', folder.at('x/../fresh.csv')],
    ]) {
      mkdirSync(folder.at('x'), { recursive: true });
      const run = await runHub('link', 'run', ...inputs('people.csv'), ...outputs, '--lang', 'en');
      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toMatch(/is the same file as --(left|spec|out): /);
    }
    expect(readFileSync(folder.at('people.csv'), 'utf8')).toBe(before);
    expect(readFileSync(folder.at('spec.json'), 'utf8')).toBe(spec);
    expect(existsSync(folder.at('fresh.csv'))).toBe(false);
  });
});

describe('the temporary directory of a linkage', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('is gone after %s', async (signal) => {
    const temp = tempDir(signal);
    const run = started(temp);
    await until(() => readdirSync(temp).some(isSpill));
    run.kill(signal);
    expect(await ended(run)).toBe(130);
    expect(readdirSync(temp).filter(isSpill)).toEqual([]);
  });

  test('of a killed run is removed by the next', async () => {
    const temp = tempDir('SIGKILL');
    const killed = started(temp);
    await until(() => readdirSync(temp).some(isSpill));
    killed.kill('SIGKILL');
    await ended(killed);
    const [left] = readdirSync(temp).filter(isSpill);
    const next = started(temp);
    await until(() => readdirSync(temp).some((name) => isSpill(name) && name !== left));
    expect(readdirSync(temp)).not.toContain(left);
    next.kill('SIGTERM');
    await ended(next);
  });
});

function inputs(left: string): string[] {
  return ['--spec', folder.at('spec.json'), '--left', folder.at(left)];
}

function isSpill(name: string): boolean {
  return name.startsWith('yikou-link-');
}

function tempDir(name: string): string {
  mkdirSync(folder.at(name));
  return folder.at(name);
}

/** A run that takes long enough to be stopped in the middle. */
function started(temp: string): ChildProcess {
  const [head = [], ...people] = PEOPLE;
  const many = Array.from({ length: 4000 }, (_, n) =>
    people.map(([id, ...rest]) => [`${id}-${n}`, ...rest]),
  );
  folder.file('many.csv', [head, ...many.flat()]);
  const args = ['cli/main.ts', 'link', 'run', ...inputs('many.csv')];
  return node([...args, '--out', folder.at('many.out')], temp);
}

function node(args: readonly string[], temp?: string): ChildProcess {
  const env = { ...process.env, ...(temp === undefined ? {} : { TMPDIR: temp }) };
  return spawn(process.execPath, ['--import', 'tsx', ...args], { cwd: ROOT, env, stdio: 'ignore' });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 600) throw new Error('waited in vain');
    await sleep(25);
  }
}
