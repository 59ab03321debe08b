import { createHash } from 'node:crypto';
import { bits, explainPair, shownParts, type Explanation } from './explain.ts';
import type { Evaluation } from './evaluate.ts';
import type { Quality, Share } from './intervals.ts';
import { bar, columns, lines } from './report/charts.ts';
import { chosenPairs } from './report/chosen-pairs.ts';
import { markup, table, type Markup } from './report/markup.ts';
import { REPORT_STYLE } from './report/style.ts';
import { REPORT_TEXTS } from './report/texts.ts';
import type { LinkageResult } from './run-linkage.ts';
import { weightOf } from './score.ts';
import type { Truth } from './truth.ts';

type Language = 'zh' | 'en';
type Word = (key: keyof typeof REPORT_TEXTS) => string;

/**
 * A linkage as one HTML page that loads nothing: figures, blocking, m and u, weights, and chosen pairs explained part by
 * part; with a truth, its quality too. No script; what the spec calls sensitive is masked.
 */
export function linkageReport(
  result: LinkageResult,
  judged: { evaluation: Evaluation; truth: Truth } | null,
  language: Language,
): string {
  const word: Word = (key) => REPORT_TEXTS[key][language];
  const { spec } = result.plan;
  const name = spec.title?.[language] ?? spec.name;
  const evaluation = judged?.evaluation ?? null;
  const style = createHash('sha256').update(REPORT_STYLE).digest('base64');
  const page = markup`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${word('title')}: ${name}</title><style>${{ html: REPORT_STYLE }}</style></head><body>
<h1>${word('title')}: ${name}</h1>
${summary(result, word)}
${evaluation ? qualitySection(evaluation, word) : []}
${evaluation ? thresholdSection(result, evaluation, word) : []}
<section><h2>${word('weights')}</h2>${histogram(result, evaluation, word)}</section>
${blockingSection(result, evaluation, word, language)}
${modelSection(result, word, language)}
<section><h2>${word('examples')}</h2><p>${word('masked')}</p>
${chosenPairs(result, judged?.truth ?? null).map(({ why, pair }) =>
  waterfall(word(why), explainPair(result, pair), word, language),
)}</section>
</body></html>
`;
  return page.html;
}

