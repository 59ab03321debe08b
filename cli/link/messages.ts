import { filled, type Language, type MessageValues } from '../messages.ts';

/** What the linkage actions say. */
const MESSAGES = {
  standardise: { zh: '规范化', en: 'standardise' },
  block: { zh: '分块', en: 'block' },
  compare: { zh: '比较', en: 'compare' },
  train: { zh: '训练', en: 'train' },
  score: { zh: '打分', en: 'score' },
  resolve: { zh: '判定', en: 'resolve' },
  cannotWrite: {
    zh: '{name} 无法写入 {file}：{reason}',
    en: '{name}: cannot write {file}: {reason}',
  },
  noDirectory: { zh: '没有这个目录', en: 'there is no such directory' },
  isDirectory: { zh: '这是目录', en: 'it is a directory' },
  brokenLink: { zh: '链接指向的文件不存在', en: 'it is a link to nothing' },
  notPermitted: { zh: '没有写入权限', en: 'no permission to write' },
  sameFile: {
    zh: '{name} 与 {other} 是同一个文件：{file}',
    en: '{name} is the same file as {other}: {file}',
  },
  errorCells: {
    zh: '{option}：{count} 个单元格是错误值（如 #N/A），按缺失处理。',
    en: '{option}: {count} cells hold an error (such as #N/A) and are taken as missing.',
  },
  noTruePairs: {
    zh: '标准答案中没有真对：查全率无从谈起。',
    en: 'The truth holds no true pair: there is nothing to recall.',
  },
  oneFileOnly: {
    zh: '方案为单表查重（dedupe），不能有 --right',
    en: 'the spec compares one file with itself (dedupe): no --right',
  },
  noClusters: {
    zh: '--clusters 只用于单表查重（dedupe）的方案',
    en: '--clusters goes with a spec that compares one file with itself (dedupe)',
  },
  oneTruth: {
    zh: '须给出 --truth、--truth-column、--truth-pattern 之一，且只给一个',
    en: 'give one of --truth, --truth-column, --truth-pattern',
  },
  truthColumns: {
    zh: '--truth 的列无法识别（共 {count} 列）：列名须为 left,right 或 编号,cluster，也可用 --truth-columns 左,右[,分值] 指明',
    en: 'cannot tell the columns of --truth (it has {count}): name them left,right or id,cluster, or say --truth-columns LEFT,RIGHT[,SCORE]',
  },
  notAProbability: {
    zh: '{name} 须为 0 至 1 之间的数：{value}',
    en: '{name} must be a number from 0 to 1: {value}',
  },
  notAPair: {
    zh: '--pair 须为两条记录的编号，以逗号分隔，且都在输入中',
    en: '--pair must be the ids of two records, with a comma between, both in the input',
  },
  rule: { zh: '分块规则', en: 'blocking rule' },
  pairs: { zh: '候选对', en: 'pairs' },
  hotKeys: { zh: '略过的热键', en: 'hot keys left out' },
  alonePairs: { zh: '仅此规则', en: 'only here' },
  truePairs: { zh: '真对', en: 'true pairs' },
  aloneTruePairs: { zh: '仅此规则的真对', en: 'true, only here' },
  linked: {
    zh: '记录 {records} 条，候选对 {candidates}；判为同一 {matches} 对，待复核 {reviews} 对。',
    en: '{records} records, {candidates} candidate pairs: {matches} matches, {reviews} for review.',
  },
  grouped: { zh: '归并为 {entities} 个对象。', en: '{entities} entities.' },
  decisionsUnknown: {
    zh: '{count} 条人工结论涉及输入中没有的记录，未用。',
    en: '{count} decisions name records that are not in the input; not used.',
  },
  took: {
    zh: '用时 {seconds} 秒；结果摘要 {hash}',
    en: '{seconds} s; result hash {hash}',
  },
  written: { zh: '已写入 {file}', en: 'written: {file}' },
  trained: {
    zh: '模型已训练：先验 {prior}，{comparisons} 项比较，其中 {untrained} 项无数据可学、用默认值。',
    en: 'Model trained: prior {prior}, {comparisons} comparisons, {untrained} of them without data to learn from.',
  },
  what: { zh: '', en: '' },
  precision: { zh: '查准率', en: 'precision' },
  recall: { zh: '查全率', en: 'recall' },
  decided: { zh: '判定的对', en: 'decided pairs' },
  clusters: { zh: '归并结果', en: 'entities' },
  weight: { zh: '权重（比特）', en: 'weight (bits)' },
  probability: { zh: '概率', en: 'probability' },
  group: { zh: '分组', en: 'group' },
  falsePositives: { zh: '误判', en: 'false' },
  falseNegatives: { zh: '遗漏', en: 'missed' },
  truthIs: {
    zh: '标准答案：真对 {matches}，已标注 {labelled}；候选对 {candidates}。',
    en: 'Truth: {matches} true pairs, {labelled} labelled; {candidates} candidate pairs.',
  },
  truthUnknown: {
    zh: '标准答案中 {count} 行涉及输入中没有的记录，未计。',
    en: '{count} lines of the truth name records that are not in the input; not counted.',
  },
  blockingRecall: {
    zh: '分块查全率 {recall}：打分之前已遗漏 {lost} 对。',
    en: 'Blocking recall {recall}: {lost} true pairs lost before scoring.',
  },
  reviewLoad: {
    zh: '待复核 {pairs} 对，每千条记录 {perThousand} 对。',
    en: '{pairs} pairs for review, {perThousand} per 1,000 records.',
  },
  step: { zh: '步骤', en: 'step' },
  parameter: { zh: '参数', en: 'parameter' },
  measure: { zh: '度量', en: 'measure' },
  closer: { zh: '更相近者', en: 'closer is' },
  higher: { zh: '更大', en: 'higher' },
  lower: { zh: '更小', en: 'lower' },
  kind: { zh: '比较类型', en: 'kind' },
  meaning: { zh: '含义', en: 'meaning' },
  readySpecs: { zh: '自带方案：{specs}', en: 'Ready specs: {specs}' },
  part: { zh: '依据', en: 'evidence' },
  left: { zh: '左', en: 'left' },
  right: { zh: '右', en: 'right' },
  sum: { zh: '合计', en: 'sum' },
  proposedBy: { zh: '由分块规则提出：{rules}', en: 'proposed by: {rules}' },
  proposedByNone: { zh: '没有分块规则提出这一对', en: 'no blocking rule proposed this pair' },
  corpusWritten: {
    zh: '已生成 {persons} 名虚构人员、{records} 条记录，其中 {pairs} 条指向名册中的人：{out}',
    en: '{persons} invented persons, {records} records, {pairs} of them about a person of the list: {out}',
  },
  model: { zh: '模型', en: 'model' },
  state: { zh: '状态', en: 'state' },
  proposer: { zh: '提出', en: 'proposed by' },
  activator: { zh: '启用', en: 'activated by' },
  trainedOn: { zh: '训练数据', en: 'trained on' },
  proposed: {
    zh: '已提出 {name}，待第二人启用。',
    en: '{name} is proposed; a second person activates it.',
  },
  activated: {
    zh: '{name} 已启用，下次比对起生效。',
    en: '{name} is active from the next run on.',
  },
  retired: {
    zh: '{name} 已停用；在启用另一版本之前不打分。',
    en: '{name} is retired; nothing is scored until another version is activated.',
  },
  notASubject: {
    zh: '--as 须为账号（字母、数字、点、横线）：{value}',
    en: '--as must be an account (letters, digits, dots, dashes): {value}',
  },
  versionMissing: {
    zh: '缺少版本，如 chinese-person@2；hub link models 列出全部版本',
    en: 'no version, such as chinese-person@2; hub link models lists them',
  },
} as const satisfies Record<string, Record<Language, string>>;

/** A message in a language, its values filled in. */
export function tell(
  language: Language,
  key: keyof typeof MESSAGES,
  values: MessageValues = {},
): string {
  return filled(MESSAGES[key][language], values);
}
