import type { Actor } from '../../kernel/actor.ts';
import { whereText, type CodeFilterInput } from '../../kernel/runtime/filters.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { MatchReview, Prisma } from '../../prisma/generated/client/client.ts';
import { streetWhere } from './scope.ts';

export type MatchReviewFilter = {
  source?: CodeFilterInput | null | undefined;
  reason?: CodeFilterInput | null | undefined;
  streetCode?: CodeFilterInput | null | undefined;
  status?: CodeFilterInput | null | undefined;
};

type Page = Pick<Prisma.MatchReviewFindManyArgs, 'take' | 'skip' | 'cursor'>;

/** 待人工复核: pairs for the district's reviewers; they never go straight to a street. */
export function createMatchReviewService({ database: { db } }: SubgraphDeps) {
  return {
    /** One page of the pairs that the actor may see, the oldest first. */
    list(actor: Actor, filter: MatchReviewFilter, page: Page): Promise<MatchReview[]> {
      const { take, skip, cursor } = page;
      const where = visible(actor, filter);
      const orderBy = [{ raisedOn: 'asc' as const }, { id: 'asc' as const }];
      return db.matchReview.findMany({ where, orderBy, take, skip, cursor });
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
