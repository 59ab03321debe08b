import { expect, test } from 'vitest';
import { ERRORS, errorMessage, HubError } from './errors.ts';

test('the table of codes is the one published, and which of them may be shown', () => {
  const table = Object.entries(ERRORS).map(
    ([code, { kind, shown }]) => `${code} ${kind}${shown ? '' : ' hidden'}`,
  );
  expect(table).toMatchInlineSnapshot(`
    [
      "UNAUTHENTICATED UNAUTHENTICATED",
      "FORBIDDEN FORBIDDEN",
      "NOT_FOUND NOT_FOUND",
      "INVALID_INPUT INVALID",
      "INVALID_STATE CONFLICT",
      "HOLD_OWN FORBIDDEN",
      "CONFLICT CONFLICT",
      "OBJECTION_OPEN CONFLICT",
      "OBJECTION_SAME_PERSON CONFLICT",
      "ASSIGNEE_UNAVAILABLE CONFLICT",
      "DUTIES_NOT_SEPARATED CONFLICT",
      "PURPOSE_REQUIRED INVALID",
      "SHARING_REFUSED FORBIDDEN",
      "AGREEMENT_SAME_PERSON CONFLICT",
      "LIMIT_EXCEEDED INVALID",
      "TOO_MANY_REQUESTS TOO_MANY",
      "TIMEOUT UNAVAILABLE",
      "SUBGRAPH_UNAVAILABLE UNAVAILABLE",
      "REQUEST_INVALID INVALID",
      "ISSUER_UNAVAILABLE UNAVAILABLE",
      "FILE_NAME_INVALID INVALID",
      "FILE_ENCODING INVALID",
      "FILE_FORMAT INVALID",
      "FILE_EMPTY INVALID",
      "FILE_TOO_LARGE INVALID",
      "HEADER_MISSING INVALID",
      "HEADER_DOUBLED INVALID",
      "SOURCE_UNKNOWN INVALID",
      "ROSTER_KIND_UNKNOWN INVALID",
      "EXTRACT_UNSIGNED INVALID",
      "EXTRACT_SIGNATURE INVALID",
      "SUPERSEDE_REQUIRED CONFLICT",
      "MATCH_RUNNING UNAVAILABLE",
      "LINK_SPEC_INVALID INVALID",
      "LINK_INPUT_INVALID INVALID",
      "OUTPUT_UNWRITABLE UNAVAILABLE",
      "LINK_TOO_MANY_PAIRS INVALID",
      "LINK_MODEL_MISMATCH CONFLICT",
      "LINK_MODEL_UNEVALUATED CONFLICT",
      "LINK_MODEL_SAME_PERSON CONFLICT",
      "CALENDAR_MISSING UNAVAILABLE",
      "PARAMETER_MISSING UNAVAILABLE",
      "AUDIT_OVERDUE UNAVAILABLE",
      "AUDIT_BROKEN INTERNAL hidden",
      "KEYS_MISSING UNAVAILABLE hidden",
      "DATABASE_ROLE_UNSAFE UNAVAILABLE hidden",
      "DATABASE_UNAVAILABLE UNAVAILABLE hidden",
      "EMBEDDED_DATABASE UNAVAILABLE hidden",
      "MIGRATION_CHANGED INTERNAL hidden",
      "ENV_INVALID INTERNAL hidden",
      "INTERNAL INTERNAL hidden",
    ]
  `);
});

test('every code has a message in both languages with the same gaps', () => {
  for (const [code, { zh, en }] of Object.entries(ERRORS)) {
    expect(zh, code).toMatch(/[\u4e00-\u9fff].*/);
    expect(en, code).toMatch(/^[\x20-\x7e]+$/);
    expect(gaps(en), code).toEqual(gaps(zh));
  }
});

test('a detail that is words is told in the language asked for', () => {
  const reason = { zh: '磁盘已满', en: 'disk full' };
  const details = { file: 'pairs.csv', reason };
  expect(errorMessage('OUTPUT_UNWRITABLE', details)).toBe('无法写入 pairs.csv（磁盘已满）。');
  expect(errorMessage('OUTPUT_UNWRITABLE', details, 'en')).toBe(
    'Cannot write pairs.csv (disk full).',
  );
  for (const part of [{ zh: '磁盘已满' }, { en: 'disk full' }, { other: 1 }])
    expect(errorMessage('OUTPUT_UNWRITABLE', { file: 'a', reason: part })).toContain(
      JSON.stringify(part),
    );
});

test('fills the gaps from the details, whatever their type', () => {
  const error = new HubError('CALENDAR_MISSING', { year: 2027 });
  expect(error.message).toBe('没有 2027 年的工作日历，请先加载国务院办公厅放假通知。');
  expect(errorMessage('HEADER_MISSING', { column: '姓名' }, 'en')).toBe(
    'A required column is missing: 姓名.',
  );
});

test('an absent or null detail reads as a dash', () => {
  expect(errorMessage('HEADER_MISSING')).toBe('缺少必需的列：—。');
  expect(errorMessage('HEADER_MISSING', { column: null })).toBe('缺少必需的列：—。');
});

test('keeps code, details and cause apart from the message', () => {
  const cause = new Error('inner');
  const error = new HubError('INTERNAL', { step: 3 }, { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'HubError', code: 'INTERNAL', details: { step: 3 }, cause });
  expect(new HubError('FORBIDDEN').details).toEqual({});
});

function gaps(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort();
}
