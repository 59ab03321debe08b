import { expect, test } from 'vitest';
import { checkIdNumber } from '../../kernel/id-number.ts';
import { generatePersonCorpus } from './person-corpus.ts';
import { CORPUS_GROUPS } from './written-person.ts';

const corpus = generatePersonCorpus(1, 4000, 4000);
const NAME = 1;
const NUMBER = 3;
const BIRTH = 4;

function column(at: number): string[] {
  return corpus.roster.map((row) => row[at] ?? '');
}

test('the same seed gives the same corpus, another seed another', () => {
  expect(generatePersonCorpus(1, 4000, 4000)).toEqual(corpus);
  expect(generatePersonCorpus(2, 4000, 4000).roster).not.toEqual(corpus.roster);
});

test('about half of the records are about someone on the roster, and the truth names rows that are there', () => {
  expect(corpus.truth.length / corpus.records.length).toBeCloseTo(0.5, 1);
  const records = new Set(corpus.records.map(([id]) => id));
  const roster = new Set(corpus.roster.map(([id]) => id));
  expect(corpus.truth.filter(([r, p]) => !records.has(r) || !roster.has(p))).toEqual([]);
});

test('a few surnames carry half of the people, and full names repeat', () => {
  const surnames = counted(column(NAME).map((name) => [...name][0] ?? ''));
  const ten = surnames.slice(0, 12).reduce((sum, count) => sum + count, 0);
  expect(ten / 4000).toBeGreaterThan(0.4);
  expect(ten / 4000).toBeLessThan(0.6);
  expect(counted(column(NAME))[0]).toBeGreaterThanOrEqual(5);
});

test('nearly half are sixty or older', () => {
  const elderly = corpus.groups.roster.filter((groups) => groups.includes('elderly')).length;
  expect(elderly / 4000).toBeCloseTo(0.45, 1);
});

test('every number is valid and borne once', () => {
  expect(column(NUMBER).filter((number) => !checkIdNumber(number).ok)).toEqual([]);
  expect(new Set(column(NUMBER)).size).toBe(4000);
});

test('twins share birthday and surname, and their numbers are two apart in the serial', () => {
  const twins = corpus.roster.filter((_, at) => corpus.groups.roster[at]?.includes('twin'));
  expect(twins.length).toBeGreaterThan(10);
  const [first = [], second = []] = twins;
  expect(first[BIRTH]).toBe(second[BIRTH]);
  expect(serialOf(second) - serialOf(first)).toBe(2);
});

test('every hard group is there on both sides', () => {
  const all = [...corpus.groups.roster, ...corpus.groups.records].flat();
  expect(new Set(all)).toEqual(new Set(CORPUS_GROUPS));
});

function serialOf(row: readonly string[]): number {
  return Number(row[NUMBER]?.slice(14, 17));
}

function counted(items: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => b - a);
}
