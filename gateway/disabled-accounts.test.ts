import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDisabledAccounts } from './disabled-accounts.ts';

const log = pino({ level: 'silent' });
const unavailable: unknown = expect.objectContaining({ code: 'ISSUER_UNAVAILABLE' });
let directory: string;
let file: string;
let now: number;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'yikou-disabled-'));
  file = path.join(directory, 'disabled.txt');
  now = 1_800_000_000_000;
});
afterEach(() => rmSync(directory, { recursive: true }));

function open(mustExist: boolean) {
  return createDisabledAccounts({ file, mustExist, clock: { now: () => new Date(now) }, log });
}

function pass(seconds: number): void {
  now += seconds * 1000;
}

describe('the list of disabled accounts', () => {
  it('has one id a line, and room for a word on it', () => {
    writeFileSync(file, '\uFEFFu-1\r\n  u-2   # 离职\n\n# u-3\nauth0|a#4\n');
    const disabled = open(true);
    const listed = ['u-1', 'u-2', 'u-3', 'auth0|a#4', '', '离职'].map((id) => disabled.has(id));
    expect(listed).toEqual([true, true, false, true, false, false]);
  });

  it('is read anew after five seconds, not before', () => {
    writeFileSync(file, '');
    const disabled = open(true);
    writeFileSync(file, 'u-1\n');
    pass(4);
    expect(disabled.has('u-1')).toBe(false);
    pass(1);
    expect(disabled.has('u-1')).toBe(true);
  });

  it('need not be there where nobody named it, and is found when it comes', () => {
    const disabled = open(false);
    expect(disabled.has('u-1')).toBe(false);
    writeFileSync(file, 'u-1\n');
    pass(5);
    expect(disabled.has('u-1')).toBe(true);
  });

  it('stops the start where it was named and is not there', () => {
    expect(() => open(true)).toThrow(expect.objectContaining({ code: 'ENV_INVALID' }) as Error);
  });

  it.each([true, false])('holds for a minute when it is gone, then nobody gets in', (mustExist) => {
    writeFileSync(file, 'u-1\n');
    const disabled = open(mustExist);
    rmSync(file);
    for (const seconds of [5, 55]) {
      pass(seconds);
      expect([disabled.has('u-1'), disabled.has('u-2')]).toEqual([true, false]);
    }
    pass(1);
    expect(() => disabled.has('u-2')).toThrow(unavailable);
    writeFileSync(file, '');
    pass(5);
    expect(disabled.has('u-1')).toBe(false);
  });
});
