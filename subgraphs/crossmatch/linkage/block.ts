import { HubError } from '../../../kernel/errors.ts';
import type { LinkageDatabase } from './engine/linkage-database.ts';
import { sqlColumn, type BlockPlan, type Plan } from './plan.ts';
import type { Title } from './spec.ts';

/** What one blocking rule gives. */
export type BlockCount = {
  title: Title;
  /** Pairs of equal keys, each rule for itself, hot keys left out. */
  pairs: number;
  hotKeys: number;
  hotPairs: number;
};

/**
 * Makes the table `pairs(l, r, rules)`: the pairs that at least one rule proposes, with the rules as bits. Pairs are
 * counted before any is made; a key value that is too common is left out and counted.
 * @throws HubError LINK_TOO_MANY_PAIRS
 */
export async function blockPairs(database: LinkageDatabase, plan: Plan): Promise<BlockCount[]> {
  const counts: BlockCount[] = [];
  for (const [at, block] of plan.blocks.entries()) {
    await database.run(`DROP TABLE IF EXISTS keys${at}`);
    await database.run(`CREATE TABLE keys${at} AS ${keysSql(plan, block)}`);
    counts.push({ title: block.title, ...(await countPairs(database, plan, at)) });
  }
  const pairs = counts.reduce((sum, count) => sum + count.pairs, 0);
  const { limits } = plan.spec;
  if (pairs > limits.pairs) {
    throw new HubError('LINK_TOO_MANY_PAIRS', { pairs, limit: limits.pairs });
  }
  const proposals = plan.blocks.map((block, at) => proposalsSql(plan, block, at));
  await database.run('DROP TABLE IF EXISTS pairs');
  await database.run(
    `CREATE TABLE pairs AS SELECT l, r, CAST(SUM(bit) AS INTEGER) AS rules FROM (${proposals.join(' UNION ALL ')}) AS proposed GROUP BY l, r`,
  );
  for (const at of plan.blocks.keys()) await database.run(`DROP TABLE keys${at}`);
  return counts;
}

/** Key values with how many records of either side have them: `(k0, k1 …, cl, cr)`. */
function keysSql(plan: Plan, block: BlockPlan): string {
  const names = block.keys.map((_, at) => `k${at}`).join(', ');
  const counted = (side: string): string =>
    `(SELECT ${names}, CAST(COUNT(*) AS BIGINT) AS c FROM (${keyRows(plan, side, block)}) AS x GROUP BY ${names})`;
  if (plan.dedupe) {
    return `SELECT ${names}, c AS cl, c AS cr FROM ${counted('left_rows')} AS a WHERE c > 1`;
  }
  const join = block.keys.map((_, at) => `a.k${at} = b.k${at}`).join(' AND ');
  const picked = block.keys.map((_, at) => `a.k${at} AS k${at}`).join(', ');
  return `SELECT ${picked}, a.c AS cl, b.c AS cr FROM ${counted('left_rows')} AS a JOIN ${counted('right_rows')} AS b ON ${join}`;
}

/** The records of one side with the values of a rule's keys; a record with a missing key is in no block. */
function keyRows(plan: Plan, table: string, block: BlockPlan): string {
  const columns = block.keys.map(({ field, each }, at) =>
    each ? `i${at}.item AS k${at}` : `t.${sqlColumn(plan, field)} AS k${at}`,
  );
  const joins = block.keys.flatMap(({ field, each }, at) =>
    each ? [`JOIN ${itemsTable(plan, table, field)} AS i${at} ON i${at}.row = t.row`] : [],
  );
  const present = block.keys.flatMap(({ field, each }) =>
    each ? [] : [`t.${sqlColumn(plan, field)} <> 0`],
  );
  const where = present.length > 0 ? `WHERE ${present.join(' AND ')}` : '';
  return `SELECT t.row AS row, ${columns.join(', ')} FROM ${table} AS t ${joins.join(' ')} ${where}`;
}

/** The table of a list field's items. */
export function itemsTable(plan: Plan, table: string, field: string): string {
  return `${table}_${sqlColumn(plan, field)}`;
}

const pairsOfKey = (plan: Plan): string => (plan.dedupe ? 'cl * (cl - 1) / 2' : 'cl * cr');

async function countPairs(database: LinkageDatabase, plan: Plan, at: number) {
  const cap = plan.spec.limits.hotKeyPairs;
  const each = pairsOfKey(plan);
  const sum = (condition: string, what: string): string =>
    `CAST(COALESCE(SUM(CASE WHEN ${each} ${condition} THEN ${what} ELSE 0 END), 0) AS BIGINT)`;
  const sql = `SELECT ${sum(`<= ${cap}`, each)}, ${sum(`> ${cap}`, '1')}, ${sum(`> ${cap}`, each)} FROM keys${at}`;
  for await (const [row] of database.rows(sql)) {
    const [pairs = 0, hotKeys = 0, hotPairs = 0] = row ?? [];
    return { pairs, hotKeys, hotPairs };
  }
  return { pairs: 0, hotKeys: 0, hotPairs: 0 };
}

function proposalsSql(plan: Plan, block: BlockPlan, at: number): string {
  const right = plan.dedupe ? 'left_rows' : 'right_rows';
  const on = (a: string, b: string): string =>
    block.keys.map((_, key) => `${a}.k${key} = ${b}.k${key}`).join(' AND ');
  const order = plan.dedupe ? 'AND l.row < r.row' : '';
  // Two records that share several items of a list are still one proposal of this rule.
  const once = block.keys.some(({ each }) => each) ? 'DISTINCT' : '';
  return `SELECT ${once} l.row AS l, r.row AS r, ${2 ** at} AS bit FROM keys${at} AS k
    JOIN (${keyRows(plan, 'left_rows', block)}) AS l ON ${on('l', 'k')}
    JOIN (${keyRows(plan, right, block)}) AS r ON ${on('r', 'k')} ${order}
    WHERE ${pairsOfKey(plan).replaceAll('c', 'k.c')} <= ${plan.spec.limits.hotKeyPairs}`;
}
