import { scrubNumbers } from '../kernel/scrub-numbers.ts';

export type Language = 'zh' | 'en';

/** Everything the command line says that is not the text of a rule, an error or a row. */
const MESSAGES = {
  usage: { zh: '用法', en: 'Usage' },
  commands: { zh: '命令', en: 'Commands' },
  options: { zh: '选项', en: 'Options' },
  actions: { zh: '操作', en: 'Actions' },
  subjectReportWritten: { zh: '本人信息报告已写入 {file}', en: 'the report is in {file}' },
  showHelp: { zh: '显示本说明', en: 'show this help' },
  exitCodes: { zh: '退出码', en: 'Exit codes' },
  commandMissing: {
    zh: '缺少命令；hub --help 列出全部命令',
    en: 'no command; hub --help lists them',
  },
  unknownCommand: { zh: '没有这个命令：{name}', en: 'no such command: {name}' },
  unknownOption: { zh: '没有这个选项：{name}', en: 'no such option: {name}' },
  optionNeedsValue: { zh: '选项 {name} 需要一个值', en: 'option {name} needs a value' },
  tooManyArguments: { zh: '多余的参数：{name}', en: 'unexpected argument: {name}' },
  argumentMissing: { zh: '缺少参数：{name}', en: 'missing argument: {name}' },
  notADate: { zh: '{name} 须为 YYYY-MM-DD：{value}', en: '{name} must be YYYY-MM-DD: {value}' },
  notANumber: {
    zh: '{name} 须为 {range} 的整数：{value}',
    en: '{name} must be a whole number, {range}: {value}',
  },
  notOneOf: {
    zh: '{name} 须为 {choices} 之一：{value}',
    en: '{name} must be one of {choices}: {value}',
  },
  noSuchFile: { zh: '没有这个文件或目录：{file}', en: 'no such file or directory: {file}' },
  oneFileOnly: { zh: '{name} 只能用于一个文件', en: '{name} goes with one file only' },
  optionRequired: { zh: '缺少选项 {name}', en: 'option {name} is required' },
  file: { zh: '文件', en: 'file' },
  status: { zh: '状态', en: 'status' },
  rows: { zh: '行数', en: 'rows' },
  retentionClass: { zh: '类别', en: 'class' },
  retentionTerm: { zh: '期限', en: 'term' },
  retentionBasis: { zh: '依据', en: 'instrument' },
  runsFrom: { zh: '起算', en: 'runs from' },
  dueNow: { zh: '到期', en: 'due' },
  heldBack: { zh: '封存', en: 'held' },
  purged: { zh: '清理', en: 'purged' },
  certificate: { zh: '凭证', en: 'certificate' },
  issuedAt: { zh: '时刻', en: 'issued' },
  keptForGood: { zh: '长期', en: 'for good' },
  retentionNothing: { zh: '没有到期的数据。', en: 'Nothing is due.' },
  retentionDone: {
    zh: '清理完成（截至 {asOf}）：凭证 {certificates} 份，删除文件 {files} 个。',
    en: 'Purged as of {asOf}: {certificates} certificates, {files} files removed.',
  },
  accepted: { zh: '接收', en: 'accepted' },
  setAside: { zh: '搁置', en: 'set aside' },
  seconds: { zh: '秒', en: 's' },
  street: { zh: '街道', en: 'street' },
  total: { zh: '合计', en: 'total' },
  nothing: { zh: '没有。', en: 'None.' },
  key: { zh: '密钥', en: 'key' },
  suite: { zh: '算法', en: 'suite' },
  notInFile: { zh: '不在密钥文件中', en: 'not in the keys file' },
  keyWrites: { zh: '写入', en: 'writes' },
  keyReads: { zh: '仅读取', en: 'reads only' },
  keyRetired: { zh: '已停用', en: 'retired' },
  keysRotated: {
    zh: '已换密钥：{rows} 行、{files} 个文件，{seconds} 秒。',
    en: '{rows} rows and {files} files are under the current keys now, {seconds} s.',
  },
  keyHasRows: {
    zh: '密钥 {key} 之下还有 {rows} 行，有人正占用；请再次执行',
    en: 'key {key} still has {rows} rows that somebody holds; run it again',
  },
  migrated: { zh: '已执行 {count} 个迁移。', en: '{count} migrations applied.' },
  upToDate: { zh: '数据库已是最新。', en: 'The database is up to date.' },
  generated: {
    zh: '已生成 {recipients} 名保障对象、{rows} 行部门数据，应有 {alerts} 条预警：{out}',
    en: '{recipients} recipients, {rows} extract rows, {alerts} alerts to be found: {out}',
  },
  tooFewRecipients: { zh: '至少 {least} 名保障对象', en: 'at least {least} recipients' },
  nothingToTakeIn: {
    zh: '没有可识别的底册文件（areas_、households_、members_、cases_、staff_relatives_、staff_accounts_）：{file}',
    en: 'no roster file (areas_, households_, members_, cases_, staff_relatives_, staff_accounts_) in: {file}',
  },
  laterKind: {
    zh: '{file}：帮扶名单将在后续版本受理，本次未处理。',
    en: '{file}: campaign lists are taken in by a later version; left alone.',
  },
  otherFilesLeft: { zh: '{count} 个其他文件未处理。', en: '{count} other files were left alone.' },
  status_accepted: { zh: '已接收', en: 'accepted' },
  status_held: { zh: '待人工确认', en: 'held' },
  status_rejected: { zh: '拒收', en: 'rejected' },
  status_noop: { zh: '已有，未变', en: 'known, unchanged' },
  status_skipped: { zh: '未处理', en: 'left alone' },
  matched: {
    zh: '比对 {batches} 个批次（截至 {asOf}）：精确一致 {exactHits}，待复核 {reviewCandidates}，疑点 {findings}。',
    en: '{batches} batches compared (as of {asOf}): {exactHits} exact hits, {reviewCandidates} for review, {findings} findings.',
  },
  alertsChanged: {
    zh: '预警：新增 {raised}，补充 {updated}，静默 {suppressed}，撤回 {withdrawn}；因无有效授权未比对 {blockedByAuthorisation}。',
    en: 'Alerts: {raised} raised, {updated} updated, {suppressed} suppressed, {withdrawn} withdrawn; {blockedByAuthorisation} blocked for want of an authorisation.',
  },
  runCost: {
    zh: '用时 {seconds} 秒，内存峰值 {peakMemoryMb} MB，结果摘要 {resultHash}',
    en: '{seconds} s, peak memory {peakMemoryMb} MB, result hash {resultHash}',
  },
  exactHits: { zh: '精确一致', en: 'exact' },
  reviewCandidates: { zh: '待复核', en: 'review' },
  findings: { zh: '疑点', en: 'findings' },
  raised: { zh: '新增', en: 'raised' },
  updated: { zh: '补充', en: 'updated' },
  suppressed: { zh: '静默', en: 'suppressed' },
  withdrawn: { zh: '撤回', en: 'withdrawn' },
  memory: { zh: '内存 MB', en: 'MB' },
  hash: { zh: '结果摘要', en: 'hash' },
  notScored: {
    zh: '没有启用中的人员比对模型：无可用号码的记录未打分，不送人工复核；号码精确比对照常。hub link models 列出各版本。',
    en: 'No person model is active: records without a usable number are not scored and reach no reviewer; exact comparison goes on. hub link models lists the versions.',
  },
  withoutDueDate: {
    zh: '{count} 条预警尚无办理期限：缺少所需年份的工作日历。',
    en: '{count} alerts have no due date yet: the calendar of the year is not loaded.',
  },
  alertNo: { zh: '预警号', en: 'alert' },
  rule: { zh: '规则', en: 'rule' },
  household: { zh: '家庭', en: 'household' },
  name: { zh: '姓名', en: 'name' },
  recordName: { zh: '来源姓名', en: 'name in the record' },
  score: { zh: '证据强度', en: 'score' },
  reviewAgreement: {
    zh: '两人独立复核 {n} 对，意见相同 {agreed} 对：一致率 {share}（95% 区间 {shareLow}–{shareHigh}），κ {kappa}（{kappaLow}–{kappaHigh}）。',
    en: '{n} pairs judged by two, {agreed} alike: agreement {share} (95% {shareLow}–{shareHigh}), kappa {kappa} ({kappaLow}–{kappaHigh}).',
  },
  reviewsExplained: {
    zh: '抽取 {sample} 对（种子 {seed}）；核对 {checked} 对，不等 {unequal} 对。',
    en: '{sample} pairs drawn (seed {seed}); checked {checked}, unequal {unequal}.',
  },
  scoreUnequal: {
    zh: '{id}：证据强度 {score}，各部分之和 {sum}',
    en: '{id}: score {score}, parts add up to {sum}',
  },
  recordRow: { zh: '第 {row} 行', en: 'row {row}' },
  item: { zh: '项目', en: 'field' },
  inRecord: { zh: '记录', en: 'record' },
  onRoster: { zh: '档案', en: 'roster' },
  comparedAs: { zh: '对照', en: 'compared' },
  hiddenDiffer: { zh: '遮盖部分 {count} 位不同', en: '{count} of the hidden ones differ' },
  notComparable: {
    zh: '记录已清理或对象已不在册，无从对照。',
    en: 'The record is purged or the person off the roster: nothing to compare.',
  },
  evidence: { zh: '依据', en: 'evidence' },
  bits: { zh: '比特', en: 'bits' },
  sum: { zh: '合计', en: 'sum' },
  probability: { zh: '概率', en: 'probability' },
  idNumber: { zh: '身份证号', en: 'id number' },
  effectiveDate: { zh: '发生日期', en: 'effective' },
  dueDate: { zh: '办理期限', en: 'due' },
  source: { zh: '来源', en: 'source' },
  reason: { zh: '原因', en: 'reason' },
  count: { zh: '共 {count} 条。', en: '{count} in all.' },
  visitOutcome: { zh: '走访结果', en: 'outcome' },
  recognisedDate: { zh: '认定日期', en: 'recognised' },
  tokenIs: {
    zh: '{role} 的演示令牌，{hours} 小时有效（仅限本机演示签发器）：',
    en: 'Demo token for {role}, valid {hours} h (local demo issuer only):',
  },
  serving: { zh: '已启动：{url}（Ctrl+C 停止）', en: 'Serving: {url} (Ctrl+C stops)' },
  servingPart: { zh: '{process} 已启动：{url}', en: '{process} serving: {url}' },
  workerRuns: { zh: '定时任务已启动（Ctrl+C 停止）。', en: 'Jobs are scheduled (Ctrl+C stops).' },
  jobDone: { zh: '任务 {job}（{asOf}）：{status}', en: 'Job {job} ({asOf}): {status}' },
  oneAlert: { zh: '一条预警的完整说明：{alertNo}', en: 'One alert in full: {alertNo}' },
  truth: {
    zh: '与标准答案核对：应有预警 {expected}，实有 {found}；查准率 {precision}，查全率 {recall}；应静默 {silent}，误报 {violations}；应复核 {reviews}，不符 {reviewsWrong}；核对文件 {files}，不符 {filesWrong}。',
    en: 'Against the truth: {expected} alerts expected, {found} found; precision {precision}, recall {recall}; {silent} silent cases, {violations} violated; {reviews} reviews expected, {reviewsWrong} wrong; {files} files compared, {filesWrong} different.',
  },
  demoStarts: {
    zh: '一口（Yikou）演示：一个约 {recipients} 名保障对象的虚构区，所有人和号码均为虚构。',
    en: 'Yikou demo: a synthetic district of about {recipients} recipients; every person and number is invented.',
  },
  demoGenerated: { zh: '已生成底册和部门数据。', en: 'Roster and extracts written.' },
  demoKnown: {
    zh: '沿用上次生成的底册和部门数据。',
    en: 'Roster and extracts are those of last time.',
  },
  demoDone: { zh: '以上共用 {seconds} 秒。', en: 'All of this took {seconds} s.' },
  demoQuestion: {
    zh: '部门查询：总工会、慈善工作站、公安局各有一份演示用共享协议；可问的人见虚构区的底册（{folder}），示例 43 至 45。',
    en: 'Departments: trade union, charity station and public security have an agreement each; people to ask about stand in the invented roster ({folder}); samples 43 to 45.',
  },
  demoServing: {
    zh: '启动至可用共 {seconds} 秒。按 Ctrl+C 停止。',
    en: 'Serving after {seconds} s. Ctrl+C stops.',
  },
  signInAt: {
    zh: '开发用登录（选账号，无口令，仅限本机）：{url}',
    en: 'Development sign-in (choose an account, no password, this machine only): {url}',
  },
  tokensFollow: {
    zh: '各岗位的入口（{hours} 小时有效，仅限本机演示；#token= 之后即令牌，也可贴入请求头 Authorization: Bearer …）：',
    en: 'A way in per role (valid {hours} h, local demo only; what follows #token= is the token for Authorization: Bearer …):',
  },
  portInUse: {
    zh: '端口 {port} 已被占用，请设置 YIKOU_PORT。',
    en: 'port {port} is in use; set YIKOU_PORT.',
  },
  title: { zh: '名称', en: 'title' },
  state: { zh: '状态', en: 'state' },
  decided: { zh: '已核查', en: 'decided' },
  confirmed: { zh: '属实', en: 'confirmed' },
  shareInterval: { zh: '属实率（95% 区间）', en: 'share (95%)' },
  wouldRaise: { zh: '将新增', en: 'would raise' },
  wouldUpdate: { zh: '将补充', en: 'would update' },
  wouldWithdraw: { zh: '将撤回', en: 'would withdraw' },
  wouldStay: { zh: '不变', en: 'unchanged' },
  trialDone: {
    zh: '试算 {persons} 人，未写入任何结果。校验值 {hash}',
    en: '{persons} persons tried, nothing written. Hash {hash}',
  },
  notAParameter: {
    zh: '--parameter 须为 代码=数值：{value}',
    en: '--parameter must be CODE=NUMBER: {value}',
  },
  check: { zh: '检查项', en: 'check' },
  result: { zh: '结果', en: 'result' },
  detail: { zh: '详情', en: 'detail' },
  ok: { zh: '正常', en: 'ok' },
  warning: { zh: '注意', en: 'warning' },
  failed: { zh: '有误', en: 'failed' },
} as const satisfies Record<string, Record<Language, string>>;

export type MessageKey = keyof typeof MESSAGES;
export type MessageValues = Record<string, string | number>;

/** A text with each {name} replaced by its value; one without a value stands as it is. */
export function filled(text: string, values: MessageValues): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? whole;
    // What was typed comes back: the name of a file, a wrong argument. Terminals are kept in logs too.
    return typeof value === 'string' ? scrubNumbers(value) : String(value);
  });
}

/** A message in a language, its values filled in. */
export function say(language: Language, key: MessageKey, values: MessageValues = {}): string {
  return filled(MESSAGES[key][language], values);
}
