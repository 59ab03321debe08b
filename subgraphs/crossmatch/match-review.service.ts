import { can, type Actor } from '../../kernel/actor.ts';
import { whereText, type CodeFilterInput } from '../../kernel/runtime/filters.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import { notePersonsOf } from '../../kernel/runtime/person-reads.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { MatchDecision, MatchReview, Prisma } from '../../prisma/generated/client/client.ts';
import { concernWhere } from './scope.ts';
import { stretchArgs, UUID, type TimeOrder, type TimeStretch } from './time-order.ts';

export type MatchReviewFilter = {
  source?: CodeFilterInput | null | undefined;
  reason?: CodeFilterInput | null | undefined;
  streetCode?: CodeFilterInput | null | undefined;
  status?: CodeFilterInput | null | undefined;
  /** Bits, both ends included; pairs whose number is equal have no score and are left out by it. */
  score?: { gte?: number | null | undefined; lte?: number | null | undefined } | null | undefined;
  /** Open pairs on which two reviewers differ, or all but those. */
  disputed?: boolean | null | undefined;
};

/** Pairs as they were found, the oldest first. */
export const REVIEW_ORDER: TimeOrder<MatchReview> = {
  at: 'raisedOn',
  key: 'id',
  direction: 'asc',
  shape: UUID,
};

const DISPUTED: Prisma.MatchReviewWhereInput = {
  status: 'OPEN',
  decisions: { some: { round: 2 } },
};

/** 待人工复核: pairs for the district's reviewers; they never go straight to a street. */
export function createMatchReviewService({ database }: SubgraphDeps) {
  const { db } = database;
  const recusals = createRecusals(database);

  /** Whom the pair concerns and where, as far as the actor reaches at all. */
  async function reach(actor: Actor): Promise<Prisma.MatchReviewWhereInput> {
    return concernWhere(actor, 'REVIEW_READ', await recusals.of(actor));
  }

  /** What stands in the actor's queue: a reviewer is not shown again what is judged or for the supervisor. */
  async function visible(actor: Actor): Promise<Prisma.MatchReviewWhereInput> {
    if (!can(actor, 'REVIEW_DECIDE')) return reach(actor);
    const own = { status: 'OPEN', decisions: { some: { decidedBy: actor.subject } } };
    return { AND: [await reach(actor), { NOT: own }, { NOT: DISPUTED }] };
  }

  return {
    /** One stretch of the pairs that the actor may see, the oldest first. */
    async list(
      actor: Actor,
      filter: MatchReviewFilter,
      stretch: TimeStretch,
    ): Promise<MatchReview[]> {
      const { within, orderBy, take } = stretchArgs(REVIEW_ORDER, stretch);
      const where = { AND: [await visible(actor), filterWhere(filter), within] };
      return notePersonsOf(await db.matchReview.findMany({ where, orderBy, take }));
    },

    /** How many pairs `list` gives over all its pages. */
    async count(actor: Actor, filter: MatchReviewFilter): Promise<number> {
      return db.matchReview.count({ where: { AND: [await visible(actor), filterWhere(filter)] } });
    },

    /** The pair of that id; null when there is none in the actor's reach, or it is no id at all. */
    async find(actor: Actor, id: string): Promise<MatchReview | null> {
      if (!UUID.test(id)) return null;
      const where = { AND: [{ id }, await reach(actor)] };
      const found = await db.matchReview.findFirst({ where });
      if (found) notePersonsOf([found]);
      return found;
    },

    /**
     * The opinions on pairs, in their order. While a pair is open only the supervisor and the auditor see
     * them: a second reviewer judges blind.
     */
    async decisionsOf(
      actor: Actor,
      reviewIds: readonly string[],
    ): Promise<Map<string, MatchDecision[]>> {
      const all = can(actor, 'REVIEW_SETTLE') || can(actor, 'AUDIT_READ');
      const rows = await db.matchDecision.findMany({
        where: {
          reviewId: { in: [...reviewIds] },
          review: { AND: [await reach(actor), all ? {} : { status: 'DECIDED' }] },
        },
        orderBy: [{ reviewId: 'asc' }, { round: 'asc' }],
      });
      return groupBy(rows, (row) => row.reviewId);
    },
  };
}

function filterWhere(filter: MatchReviewFilter): Prisma.MatchReviewWhereInput {
  const { disputed = null, score } = filter;
  const { gte, lte } = score ?? {};
  return {
    source: whereText(filter.source),
    reason: whereText(filter.reason),
    streetCode: whereText(filter.streetCode),
    status: whereText(filter.status),
    ...(gte == null && lte == null
      ? {}
      : { score: { ...(gte == null ? {} : { gte }), ...(lte == null ? {} : { lte }) } }),
    ...(disputed === null ? {} : disputed ? { AND: DISPUTED } : { NOT: DISPUTED }),
  };
}
