import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const pages = markdownPages();

// [text](target "title"), outside code spans; images count as links.
const LINK = /\[[^\]]*\]\(([^)\s]+)[^)]*\)/g;

test('there are pages to check', () => {
  expect(pages).toContain('README.md');
});

test.each(pages)('every relative link of %s leads to a file of the repository', (page) => {
  const broken = linksOf(read(page))
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => !resolves(page, link));
  expect(broken).toEqual([]);
});

function resolves(page: string, link: string): boolean {
  const [target = '', fragment] = link.split('#');
  const file = target === '' ? page : path.join(path.dirname(page), target);
  if (!existsSync(path.join(root, file))) return false;
  return fragment === undefined || headingsOf(read(file)).includes(decodeURIComponent(fragment));
}

function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(LINK)].map((match) => match[1] ?? '');
}

function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

function markdownPages(): string[] {
  const own = readdirSync(root, { withFileTypes: true }).filter(
    ({ name }) => !/^(node_modules|coverage|\.git|\.data.*)$/.test(name),
  );
  const names = own.flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(path.join(root, entry.name), { recursive: true, encoding: 'utf8' }).map(
          (name) => path.join(entry.name, name),
        )
      : [entry.name],
  );
  return names.filter((name) => name.endsWith('.md')).sort();
}

function read(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}
