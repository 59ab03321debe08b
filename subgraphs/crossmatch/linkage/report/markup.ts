/** HTML that may be put into a page as it is. Made only here, so that every text on the way in is escaped. */
export type Markup = { readonly html: string };

/**
 * Markup from a template: texts and numbers are escaped, markup and lists of it are not. SVG inside HTML is markup like
 * any other.
 */
export function markup(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Markup | readonly Markup[])[]
): Markup {
  const html = parts.reduce((text, part, at) => `${text}${htmlOf(values[at - 1])}${part}`);
  return { html };
}

/** A table; `numeric` columns are set right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number | Markup)[])[],
  numeric: readonly number[] = [],
): Markup {
  const cell = (at: number): string => (numeric.includes(at) ? 'number' : '');
  const head = header.map((title, at) => markup`<th class="${cell(at)}">${title}</th>`);
  const body = rows.map(
    (row) =>
      markup`<tr>${row.map((value, at) => markup`<td class="${cell(at)}">${value}</td>`)}</tr>`,
  );
  return markup`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function htmlOf(value: string | number | Markup | readonly Markup[] | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return 'html' in value ? value.html : value.map(({ html }) => html).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
