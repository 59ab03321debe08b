import { createHash } from 'node:crypto';

const STYLE = `
  body { font: 14px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 2em; color: #111; }
  h1 { font-size: 20px } h2 { font-size: 16px; margin-top: 1.6em; break-after: avoid }
  table { border-collapse: collapse; width: 100% } tr { break-inside: avoid }
  th, td { border: 1px solid #999; padding: 3px 6px; text-align: left; vertical-align: top; overflow-wrap: anywhere }
  th { background: #eee; white-space: nowrap }
`;

/** Nothing is loaded and nothing runs; the one style sheet is named by its digest. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** A cell: text, or several lines of it. */
export type Cell = string | number | null | undefined | readonly string[];
export type Section = {
  title: string;
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
  note?: string;
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A printable page of tables that stands for itself: no script, no picture, no other file. */
export function page(given: {
  language: 'zh' | 'en';
  title: string;
  lines: readonly string[];
  sections: readonly Section[];
  none: string;
}): string {
  const { language, title, lines, sections, none } = given;
  const policy = PAGE_POLICY.replace("frame-ancestors 'none'; ", '');
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="referrer" content="no-referrer">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(title)}</h1>
${lines.map((line) => `<p>${escape(line)}</p>`).join('\n')}
${sections.map((section) => tableOf(section, none)).join('\n')}
</body>
</html>
`;
}

function tableOf({ title, head, rows, note }: Section, none: string): string {
  const heading = `<h2>${escape(title)}</h2>`;
  if (rows.length === 0) return `${heading}\n<p>${escape(none)}</p>`;
  const top = `<tr>${head.map((cell) => `<th>${escape(cell)}</th>`).join('')}</tr>`;
  const body = rows.map(
    (row) => `<tr>${row.map((cell) => `<td>${cellOf(cell)}</td>`).join('')}</tr>`,
  );
  const under = note === undefined ? '' : `\n<p>${escape(note)}</p>`;
  return `${heading}\n<table>\n${top}\n${body.join('\n')}\n</table>${under}`;
}

function cellOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'object' ? cell.map(escape).join('<br>') : escape(String(cell));
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
