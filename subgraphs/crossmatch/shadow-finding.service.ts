import { assertCan, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { fromDbDate, toDbDate, type PlainDate } from '../../kernel/plain-date.ts';
import { createRecusals, otherPersons } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Prisma, ShadowFinding } from '../../prisma/generated/client/client.ts';
import { assertWindow, type DayWindow } from './day-window.ts';
import { RULES } from './rules/index.ts';

/** How many findings a rule in SHADOW first had on a day in a street. */
export type ShadowCount = { streetCode: string; foundOn: PlainDate; count: number };

/** What a rule would have raised while it was in SHADOW. */
export type ShadowFindings = {
  ruleId: string;
  /** Found in the window. */
  total: number;
  /** Of these, how many the records still say. */
  standing: number;
  byStreetAndDay: ShadowCount[];
  /** The newest that still stand; persons under their opaque id only. */
  sample: ShadowFinding[];
};

const SAMPLE = 20;

/** 试运行线索: for the bureau alone; no street sees what was not raised. */
export function createShadowFindingService({ database }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  return {
    /** @throws HubError FORBIDDEN, NOT_FOUND for an unknown rule, INVALID_INPUT for no window */
    async ofRule(actor: Actor, ruleId: string, window: DayWindow): Promise<ShadowFindings> {
      assertCan(actor, 'RULE_TRY');
      if (!RULES.some(({ id }) => id === ruleId)) throw new HubError('NOT_FOUND', { ruleId });
      assertWindow(window);
      const others = otherPersons(await recusals.of(actor));
      const where = { ...whereFound(ruleId, window), ...others };
      const standing = { ...where, endedOn: null };
      const counts = await db.shadowFinding.groupBy({
        by: ['streetCode', 'foundOn'],
        where,
        _count: true,
        orderBy: [{ foundOn: 'asc' }, { streetCode: 'asc' }],
      });
      const byStreetAndDay = counts.map(({ streetCode, foundOn, _count }) => {
        return { streetCode, foundOn: fromDbDate(foundOn), count: _count };
      });
      return {
        ruleId,
        total: byStreetAndDay.reduce((sum, { count }) => sum + count, 0),
        standing: await db.shadowFinding.count({ where: standing }),
        byStreetAndDay,
        sample: await db.shadowFinding.findMany({
          where: standing,
          orderBy: [{ foundOn: 'desc' }, { personId: 'asc' }, { effectiveOn: 'asc' }],
          take: SAMPLE,
        }),
      };
    },
  };
}

function whereFound(ruleId: string, { from, to }: DayWindow): Prisma.ShadowFindingWhereInput {
  return {
    ruleId,
    foundOn: {
      ...(from === null ? {} : { gte: toDbDate(from) }),
      ...(to === null ? {} : { lte: toDbDate(to) }),
    },
  };
}
