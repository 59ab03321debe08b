import { HubError } from '../../../kernel/errors.ts';

/** A text as an SQL literal. Throws INTERNAL for a text with NUL, which no literal can hold. */
export function sqlText(text: string): string {
  if (text.includes('\0')) throw new HubError('INTERNAL', { reason: 'SQL_LITERAL' });
  return `'${text.replaceAll("'", "''")}'`;
}

/** Several texts as an SQL list literal. */
export function sqlList(texts: readonly string[]): string {
  return `[${texts.map(sqlText).join(', ')}]`;
}
