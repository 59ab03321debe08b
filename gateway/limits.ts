import { GraphQLError, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { HubError } from '../kernel/errors.ts';
import { createBoundedCache } from '../kernel/runtime/bounded-cache.ts';
import { compileCosts, costOf, type OperationCost } from './query-cost.ts';
import { measureShape, type Shape } from './query-shape.ts';
import { textKey } from './text-key.ts';

/** What one request may ask for (docs/adr/0011-limits-before-planning.md). */
export const LIMITS = {
  bodyBytes: 256 * 1024,
  bodyNesting: 64,
  tokens: 1_000,
  /** Selections after fragments are spread out: what a validator or planner would walk. */
  selections: 1_000,
  depth: 8,
  /** Introspection nests deeper by nature (the type of a list of a type …). */
  introspectionDepth: 20,
  aliases: 15,
  directives: 5,
  rootFields: 5,
  /** Objects the answer may hold at most, by the page sizes asked for. */
  cost: 2_000,
  pageSize: 100,
  operationMs: 5_000,
} as const;

export type Limits = {
  /**
   * Checks a query before it is validated or planned; a text that does not parse passes, because the
   * parser's own answer is the better one.
   *
   * @throws HubError LIMIT_EXCEEDED, always with the same words; REQUEST_INVALID when the text has no such
   *   operation, or several and none is named
   */
  check(
    query: string,
    variables: Record<string, unknown> | undefined,
    operation?: string | null,
  ): void;
};

type Verdict = { refused: Refusal | null; costs: ReadonlyMap<string, OperationCost> };

/** The limit that a text exceeds; for the log only. */
type Refusal = keyof Shape | 'tokens' | 'nesting' | 'cost';

const VERDICT_CACHE_LIMIT = 1_000;

/** Limits over the gateway's schema; the verdict on a text is remembered, its cost follows the variables. */
export function createLimits(schema: () => GraphQLSchema | undefined): Limits {
  const verdicts = createBoundedCache<Verdict>(VERDICT_CACHE_LIMIT);

  function verdictOn(query: string): Verdict | null {
    const key = textKey(query);
    const known = verdicts.get(key);
    if (known) return known;
    const document = parseWithin(query);
    if (!document) return null;
    const refused = exceededBy(measureShape(document));
    const verdict = { refused, costs: refused ? new Map() : compileCosts(document, schema()) };
    verdicts.set(key, verdict);
    return verdict;
  }

  return {
    check(query, variables, operation) {
      const verdict = verdictOn(query);
      if (!verdict) return;
      if (verdict.refused) throw limitExceeded(verdict.refused);
      const cost = operation ? verdict.costs.get(operation) : onlyOne(verdict.costs);
      if (!cost) throw new HubError('REQUEST_INVALID');
      const asked = costOf(cost, variables ?? {}, LIMITS.pageSize);
      if (asked === null || asked > LIMITS.cost) throw limitExceeded('cost');
    },
  };
}

function onlyOne(costs: ReadonlyMap<string, OperationCost>): OperationCost | undefined {
  return costs.size === 1 ? [...costs.values()][0] : undefined;
}

/** One answer for every limit: which one it was is help for whoever searches for the edge; the log has it. */
export function limitExceeded(check: Refusal): HubError {
  return new HubError('LIMIT_EXCEEDED', { limit: '查询的规模', check });
}

/** Whether JSON text nests deeper than allowed; a shallow scan, so that no parser recurses for it. */
export function nestsTooDeep(json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json.charCodeAt(index);
    if (inString) {
      if (character === BACKSLASH) index += 1;
      else if (character === QUOTE) inString = false;
    } else if (character === QUOTE) inString = true;
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) {
      depth += 1;
      if (depth > LIMITS.bodyNesting) return true;
    } else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) depth -= 1;
  }
  return false;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** The document, null when it does not parse. @throws HubError LIMIT_EXCEEDED beyond the token limit */
function parseWithin(query: string): DocumentNode | null {
  try {
    return parse(query, { maxTokens: LIMITS.tokens, noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError) {
      if (error.message.includes('tokens')) throw limitExceeded('tokens');
      return null;
    }
    // Nesting so deep that the parser's recursion ran out of stack.
    throw limitExceeded('nesting');
  }
}

function exceededBy(shape: Shape): Refusal | null {
  if (shape.cyclic) return 'cyclic';
  const counted = [
    'selections',
    'depth',
    'introspectionDepth',
    'aliases',
    'directives',
    'rootFields',
  ] as const;
  return counted.find((limit) => shape[limit] > LIMITS[limit]) ?? null;
}
