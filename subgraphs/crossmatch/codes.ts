import { HubError } from '../../kernel/errors.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * A stored code, known to be one of a label table's.
 *
 * @throws HubError INTERNAL when the database holds a code this version does not know.
 */
export function codeIn<Table extends Labels>(labels: Table, code: string): keyof Table & string {
  if (Object.hasOwn(labels, code)) return code;
  throw new HubError('INTERNAL', { unknownCode: code });
}

/** The Chinese label of a stored code. @throws HubError INTERNAL as `codeIn` does. */
export function labelOf(labels: Labels, code: string): string {
  return labels[codeIn(labels, code)] ?? code;
}

/** A stored code where there may be none. */
export function codeOrNull<Table extends Labels>(
  labels: Table,
  code: string | null,
): (keyof Table & string) | null {
  return code === null ? null : codeIn(labels, code);
}

/** The Chinese label of a stored code where there may be none. */
export function labelOrNull(labels: Labels, code: string | null): string | null {
  return code === null ? null : labelOf(labels, code);
}
