import type { Option } from '../command.ts';
import { MODEL_OPTIONS } from './model-actions.ts';

/** Everything an action of `hub link` may be told; each takes some of it. */
export const LINK_OPTIONS: readonly Option[] = [
  {
    name: 'spec',
    value: 'SPEC',
    help: {
      zh: '比对方案：文件，或自带方案的名称',
      en: 'linkage spec: a file, or a ready one by name',
    },
  },
  {
    name: 'left',
    value: 'FILE',
    help: { zh: '左表（CSV、XLSX、Parquet）', en: 'left table (CSV, XLSX, Parquet)' },
  },
  {
    name: 'right',
    value: 'FILE',
    help: {
      zh: '右表；单表查重时不给',
      en: 'right table; none when a file is compared with itself',
    },
  },
  {
    name: 'model',
    value: 'FILE',
    help: { zh: '已训练的模型（默认当场训练）', en: 'a trained model (default: train now)' },
  },
  {
    name: 'decisions',
    value: 'FILE',
    help: {
      zh: '人工结论：列 left、right、same（1/0），优先于模型',
      en: "people's decisions: columns left, right, same (1/0); they override the model",
    },
  },
  { name: 'out', value: 'FILE', help: { zh: '结果写到', en: 'where the result goes' } },
  {
    name: 'clusters',
    value: 'FILE',
    help: { zh: 'run：归并结果写到', en: 'run: where the entities go' },
  },
  {
    name: 'report',
    value: 'FILE',
    help: { zh: 'run、evaluate：HTML 报告写到', en: 'run, evaluate: where the HTML report goes' },
  },
  {
    name: 'min-probability',
    value: 'P',
    help: {
      zh: 'run：写出不低于此概率的对（默认为方案的复核线）',
      en: "run: write pairs of at least this probability (default: the spec's review threshold)",
    },
  },
  {
    name: 'truth',
    value: 'FILE',
    help: {
      zh: 'evaluate：标准答案，对的列表或 编号,cluster',
      en: 'evaluate: the truth, a list of pairs or of id,cluster',
    },
  },
  {
    name: 'truth-columns',
    value: 'L,R[,SCORE]',
    help: { zh: 'evaluate：标准答案中的列', en: 'evaluate: the columns of that list' },
  },
  {
    name: 'truth-column',
    value: 'COLUMN',
    help: {
      zh: 'evaluate：输入中标明对象的列',
      en: 'evaluate: the column of the input that names the entity',
    },
  },
  {
    name: 'truth-pattern',
    value: 'REGEX',
    help: {
      zh: 'evaluate：编号中标明对象的一组',
      en: 'evaluate: its one group in an id names the entity',
    },
  },
  {
    name: 'by',
    value: 'COLUMN',
    help: { zh: 'evaluate：按此列分组', en: 'evaluate: break down by this column' },
  },
  {
    name: 'pair',
    value: 'LEFT,RIGHT',
    many: true,
    help: {
      zh: 'explain：两条记录的编号，可多次给出',
      en: 'explain: the ids of two records; repeatable',
    },
  },
  {
    name: 'sample',
    value: 'N',
    help: {
      zh: 'explain：从待复核及以上的对中抽取几对',
      en: 'explain: how many pairs to draw from those for review and above',
    },
  },
  {
    name: 'schema',
    help: { zh: 'spec：只输出 JSON Schema', en: 'spec: print the JSON Schema only' },
  },
  { name: 'threads', value: 'N', help: { zh: '线程数', en: 'how many threads' } },
  {
    name: 'memory-mb',
    value: 'N',
    help: { zh: '引擎内存上限（默认 1024）', en: 'memory limit of the engine (default 1024)' },
  },
  ...MODEL_OPTIONS,
];
