import { hashOfJson } from './canonical-json.ts';
import { checkSpec } from './check-spec.ts';
import { levelsOfKind } from './comparison-kinds.ts';
import { fieldsOf, measureOf, specProblem } from './conditions.ts';
import { collectLookups, type Lookup } from './lookups.ts';
import type { Condition, FieldSpec, LevelSpec, LinkageSpec, Title } from './spec.ts';
import { makeStep } from './standardisers/index.ts';

export type Side = 'left' | 'right';

/** A field with its place among the columns of the standardised tables. */
export type FieldPlan = {
  name: string;
  /** Its column in SQL: a spec may call its fields what it likes. */
  sql: string;
  /** Column of the input per side; null: derived from `sources`. */
  columns: Record<Side, string> | null;
  sources: readonly string[];
  steps: readonly ((value: string) => string | null)[];
  /** The input columns it rests on: what is blocked on teaches nothing about its own agreement. */
  roots: ReadonlySet<string>;
  /** Whether records keep it: what only its items are blocked on, or others are derived from, need not be kept. */
  stored: boolean;
  /** Fields that are compared with each other share a dictionary, so that equal texts have equal codes. */
  dictionary: string;
  /** Its values are shown masked: it, or a field it is derived from, is marked so. */
  sensitive: boolean;
};

export type LevelPlan = {
  when: Condition | 'else';
  title: Title;
  /** The title is the author's own and says by itself what agrees. */
  titled: boolean;
  termFrequency: string | null;
  m: number | null;
  u: number | null;
};

export type ComparisonPlan = {
  name: string;
  title: Title;
  /** Best first; the last is what remains. Level k of n has the number n-1-k, so that more is better. */
  levels: readonly LevelPlan[];
  missing: readonly string[];
  roots: ReadonlySet<string>;
};

export type BlockKey = { field: string; each: boolean };
export type BlockPlan = { keys: readonly BlockKey[]; roots: ReadonlySet<string>; title: Title };

const UNKNOWN = ['没有这个字段', 'unknown field'] as const;

/** A spec whose names are resolved and whose parts are ready to be turned into SQL. */
export type Plan = {
  spec: LinkageSpec;
  hash: string;
  dedupe: boolean;
  fields: readonly FieldPlan[];
  lookups: readonly Lookup[];
  comparisons: readonly ComparisonPlan[];
  blocks: readonly BlockPlan[];
};

/**
 * Resolves the names of a spec. The order of its fields does not matter.
 * @throws HubError LINK_SPEC_INVALID naming what is unknown, circular or doubled.
 */
export function planLinkage(spec: LinkageSpec): Plan {
  checkSpec(spec);
  const fields = orderFields(spec);
  const rootsOf = (names: readonly string[]): ReadonlySet<string> =>
    new Set(names.flatMap((name) => [...fieldOf(fields, name).roots]));
  const comparisons = spec.comparisons.map((one): ComparisonPlan => {
    const levels =
      'kind' in one ? levelsOfKind(one, fieldOf(fields, one.field).sensitive) : one.levels;
    checkLevels(one.name, levels);
    const [first] = levels;
    const used = levels.flatMap(({ when }) => (when === 'else' ? [] : fieldsOf(when)));
    const missing = ('missing' in one ? one.missing : undefined) ?? [
      ...new Set(first === undefined || first.when === 'else' ? [] : fieldsOf(first.when)),
    ];
    return {
      name: one.name,
      title: one.title ?? { zh: one.name, en: one.name },
      levels: levels.map((level) => levelPlan(level, one.name)),
      missing,
      roots: rootsOf([...used, ...missing]),
    };
  });
  distinct(comparisons.map(({ name }) => name));
  const blocks = spec.blocking.map(({ on, title }): BlockPlan => {
    const keys = on.map((key): BlockKey =>
      typeof key === 'string' ? { field: key, each: false } : { field: key.each, each: true },
    );
    const names = keys.map(({ field }) => field);
    const fallback = names.join(' + ');
    return { keys, roots: rootsOf(names), title: title ?? { zh: fallback, en: fallback } };
  });
  const lookups = collectLookups(
    comparisons.flatMap(({ levels }) => levels.map(({ when }) => when)),
  );
  for (const { left, right } of lookups) {
    fieldOf(fields, left);
    fieldOf(fields, right);
  }
  for (const { name, levels } of comparisons) {
    for (const { termFrequency } of levels) {
      if (termFrequency !== null) checkWeighed(fieldOf(fields, termFrequency), name);
    }
  }
  return {
    spec,
    hash: hashOfSpec(spec),
    dedupe: spec.cardinality === 'dedupe',
    fields: keepStored(shareDictionaries(fields, comparisons), comparisons, blocks),
    lookups,
    comparisons,
    blocks,
  };
}

/** The SQL column of a field. */
export function sqlColumn(plan: Plan, field: string): string {
  return fieldOf(plan.fields, field).sql;
}

/** The identity of a spec: the same hash means the same linkage, whatever the layout of the file. */
export function hashOfSpec({ $schema: _, title: __, ...spec }: LinkageSpec): string {
  return hashOfJson(spec);
}