function summary(result: LinkageResult, word: Word): Markup {
  const { plan, left, right, candidates, pairs, clusters, model } = result;
  const count = (decision: string): number =>
    pairs.filter((pair) => pair.decision === decision).length;
  const records = plan.dedupe ? `${left.ids.length}` : `${left.ids.length} + ${right.ids.length}`;
  const facts: [string, string | number][] = [
    [word('spec'), `${plan.spec.name} (${plan.hash.slice(0, 12)})`],
    [word('records'), records],
    [word('candidates'), candidates],
    [word('matches'), count('MATCH')],
    [word('reviews'), count('REVIEW')],
    ...(clusters ? [[word('entities'), new Set(clusters).size] as [string, number]] : []),
    [word('prior'), model.prior.toExponential(3)],
  ];
  return markup`<dl>${facts.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function qualitySection({ pairs, clusters, blocking }: Evaluation, word: Word): Markup {
  const row = (name: string, quality: Quality): string[] => [
    name,
    String(quality.falsePositives),
    String(quality.falseNegatives),
    ...[quality.precision, quality.recall, quality.f1].map(interval),
  ];
  const header = ['', word('wrong'), word('missed'), word('precision'), word('recall'), 'F1'];
  const rows = [
    row(word('decided'), pairs),
    ...(clusters ? [row(word('entities'), clusters)] : []),
  ];
  return markup`<section><h2>${word('quality')}</h2>${table(header, rows, [1, 2])}
    <p>${word('blockingRecall')}: ${interval(blocking.recall)}</p></section>`;
}

function thresholdSection(result: LinkageResult, { thresholds }: Evaluation, word: Word): Markup {
  const points = thresholds.map(({ weight, pairs }) => ({
    x: weight / 1000,
    ys: [pairs.precision.value, pairs.recall.value, pairs.f1.value],
  }));
  const series = [
    { name: word('precision'), tone: 'tone1' },
    { name: word('recall'), tone: 'tone2' },
    { name: 'F1', tone: 'tone3' },
  ];
  const labels = { x: word('weight'), y: word('share') };
  return markup`<section><h2>${word('thresholds')}</h2>${lines(points, series, labels, matchMark(result, word))}</section>`;
}

/** Beyond so many bits a pair is as good as certain. */
const MOST_BITS = 40;

/** With a truth every candidate pair, true and other; without, the pairs that were kept. */
function histogram(result: LinkageResult, evaluation: Evaluation | null, word: Word): Markup {
  const labels = { x: word('weightFolded'), y: word('pairs') };
  const mark = matchMark(result, word);
  if (evaluation) {
    const whole = evaluation.thresholds.filter(({ weight }) => weight % 1000 === 0);
    const stacks = whole.map(({ weight, pairs }, at) => {
      const next = whole[at + 1]?.pairs;
      return {
        x: weight / 1000,
        heights: [
          pairs.truePositives - (next?.truePositives ?? 0),
          pairs.falsePositives - (next?.falsePositives ?? 0),
        ],
      };
    });
    const series = [
      { name: word('truePairs'), tone: 'tone2' },
      { name: word('falsePairs'), tone: 'tone4' },
    ];
    return columns(stacks, series, labels, mark);
  }
  const counts = new Map<number, number>();
  for (const { weight } of result.pairs) {
    const bin = Math.min(MOST_BITS, Math.floor(weight / 1000));
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const stacks = [...counts].map(([x, height]) => ({ x, heights: [height] }));
  return columns(stacks, [{ name: word('keptPairs'), tone: 'tone2' }], labels, mark);
}

function matchMark({ plan }: LinkageResult, word: Word): { x: number; name: string } {
  const { match } = plan.spec.thresholds;
  return { x: weightOf(match) / 1000, name: `${word('match')} ${match}` };
}

function blockingSection(
  { blocks }: LinkageResult,
  evaluation: Evaluation | null,
  word: Word,
  language: Language,
): Markup {
  const most = Math.max(1, ...blocks.map(({ pairs }) => pairs));
  const rules = evaluation?.blocking.rules;
  const header = [
    ...[word('rule'), word('proposed'), '', word('hotKeys')],
    ...(rules ? [word('only'), word('truePairs'), word('trueOnly')] : []),
  ];
  const rows = blocks.map(({ title, pairs, hotKeys }, at) => {
    const rule = rules?.[at];
    return [
      ...[title[language], pairs, bar(0, pairs, [0, most]), hotKeys],
      ...(rule ? [rule.alonePairs, rule.truePairs, rule.aloneTruePairs] : []),
    ];
  });
  return markup`<section><h2>${word('blocking')}</h2>${table(header, rows, [1, 3, 4, 5, 6])}</section>`;
}

function modelSection(
  { plan, model, weights }: LinkageResult,
  word: Word,
  language: Language,
): Markup {
  const all = weights.levels.flat();
  const scale: [number, number] = [Math.min(0, ...all), Math.max(0, ...all)];
  const rows = plan.comparisons.flatMap(({ title, levels }, at) =>
    levels.map((level, place) => {
      const learnt = model.comparisons[at];
      const { m = 0, u = 0 } = learnt?.levels[place] ?? {};
      const weight = weights.levels[at]?.[place] ?? 0;
      const note = learnt?.trained ? '' : ` (${word('untrained')})`;
      return [
        place === 0 ? `${title[language]}${note}` : '',
        level.title[language],
        m.toPrecision(3),
        u.toPrecision(3),
        bits(weight),
        bar(0, weight, scale),
      ];
    }),
  );
  const header = [word('comparison'), word('level'), 'm', 'u', word('weight'), ''];
  return markup`<section><h2>${word('model')}</h2>${table(header, rows, [2, 3, 4])}</section>`;
}

function waterfall(
  why: string,
  { left, right, parts, weight, probability }: Explanation,
  word: Word,
  language: Language,
): Markup {
  let reached = 0;
  const steps = shownParts(parts).map((part) => {
    const from = reached;
    reached += part.weight;
    return { part, from, to: reached };
  });
  const ends = steps.map(({ to }) => to);
  const scale: [number, number] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const rows = steps.map(({ part, from, to }) => [
    part.title[language],
    ...(['left', 'right'] as const).map((side) =>
      part.kind === 'rarity' ? '' : part.values.map((value) => value[side] ?? '∅').join(' | '),
    ),
    bits(part.weight),
    part.weight === 0 ? '' : bar(from, to, scale),
  ]);
  rows.push([
    word('sum'),
    '',
    `p = ${probability.toFixed(4)}`,
    bits(weight),
    bar(0, weight, scale),
  ]);
  const header = [word('part'), word('left'), word('right'), word('weight'), ''];
  return markup`<article><h3>${why}: ${left} — ${right}</h3>${table(header, rows, [3])}</article>`;
}

function interval({ value, low, high }: Share): string {
  if (value === null || low === null || high === null) return '—';
  return `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}
