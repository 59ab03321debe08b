/** What the exit status of a command says; `--help` prints this table. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  rejected: 3,
  held: 4,
  truthMissed: 65,
  unavailable: 69,
  environment: 78,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The table in both languages, in order. */
export const EXIT_MEANINGS: readonly { code: ExitCode; zh: string; en: string }[] = [
  { code: EXIT.ok, zh: '成功', en: 'done' },
  { code: EXIT.unexpected, zh: '未预料的错误', en: 'unexpected error' },
  { code: EXIT.usage, zh: '命令用法有误', en: 'wrong usage' },
  {
    code: EXIT.rejected,
    zh: '有文件被拒收（其余已处理）',
    en: 'some file was rejected, the others went in',
  },
  { code: EXIT.held, zh: '有批次待人工确认', en: 'some batch is held for a person' },
  {
    code: EXIT.truthMissed,
    zh: '演示结果与标准答案不符；存有证据强度不等于各部分之和；审计记录核验不符',
    en: "the demo's results miss the truth; a stored score is not the sum of its parts; the audit trail is not as sealed",
  },
  { code: EXIT.unavailable, zh: '数据库不可用', en: 'the database is unavailable' },
  { code: EXIT.environment, zh: '环境变量或密钥有误', en: 'environment or keys are wrong' },
  { code: EXIT.interrupted, zh: '被中断', en: 'interrupted' },
];
