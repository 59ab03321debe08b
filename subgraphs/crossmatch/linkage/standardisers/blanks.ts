import { textsStep, type Step } from './standardiser.ts';

const USUAL_BLANKS = [
  ...['-', '--', '/', '\\', '.', '?', '*', 'na', 'n/a', 'nan', 'nil', 'null', 'none', 'unknown'],
  ...['unk', 'missing', 'not known', 'not available', '无', '未知', '不详', '空', '暂无', '没有'],
];

export const BLANK_STEPS = [
  textsStep(
    'nullIf',
    { zh: '等于指定文本时视为缺失', en: 'Missing when equal to one of these texts' },
    (texts) => without(texts, (value) => value),
  ),
  textsStep(
    'missingWords',
    { zh: '表示“无”的写法视为缺失', en: 'Missing when a word for "nothing", in any case' },
    (texts) => without(texts.map(folded), folded),
    USUAL_BLANKS,
  ),
];

function without(blanks: readonly string[], fold: (value: string) => string): Step {
  const known = new Set(blanks);
  return (value) => (known.has(fold(value)) ? null : value);
}

function folded(value: string): string {
  return value.normalize('NFKC').trim().toLowerCase();
}
