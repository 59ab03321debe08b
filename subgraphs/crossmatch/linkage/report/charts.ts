import { markup, type Markup } from './markup.ts';

// Bars and lines of our own: a chart library that draws without a browser is larger than all other packages of the hub
// together, and these figures need no more than this.

const [BAR_WIDTH, BAR_HEIGHT] = [260, 14];
const [WIDTH, HEIGHT] = [760, 260];
const MARGIN = { left: 56, right: 12, top: 10, bottom: 40 };

/** A bar from one value to another on a scale that holds zero; what rises is one colour, what falls another. */
export function bar(from: number, to: number, scale: readonly [number, number]): Markup {
  const x = (value: number): number =>
    round(((value - scale[0]) / (scale[1] - scale[0] || 1)) * BAR_WIDTH);
  const [start, end] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))];
  const tone = to >= from ? 'up' : 'down';
  return markup`<svg class="bar" width="${BAR_WIDTH}" height="${BAR_HEIGHT}" role="img" aria-label="${round(to - from)}">
    <line class="zero" x1="${x(0)}" x2="${x(0)}" y1="0" y2="${BAR_HEIGHT}"/>
    <rect class="${tone}" x="${start}" y="2" width="${Math.max(1, round(end - start))}" height="${BAR_HEIGHT - 4}"/></svg>`;
}

export type Series = { name: string; tone: string };

/** Stacked columns, one stack per whole number of x. */
export function columns(
  stacks: readonly { x: number; heights: readonly number[] }[],
  series: readonly Series[],
  labels: { x: string; y: string },
  mark: { x: number; name: string },
): Markup {
  const xs = stacks.map(({ x }) => x);
  const most = Math.max(1, ...stacks.map(({ heights }) => sum(heights)));
  // A few large columns would hide the rest: heights are square roots.
  const frame = frameOf([...xs, mark.x], [0, Math.sqrt(most)], 1);
  const width = Math.max(1, frame.x(1) - frame.x(0) - 1);
  const rects = stacks.flatMap(({ x, heights }) =>
    heights.flatMap((height, at) => {
      const below = sum(heights.slice(0, at));
      const [low, high] = [frame.y(Math.sqrt(below)), frame.y(Math.sqrt(below + height))];
      if (height === 0) return [];
      return [
        markup`<rect class="${series[at]?.tone ?? ''}" x="${frame.x(x)}" y="${high}" width="${round(width)}" height="${round(low - high)}"><title>${x}: ${height}</title></rect>`,
      ];
    }),
  );
  const ticks = niceSteps(0, Math.sqrt(most), 5).map((root) => ({
    at: root,
    text: String(Math.round(root * root)),
  }));
  return figure(frame, ticks, labels, series, [...rects, markLine(frame, mark)]);
}

/** Lines over a common x; a null value is a gap. */
export function lines(
  points: readonly { x: number; ys: readonly (number | null)[] }[],
  series: readonly Series[],
  labels: { x: string; y: string },
  mark: { x: number; name: string },
): Markup {
  const values = points.flatMap(({ ys }) => ys.filter((y) => y !== null));
  const frame = frameOf([...points.map(({ x }) => x), mark.x], [Math.min(1, ...values), 1], 0);
  const paths = series.map(({ tone }, at) => {
    const drawn = points.flatMap(({ x, ys }) => {
      const y = ys[at];
      return y === null || y === undefined ? [] : [`${frame.x(x)},${frame.y(y)}`];
    });
    return markup`<polyline class="line ${tone}" points="${drawn.join(' ')}"/>`;
  });
  const [low, high] = frame.range;
  const ticks = niceSteps(low, high, 5).map((at) => ({ at, text: String(Number(at.toFixed(4))) }));
  return figure(frame, ticks, labels, series, [...paths, markLine(frame, mark)]);
}

type Frame = {
  x(value: number): number;
  y(value: number): number;
  domain: [number, number];
  range: [number, number];
};

function frameOf(xs: readonly number[], [low, high]: [number, number], room: number): Frame {
  const domain: [number, number] = [Math.min(...xs), Math.max(...xs) + room];
  const range: [number, number] = low < high ? [low, high] : [low - 0.01, high];
  const inner = {
    width: WIDTH - MARGIN.left - MARGIN.right,
    height: HEIGHT - MARGIN.top - MARGIN.bottom,
  };
  return {
    domain,
    range,
    x: (value) =>
      round(MARGIN.left + ((value - domain[0]) / (domain[1] - domain[0] || 1)) * inner.width),
    y: (value) =>
      round(MARGIN.top + (1 - (value - range[0]) / (range[1] - range[0])) * inner.height),
  };
}

function figure(
  frame: Frame,
  yTicks: readonly { at: number; text: string }[],
  labels: { x: string; y: string },
  series: readonly Series[],
  content: readonly Markup[],
): Markup {
  const bottom = HEIGHT - MARGIN.bottom;
  const grid = yTicks.map(
    ({ at, text }) =>
      markup`<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${frame.y(at)}" y2="${frame.y(at)}"/><text x="${MARGIN.left - 6}" y="${frame.y(at) + 4}" text-anchor="end">${text}</text>`,
  );
  const xTicks = niceSteps(...frame.domain, 10).map(
    (at) => markup`<text x="${frame.x(at)}" y="${bottom + 16}" text-anchor="middle">${at}</text>`,
  );
  const legend = series.map(({ name, tone }) => markup`<span class="key ${tone}"></span>${name} `);
  return markup`<figure><figcaption>${labels.y} ${legend}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">${grid}${xTicks}${content}
    <text x="${WIDTH - MARGIN.right}" y="${HEIGHT - 6}" text-anchor="end">${labels.x}</text></svg></figure>`;
}

function markLine(frame: Frame, { x, name }: { x: number; name: string }): Markup {
  const at = frame.x(x);
  const right = at < WIDTH / 2;
  return markup`<line class="mark" x1="${at}" x2="${at}" y1="${MARGIN.top}" y2="${HEIGHT - MARGIN.bottom}"/>
    <text class="mark" x="${at + (right ? 4 : -4)}" y="${HEIGHT - MARGIN.bottom - 6}" text-anchor="${right ? 'start' : 'end'}">${name}</text>`;
}

/** Round values within the bounds, about as many as wanted. */
function niceSteps(low: number, high: number, wanted: number): number[] {
  const rough = (high - low || 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const steps: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high + step / 1e6; at++) {
    steps.push(Number((at * step).toPrecision(12)));
  }
  return steps;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
