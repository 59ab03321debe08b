import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkIdNumber } from '../../kernel/id-number.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { FEWEST_RECIPIENTS, generateDistrict } from './generate.ts';
import { SPELLINGS } from './spelling-kinds.ts';
import { SCENARIOS } from './scenarios/all-scenarios.ts';
import type { Truth } from './truth.ts';

const AS_OF = plainDate('2026-11-05');
const folder = mkdtempSync(path.join(tmpdir(), 'district-'));
let truth: Truth;

function make(seed: number, out: string, recipients = FEWEST_RECIPIENTS): Promise<Truth> {
  return generateDistrict({ seed, recipients, out: path.join(folder, out), asOf: AS_OF });
}

function digests(out: string): string[] {
  return readdirSync(path.join(folder, out), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const bytes = readFileSync(path.join(entry.parentPath, entry.name));
      return `${entry.name} ${createHash('sha256').update(bytes).digest('hex')}`;
    })
    .sort();
}

function roster(kind: string, encoding = 'utf-8', out = 'one'): string[][] {
  const directory = path.join(folder, out, 'roster');
  const name = readdirSync(directory).find((file) => file.startsWith(kind)) ?? '';
  const bytes = readFileSync(path.join(directory, name));
  const lines = new TextDecoder(encoding, { fatal: true }).decode(bytes).trim().split('\n');
  return lines.slice(1).map((line) => line.split(','));
}

beforeAll(async () => {
  truth = await make(1, 'one');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('a generated district', { timeout: 60_000 }, () => {
  it('is the same to the byte for the same seed', async () => {
    await make(1, 'again');
    expect(digests('again')).toEqual(digests('one'));
  });

  it('is another district for another seed', async () => {
    await make(2, 'other');
    const one = new Set(digests('one'));
    expect(digests('other').filter((digest) => one.has(digest))).toEqual([
      // The streets stay where they are.
      expect.stringMatching(/^areas_/),
    ]);
  });

  it('accounts for every row of every file', () => {
    expect(truth.files).toHaveLength(19);
    for (const file of truth.files) {
      const setAside = Object.values(file.setAside).reduce((sum, count) => sum + count, 0);
      expect(file.accepted + setAside, file.file).toBe(file.rows);
      expect(setAside, file.file).toBeLessThan(file.rows * 0.05);
    }
  });

  it('has valid id numbers that belong to nobody', () => {
    const numbers = roster('members', 'gb18030').map((row) => row[3] ?? '');
    const valid = numbers.filter((number) => checkIdNumber(number).ok);
    expect(numbers.length - valid.length).toBeLessThan(5);
    for (const number of valid) {
      const unassignedArea = /^31019\d/.test(number);
      const unassignedSerial = /^31010[68]\d{8}99\d/.test(number);
      expect(unassignedArea || unassignedSerial, number).toBe(true);
    }
  });

  it('gives every member a number of their own', () => {
    const numbers = roster('members', 'gb18030').map((row) => row[3]);
    const duplicates = numbers.length - new Set(numbers).size;
    expect(duplicates).toBe(truth.files[2]?.setAside['DUPLICATE_ROW'] ?? 0);
  });

  it('has the ages and households of a real one', async () => {
    await make(1, 'large', 4_000);
    const members = roster('members', 'gb18030', 'large');
    const share = (from: string, to: string): number =>
      members.filter(
        (row) => (row[3] ?? '').slice(6, 14) >= from && (row[3] ?? '').slice(6, 14) < to,
      ).length / members.length;
    expect(share('19000101', '19661105')).toBeGreaterThan(0.35);
    expect(share('19000101', '19661105')).toBeLessThan(0.6);
    expect(share('20081105', '20261105')).toBeGreaterThan(0.05);
    expect(members.length / roster('households', 'utf-8', 'large').length).toBeGreaterThan(1.25);
    expect(members.length / roster('households', 'utf-8', 'large').length).toBeLessThan(1.6);
  });

  it('plants every situation, and states each outcome once', () => {
    const outcomes = truth.alerts.length + truth.silent.length + truth.outreach.length;
    expect(outcomes).toBeGreaterThanOrEqual(SCENARIOS.length);
    expect(new Set(SCENARIOS.map((scenario) => scenario.id)).size).toBe(SCENARIOS.length);
    const alerts = truth.alerts.map((alert) => `${alert.rule} ${alert.idNumber} ${alert.factKey}`);
    expect(new Set(alerts).size).toBe(alerts.length);
    const silent = new Set(truth.silent.map((one) => `${one.rule} ${one.idNumber}`));
    expect(truth.alerts.filter((alert) => silent.has(`${alert.rule} ${alert.idNumber}`))).toEqual(
      [],
    );
  });

  it('writes people in every way there is, and expects of each what the contract says', () => {
    const expected = new Map<string, Set<string>>();
    const note = (spelling: string, outcome: string) =>
      expected.set(spelling, (expected.get(spelling) ?? new Set()).add(outcome));
    for (const { spelling } of truth.alerts) note(spelling, 'ALERT');
    for (const { spelling } of truth.review) note(spelling, 'REVIEW');
    for (const { spelling } of truth.silent) if (spelling !== null) note(spelling, 'SILENCE');
    const told = Object.entries(SPELLINGS).map(([spelling, outcome]) => [spelling, [outcome]]);
    expect(Object.fromEntries([...expected].map(([name, of]) => [name, [...of]]))).toEqual(
      Object.fromEntries(told),
    );
  });

  it('says of every alert and every pair for a reviewer which row is about the person', () => {
    const told = new Set(
      truth.records.flatMap(({ source, people }) => people.map((id) => `${source} ${id}`)),
    );
    const untold = truth.alerts.filter(
      ({ sources, idNumber }) => !sources.every((source) => told.has(`${source} ${idNumber}`)),
    );
    expect(untold).toEqual([]);
    const others = truth.review.filter(
      ({ source, idNumber }) => !told.has(`${source} ${idNumber}`),
    );
    expect(new Set(others.map(({ spelling }) => spelling))).toEqual(
      new Set(['other-name', 'twins-exchanged']),
    );
  });

  it('takes as many rows of strangers as asked for', async () => {
    const options = { seed: 1, recipients: FEWEST_RECIPIENTS, asOf: AS_OF };
    const { files } = await generateDistrict({
      ...options,
      out: path.join(folder, 'long'),
      extractRows: { 'public-security.death': 30_000 },
    });
    expect(files.find((file) => file.file.includes('death'))?.rows).toBeGreaterThan(30_000);
  });

  it('refuses a district too small for its traps', async () => {
    await expect(make(1, 'tiny', 50)).rejects.toThrow(RangeError);
  });
});