function orderFields(spec: LinkageSpec): FieldPlan[] {
  const done = new Map<string, FieldPlan>();
  const visiting = new Set<string>();
  const visit = (name: string): FieldPlan => {
    const known = done.get(name);
    if (known) return known;
    const written = spec.fields[name];
    if (!written) throw specProblem(`fields.${name}`, ...UNKNOWN);
    if (visiting.has(name))
      throw specProblem(`fields.${name}`, '由自身派生', 'derived from itself');
    visiting.add(name);
    const sources = sourcesOf(written).map(visit);
    const columns = columnsOf(written);
    const plan: FieldPlan = {
      name,
      sql: `f${done.size}`,
      columns,
      sources: sources.map((source) => source.name),
      steps: written.steps.map(makeStep),
      roots: columns
        ? new Set([
            columns.left === columns.right ? columns.left : `${columns.left}|${columns.right}`,
          ])
        : new Set(sources.flatMap((source) => [...source.roots])),
      stored: columns !== null,
      dictionary: name,
      sensitive: written.sensitive === true || sources.some((source) => source.sensitive),
    };
    done.set(name, plan);
    return plan;
  };
  Object.keys(spec.fields).forEach(visit);
  return [...done.values()];
}

function sourcesOf(written: FieldSpec): string[] {
  if ('field' in written) return [written.field];
  return 'fields' in written ? written.fields : [];
}

function columnsOf(written: FieldSpec): Record<Side, string> | null {
  if (!('column' in written)) return null;
  const { column } = written;
  return typeof column === 'string' ? { left: column, right: column } : column;
}

function fieldOf(fields: readonly FieldPlan[], name: string): FieldPlan {
  const field = fields.find((one) => one.name === name);
  if (!field) throw specProblem(name, ...UNKNOWN);
  return field;
}

function checkLevels(name: string, levels: readonly LevelSpec[]): void {
  levels.forEach(({ when }, at) => {
    const isLast = at === levels.length - 1;
    if ((when === 'else') !== isLast) {
      throw specProblem(
        `comparisons.${name}`,
        '最后一级须为 "else"，且只有最后一级是',
        'the last level, and only it, is "else"',
      );
    }
  });
}

/** A model names the common values of such a field. */
function checkWeighed({ name, sensitive }: FieldPlan, comparison: string): void {
  if (!sensitive) return;
  throw specProblem(
    `comparisons.${comparison}`,
    `${name} 为敏感字段，不能有 termFrequency：模型会以明文保存其常见值`,
    `no termFrequency on ${name}, which is sensitive: the model would hold its common values in clear`,
  );
}

function levelPlan(level: LevelSpec, comparison: string): LevelPlan {
  return {
    when: level.when,
    title: level.title ?? titleOf(level.when, comparison),
    titled: level.title !== undefined,
    termFrequency: level.termFrequency ?? null,
    m: level.m ?? null,
    u: level.u ?? null,
  };
}

function titleOf(when: Condition | 'else', comparison: string): Title {
  if (when === 'else') return { zh: '其他（不一致）', en: 'all other (differs)' };
  if ('equal' in when) return { zh: '完全一致', en: 'exactly equal' };
  if ('measure' in when) {
    const { title } = measureOf(when.measure);
    const limits = [
      ...(when.atLeast === undefined ? [] : [`≥ ${when.atLeast}`]),
      ...(when.atMost === undefined ? [] : [`≤ ${when.atMost}`]),
      ...(when.is === undefined ? [] : [`= ${when.is}`]),
    ].join(', ');
    return { zh: `${title.zh} ${limits}`, en: `${title.en} ${limits}` };
  }
  return { zh: `${comparison}：其他条件`, en: `${comparison}: a further condition` };
}

function shareDictionaries(
  fields: readonly FieldPlan[],
  comparisons: readonly ComparisonPlan[],
): FieldPlan[] {
  const leader = new Map(fields.map(({ name }) => [name, name]));
  const find = (name: string): string => {
    const up = leader.get(name);
    if (up === undefined) throw specProblem(name, ...UNKNOWN);
    return up === name ? name : find(up);
  };
  const visit = (condition: Condition): void => {
    if ('all' in condition) condition.all.forEach(visit);
    else if ('any' in condition) condition.any.forEach(visit);
    else if ('not' in condition) visit(condition.not);
    else
      fieldsOf(condition)
        .map(find)
        .forEach((name, _, [first = name]) => leader.set(name, first));
  };
  for (const { levels } of comparisons) {
    for (const { when } of levels) if (when !== 'else') visit(when);
  }
  return fields.map((field) => ({ ...field, dictionary: find(field.name) }));
}

function keepStored(
  fields: readonly FieldPlan[],
  comparisons: readonly ComparisonPlan[],
  blocks: readonly BlockPlan[],
): FieldPlan[] {
  const asked = new Set([
    ...comparisons.flatMap(({ levels, missing }) => [
      ...missing,
      ...levels.flatMap(({ when, termFrequency }) => [
        ...(when === 'else' ? [] : fieldsOf(when)),
        ...(termFrequency === null ? [] : [termFrequency]),
      ]),
    ]),
    ...blocks.flatMap(({ keys }) => keys.flatMap(({ field, each }) => (each ? [] : [field]))),
  ]);
  return fields.map((field) => ({ ...field, stored: field.stored || asked.has(field.name) }));
}

function distinct(names: readonly string[]): void {
  const doubled = names.find((name, at) => names.indexOf(name) !== at);
  if (doubled !== undefined) throw specProblem(`comparisons.${doubled}`, '名称重复', 'named twice');
}
