import type { Actor } from '../../kernel/actor.ts';
import { whereText, type CodeFilterInput } from '../../kernel/runtime/filters.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { MatchReview, Prisma } from '../../prisma/generated/client/client.ts';
import { streetWhere } from './scope.ts';
import { stretchArgs, UUID, type TimeOrder, type TimeStretch } from './time-order.ts';

export type MatchReviewFilter = {
  source?: CodeFilterInput | null | undefined;
  reason?: CodeFilterInput | null | undefined;
  streetCode?: CodeFilterInput | null | undefined;
  status?: CodeFilterInput | null | undefined;
};

/** Pairs as they were found, the oldest first. */
export const REVIEW_ORDER: TimeOrder<MatchReview> = {
  at: 'raisedOn',
  key: 'id',
  direction: 'asc',
  shape: UUID,
};

/** 待人工复核: pairs for the district's reviewers; they never go straight to a street. */
export function createMatchReviewService({ database: { db } }: SubgraphDeps) {
  return {
    /** One stretch of the pairs that the actor may see, the oldest first. */
    list(actor: Actor, filter: MatchReviewFilter, stretch: TimeStretch): Promise<MatchReview[]> {
      const { within, orderBy, take } = stretchArgs(REVIEW_ORDER, stretch);
      const where = { AND: [visible(actor, filter), within] };
      return db.matchReview.findMany({ where, orderBy, take });
    },

    /** How many pairs `list` gives over all its pages. */
    count(actor: Actor, filter: MatchReviewFilter): Promise<number> {
      return db.matchReview.count({ where: visible(actor, filter) });
    },
  };
}

function visible(actor: Actor, filter: MatchReviewFilter): Prisma.MatchReviewWhereInput {
  return {
    AND: [
      streetWhere(actor, 'REVIEW_READ'),
      {
        source: whereText(filter.source),
        reason: whereText(filter.reason),
        streetCode: whereText(filter.streetCode),
        status: whereText(filter.status),
      },
    ],
  };
}
