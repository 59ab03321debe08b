import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { runCommandLine } from '../../cli/run.ts';

export type LinkRun = {
  code: number;
  stdout: string;
  stderr: string;
  document(): Record<string, unknown>;
};

/** A folder with specs and invented people, on which `hub link` is run. */
export type LinkFolder = {
  at(name: string): string;
  /** Writes a table and returns its path. */
  file(name: string, rows: readonly (readonly string[])[]): string;
  table(name: string): Record<string, string>[];
  /** One action on two of the folder's files, with `--json`; what it writes goes to out.csv. */
  link(action: string, spec: string, left: string, ...more: string[]): Promise<LinkRun>;
  remove(): void;
};

const SPEC = {
  name: 'people',
  cardinality: 'dedupe',
  id: 'id',
  fields: {
    name: { column: 'name' },
    born: { column: 'born', steps: ['date'] },
    phone: { column: 'phone', sensitive: true },
    town: { column: 'town' },
  },
  blocking: [{ on: ['town'] }, { on: ['born'] }],
  comparisons: [
    { name: 'name', kind: 'exact', field: 'name', title: { zh: '姓名', en: 'name' } },
    { name: 'born', kind: 'date', field: 'born' },
    { name: 'phone', kind: 'exact', field: 'phone' },
    { name: 'town', kind: 'exact', field: 'town' },
  ],
  thresholds: { match: 0.9, review: 0.2 },
};

/** Forty invented people a0 … a39; b0 … b19 are the first twenty again, every fourth with another birthday. */
export const PEOPLE = invented('id', 40, 20);
/** Ten of them again and ten strangers, for the other side. */
export const OTHERS = [
  ['nr', ...(PEOPLE[0] ?? []).slice(1)],
  ...PEOPLE.slice(1, 11).map(([id = '', ...rest]) => [id.replace('a', 'r'), ...rest]),
  ...Array.from({ length: 10 }, (_, n) => [
    `r${90 + n}`,
    `外${n}`,
    `1930-02-0${n}`,
    `9${n}`,
    '东山',
    '',
  ]),
];

function invented(id: string, people: number, again: number): string[][] {
  const family = [...'赵钱孙李周吴郑王'];
  const given = [...'安邦成德恩方国海'];
  const towns = ['东山', '西河', '南桥', '北湖'];
  const person = (n: number): string[] => [
    `${family[n % 8]}${given[Math.floor(n / 8) % 8]}${given[(n * 3) % 8]}`,
    `19${50 + n}-0${1 + (n % 9)}-1${n % 10}`,
    `1390000${String(n * 37).padStart(4, '0')}`,
    towns[n % 4] ?? '',
    String(n),
  ];
  const first = Array.from({ length: people }, (_, n) => [`a${n}`, ...person(n)]);
  const second = Array.from({ length: again }, (_, n) => {
    const [name = '', born = '', ...rest] = person(n);
    return [`b${n}`, name, n % 4 === 3 ? born.replace(/^19/, '18') : born, ...rest];
  });
  return [[id, 'name', 'born', 'phone', 'town', 'who'], ...first, ...second];
}

export function openLinkFolder(): LinkFolder {
  const dir = mkdtempSync(path.join(tmpdir(), 'yikou-link-test-'));
  const at = (name: string): string => path.join(dir, name);
  const file: LinkFolder['file'] = (name, rows) => {
    writeFileSync(at(name), csvText(rows));
    return at(name);
  };
  const two = { ...SPEC, cardinality: 'one-to-one', id: { left: 'id', right: 'nr' } };
  writeFileSync(at('spec.json'), JSON.stringify(SPEC));
  writeFileSync(at('two.json'), JSON.stringify(two));
  file('people.csv', PEOPLE);
  file('others.csv', OTHERS);
  return {
    at,
    file,
    table: (name) => parse(readFileSync(at(name), 'utf8'), { columns: true }),
    async link(action, spec, left, ...more) {
      const out = action === 'run' || action === 'train' ? ['--out', at('out.csv')] : [];
      const input = ['--spec', at(spec), '--left', at(left), '--threads', '1'];
      const result = await runHub('link', action, ...input, ...out, ...more, '--json');
      return { ...result, document: () => JSON.parse(result.stdout) as Record<string, unknown> };
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Rows as a CSV file holds them. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.join(',')}\n`).join('');
}

/** One command line, run in this process. */
export async function runHub(
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const code = await runCommandLine(['node', 'hub', ...args], { stdout, stderr });
  const read = (stream: PassThrough): string => String(stream.read() ?? '');
  return { code, stdout: read(stdout), stderr: read(stderr) };
}
