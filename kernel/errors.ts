import { scrubNumbers } from './scrub-numbers.ts';

/** How a caller should treat an error; each protocol (GraphQL, REST, CLI) maps these and nothing else. */
type ErrorKind =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INVALID'
  | 'CONFLICT'
  | 'UNAVAILABLE'
  | 'TOO_MANY'
  | 'INTERNAL';

type ErrorEntry = {
  readonly kind: ErrorKind;
  /** Message for staff; {gaps} are filled from the error's details. */
  readonly zh: string;
  readonly en: string;
  /** May leave the process as it is; otherwise the caller gets INTERNAL and a reference id. */
  readonly shown: boolean;
};

const TABLE = {
  UNAUTHENTICATED: entry('UNAUTHENTICATED', '请先登录。', 'Sign in first.'),
  FORBIDDEN: entry('FORBIDDEN', '您的岗位无权进行此操作。', 'Your role does not allow this.'),
  NOT_FOUND: entry('NOT_FOUND', '没有找到，或不在您的辖区内。', 'Not found, or outside your area.'),
  INVALID_INPUT: entry('INVALID', '填写的内容不符合要求：{field}。', 'Invalid input: {field}.'),
  INVALID_STATE: entry(
    'CONFLICT',
    '当前状态下不能进行此操作。',
    'Not possible in the current state.',
  ),
  HOLD_OWN: entry(
    'FORBIDDEN',
    '封存须由封存人以外的账号解除。',
    'A hold is lifted by another account than the one that placed it.',
  ),
  CONFLICT: entry(
    'CONFLICT',
    '该事项刚被他人处理，请刷新后再试。',
    'Someone else has just handled this; refresh and try again.',
  ),
  OBJECTION_OPEN: entry(
    'CONFLICT',
    '本预警所据记录有未办结的异议（{objectionNo}），办结之前不能认定属实。',
    'A record of this alert is objected to ({objectionNo}); it cannot be confirmed until that is settled.',
  ),
  OBJECTION_SAME_PERSON: entry(
    'CONFLICT',
    '异议须由受理人以外的人作出决定。',
    'An objection is decided by someone other than who received it.',
  ),
  ASSIGNEE_UNAVAILABLE: entry(
    'CONFLICT',
    '该账号不能办理此事项，请改派他人。',
    'This account cannot handle this matter; choose another.',
  ),
  DUTIES_NOT_SEPARATED: entry(
    'CONFLICT',
    '受理、审核、审批须由不同的人办理；您已办理过本轮的一个环节。',
    'Acceptance, review and approval are for different people; you have taken a step of this round.',
  ),
  PURPOSE_REQUIRED: entry('INVALID', '请填写查询事由。', 'State the purpose of this query.'),
  SHARING_REFUSED: entry(
    'FORBIDDEN',
    '共享协议不允许此项查询。',
    'No sharing agreement admits this question.',
  ),
  AGREEMENT_SAME_PERSON: entry(
    'CONFLICT',
    '共享协议须由提出人以外的人确认。',
    'An agreement is confirmed by someone other than its proposer.',
  ),
  LIMIT_EXCEEDED: entry(
    'INVALID',
    '请求超过限制：{limit}。',
    'The request exceeds a limit: {limit}.',
  ),
  TOO_MANY_REQUESTS: entry(
    'TOO_MANY',
    '请求过于频繁，请稍后再试。',
    'Too many requests; try again shortly.',
  ),
  TIMEOUT: entry(
    'UNAVAILABLE',
    '处理超时，请缩小范围后再试。',
    'Timed out; narrow the request and try again.',
  ),
  SUBGRAPH_UNAVAILABLE: entry(
    'UNAVAILABLE',
    '服务 {subgraph} 暂时不可用。',
    'The service {subgraph} is unavailable.',
  ),
  REQUEST_INVALID: entry(
    'INVALID',
    '请求不符合接口约定。',
    'The request does not follow the interface.',
  ),
  ISSUER_UNAVAILABLE: entry(
    'UNAVAILABLE',
    '登录服务暂时不可用，请稍后再试。',
    'The sign-in service is unavailable; try again later.',
  ),
  FILE_NAME_INVALID: entry(
    'INVALID',
    '文件名不符合规定：{file}；应为 {pattern}。',
    'The file name is not as agreed: {file}; expected {pattern}.',
  ),
  FILE_ENCODING: entry(
    'INVALID',
    '文件编码既不是 UTF-8 也不是 GB18030：第 {byteOffset} 字节处无法识别。',
    'The file is neither UTF-8 nor GB18030: unreadable at byte {byteOffset}.',
  ),
  FILE_FORMAT: entry(
    'INVALID',
    '文件格式无法识别：{reason}。',
    'The file format cannot be read: {reason}.',
  ),
  FILE_EMPTY: entry('INVALID', '文件是空的。', 'The file is empty.'),
  FILE_TOO_LARGE: entry(
    'INVALID',
    '文件超过大小限制（{limit}）。',
    'The file is larger than allowed ({limit}).',
  ),
  HEADER_MISSING: entry(
    'INVALID',
    '缺少必需的列：{column}。',
    'A required column is missing: {column}.',
  ),
  HEADER_DOUBLED: entry('INVALID', '列名重复：{column}。', 'A column appears twice: {column}.'),
  SOURCE_UNKNOWN: entry('INVALID', '没有这个数据来源：{source}。', 'Unknown source: {source}.'),
  ROSTER_KIND_UNKNOWN: entry(
    'INVALID',
    '没有这种底册：{roster}。',
    'Unknown roster file: {roster}.',
  ),
  EXTRACT_UNSIGNED: entry(
    'INVALID',
    '{source} 的数据须附部门签名的清单，本文件没有。',
    'Extracts of {source} must come with a manifest signed by the department; this file has none.',
  ),
  EXTRACT_SIGNATURE: entry(
    'INVALID',
    '签名清单不符：{reason}。',
    'The signed manifest does not hold: {reason}.',
  ),
  SUPERSEDE_REQUIRED: entry(
    'CONFLICT',
    '{source} {period} 已有批次，内容不同；如为更正，请明确声明替换（--supersede）。',
    '{source} {period} was delivered before with other content; say --supersede if this corrects it.',
  ),
  MATCH_RUNNING: entry(
    'UNAVAILABLE',
    '正在进行比对，请稍后再试。',
    'A comparison is running; try again shortly.',
  ),
  LINK_SPEC_INVALID: entry(
    'INVALID',
    '比对方案有误：{problem}。',
    'The linkage spec is invalid: {problem}.',
  ),
  LINK_INPUT_INVALID: entry(
    'INVALID',
    '比对的输入有误：{problem}。',
    'The linkage input is invalid: {problem}.',
  ),
  OUTPUT_UNWRITABLE: entry(
    'UNAVAILABLE',
    '无法写入 {file}（{reason}）。',
    'Cannot write {file} ({reason}).',
  ),
  LINK_TOO_MANY_PAIRS: entry(
    'INVALID',
    '候选对 {pairs} 个，超过上限 {limit} 个，未执行；请收紧分块规则。',
    '{pairs} candidate pairs exceed the limit of {limit}: nothing was run; tighten the blocking rules.',
  ),
  LINK_MODEL_MISMATCH: entry(
    'CONFLICT',
    '模型与比对方案不符：{problem}。',
    'The model does not fit this linkage spec: {problem}.',
  ),
  LINK_MODEL_UNEVALUATED: entry(
    'CONFLICT',
    '该模型没有评估报告，不能启用。',
    'The model has no evaluation report and cannot be activated.',
  ),
  LINK_MODEL_SAME_PERSON: entry(
    'CONFLICT',
    '模型须由提出人以外的人启用。',
    'A model is activated by someone other than its proposer.',
  ),
  CALENDAR_MISSING: entry(
    'UNAVAILABLE',
    '没有 {year} 年的工作日历，请先加载国务院办公厅放假通知。',
    'The working-day calendar of {year} is not loaded; load the State Council notice first.',
  ),
  PARAMETER_MISSING: entry(
    'UNAVAILABLE',
    '政策参数 {parameter} 在 {asOf} 没有有效值。',
    'The policy parameter {parameter} has no value on {asOf}.',
  ),
  AUDIT_OVERDUE: entry(
    'UNAVAILABLE',
    '审计封存中断，暂停查看敏感信息，请告知管理员。',
    'Sealing of the audit trail is down; sensitive reads are stopped. Tell the administrator.',
  ),
  AUDIT_BROKEN: entry(
    'INTERNAL',
    '审计记录无法封存：{reason}。',
    'The audit trail cannot be sealed: {reason}.',
    false,
  ),
  KEYS_MISSING: entry(
    'UNAVAILABLE',
    '没有可用的密钥（{reason}），请检查 YIKOU_KEYS_FILE。',
    'No usable keys ({reason}); check YIKOU_KEYS_FILE.',
    false,
  ),
  DATABASE_ROLE_UNSAFE: entry(
    'UNAVAILABLE',
    '数据库账号 {login} 不可用于受理请求：{reason}。请为 {variable} 另设账号（见运维手册“数据库账号”）。',
    'Database login {login} must not serve requests: {reason}. Give {variable} a login of its own (runbook).',
    false,
  ),
  DATABASE_UNAVAILABLE: entry(
    'UNAVAILABLE',
    '数据库暂时不可用（{reason}）。',
    'The database is unavailable ({reason}).',
    false,
  ),
  EMBEDDED_DATABASE: entry(
    'UNAVAILABLE',
    '内置数据库无法启动：{reason}',
    'The embedded database cannot start: {reason}',
    false,
  ),
  MIGRATION_CHANGED: entry(
    'INTERNAL',
    '已执行的数据库迁移 {migration} 被改动，拒绝启动。',
    'The applied migration {migration} was changed afterwards; refusing to start.',
    false,
  ),
  ENV_INVALID: entry(
    'INTERNAL',
    '环境变量有误：{problems}',
    'The environment is invalid: {problems}',
    false,
  ),
  INTERNAL: entry(
    'INTERNAL',
    '系统内部错误，请将参考号告知管理员。',
    'Internal error; give the reference id to the administrator.',
    false,
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof TABLE;

/** Every error the hub can raise: kind, message in both languages, and whether it may be shown. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = TABLE;

/** The one error class. Details hold ids, codes and counts only: never names, numbers of people, or SQL. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(errorMessage(code, details), options);
    this.code = code;
    this.details = details;
  }
}

/** The message of an error code with its {gaps} filled; an absent detail reads as "—". */
export function errorMessage(
  code: ErrorCode,
  details: Record<string, unknown> = {},
  language: 'zh' | 'en' = 'zh',
): string {
  return ERRORS[code][language].replace(/\{(\w+)\}/g, (_, key: string) =>
    show(details[key], language),
  );
}

function show(value: unknown, language: 'zh' | 'en'): string {
  if (value === undefined || value === null) return '—';
  // A caller's own words come back in some texts, the name of a file for one.
  const words = isText(value) ? value[language] : value;
  return scrubNumbers(typeof words === 'string' ? words : JSON.stringify(words));
}

/** A detail that is words has them in both languages. */
export type Text = { readonly zh: string; readonly en: string };

function isText(value: unknown): value is Text {
  return typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
}

function entry(kind: ErrorKind, zh: string, en: string, shown = true): ErrorEntry {
  return { kind, zh, en, shown };
}
