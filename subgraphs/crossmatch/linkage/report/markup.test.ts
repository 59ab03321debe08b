import { expect, test } from 'vitest';
import { markup, table } from './markup.ts';

test('text is escaped wherever it stands, markup is not', () => {
  const text = `<i a="1">&'`;
  const shown = markup`<p title="${text}">${text}${markup`<b>${1}</b>`}${[markup`<hr>`]}</p>`;
  const escaped = '&lt;i a=&quot;1&quot;&gt;&amp;&#39;';
  expect(shown.html).toBe(`<p title="${escaped}">${escaped}<b>1</b><hr></p>`);
});

test('a table escapes its cells', () => {
  expect(table(['<'], [['>']]).html).not.toMatch(/<<|>>/);
  expect(table(['<'], [['>']]).html).toContain('&gt;');
});
