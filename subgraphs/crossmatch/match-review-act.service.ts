import { assertCan, type Action } from '../../kernel/actor.ts';
import { today } from '../../kernel/clock.ts';
import { HubError } from '../../kernel/errors.ts';
import { actingAsHub } from '../../kernel/runtime/acting.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { loadPolicyParameters } from '../../kernel/runtime/policy-parameters.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { MatchReview } from '../../prisma/generated/client/client.ts';
import { auditScope } from './alert-write.ts';
import { assertStatement } from './free-text.ts';
import type { MatchContext } from './match/match-run.ts';
import type { LinkDecision } from './match/person-links.ts';
import { loadPersons } from './match/person-state.ts';
import { reconcilePersons } from './match/reconcile-persons.ts';
import { loadShares } from './match/run-record.ts';
import { inTransaction } from './match/transaction.ts';
import { createMatchReviewService } from './match-review.service.ts';
import { isSampled, SECOND_SHARE } from './review-sample.ts';
import { nextOpinion, type ReviewCommand } from './review-state.ts';
import {
  addOpinion,
  closeReview,
  giveFacts,
  linkForGood,
  lockReview,
  waitForComparison,
  type LockedReview,
} from './review-write.ts';
import { sourceByCode } from './sources/index.ts';
import { createStageTimes } from './stage-times.ts';

/** What a reviewer found out about a pair, and why. */
export type ReviewDecisionInput = { reviewId: string; decision: LinkDecision; reason: string };

const ACTION: Readonly<Record<ReviewCommand['kind'], Action>> = {
  DECIDE: 'REVIEW_DECIDE',
  SETTLE: 'REVIEW_SETTLE',
};

/**
 * The acts on a record pair. Each is one transaction: find in scope → decide → opinion, link, fact, the
 * person's alerts and the audit row.
 *
 * Both throw HubError FORBIDDEN for a role that may not act; NOT_FOUND, also for a pair out of reach;
 * INVALID_INPUT without a reason or with an id number in it; INVALID_STATE and CONFLICT as `nextOpinion`, and
 * INVALID_STATE when no record of the pair stands any more; MATCH_RUNNING while a comparison writes.
 */
export function createMatchReviewActService(deps: SubgraphDeps) {
  const reviews = createMatchReviewService(deps);

  async function act(
    kind: ReviewCommand['kind'],
    request: RequestContext,
    { reviewId, decision, reason }: ReviewDecisionInput,
  ): Promise<MatchReview> {
    const { actor } = request;
    assertCan(actor, ACTION[kind]);
    assertStatement('reason', reason);
    if ((await reviews.find(actor, reviewId)) === null) {
      throw new HubError('NOT_FOUND', { reviewId });
    }
    // What follows from a link, facts and alerts of a street, is beyond the reviewer's own reach.
    await actingAsHub(() =>
      inTransaction(deps.database.pool, async (client) => {
        await waitForComparison(client);
        const review = await lockReview(client, reviewId);
        const parameters = await loadPolicyParameters(client, today(deps.clock));
        const share = parameters.get(SECOND_SHARE).value;
        const sampled = isSampled(deps.vault, review.fingerprint, share);
        const { round, final } = nextOpinion(review, {
          kind,
          by: actor.subject,
          decision,
          sampled,
        });
        if (!review.standing) throw new HubError('INVALID_STATE', { reviewId });
        const opinion = { round, decision, decidedBy: actor.subject, decidedAt: deps.clock.now() };
        await addOpinion(client, reviewId, { ...opinion, reason });
        const scope = auditScope(request);
        await recordAudit(client, scope, {
          kind: 'REVIEW_OPINION_GIVEN',
          reviewId,
          round,
          decision,
        });
        if (final === null) return;
        await closeReview(client, reviewId);
        await linkForGood(client, review, { ...opinion, decision: final });
        await recordAudit(client, scope, { kind: 'REVIEW_DECIDED', reviewId, decision: final });
        if (final !== 'SAME') return;
        const shares = await loadShares(client);
        await followLink(
          client,
          contextOf(deps, request, { reviewId, parameters, shares }),
          review,
        );
      }),
    );
    return deps.database.db.matchReview.findUniqueOrThrow({ where: { id: reviewId } });
  }

  return {
    /** 复核: a reviewer's opinion, the first on a pair or, blind, the second of a sample. */
    decide: (request: RequestContext, input: ReviewDecisionInput) => act('DECIDE', request, input),
    /** 裁定: the supervisor's, where two reviewers' opinions differ. */
    settle: (request: RequestContext, input: ReviewDecisionInput) => act('SETTLE', request, input),
  };
}

/** The facts of the pair's records, and the person's alerts in line with them. */
async function followLink(
  client: Parameters<typeof reconcilePersons>[0],
  context: MatchContext,
  review: LockedReview,
): Promise<void> {
  const { personId, source } = review;
  const { deps, asOf } = context;
  const person = (await loadPersons(client, deps.vault, [personId], asOf)).get(personId);
  // Without a valid authorisation nothing economic is compared; once it is renewed, the link gives the fact.
  const economic = sourceByCode(source).comparison === 'ECONOMIC';
  if (!person || (economic && !person.authorised)) return;
  await giveFacts(client, review);
  await reconcilePersons(client, context, [personId], null);
}

/** As of today; the review stands where a run would: it is what raised the alert. */
function contextOf(
  deps: SubgraphDeps,
  { actor }: RequestContext,
  {
    reviewId,
    ...loaded
  }: Pick<MatchContext, 'parameters' | 'shares'> & {
    reviewId: string;
  },
): MatchContext {
  return {
    deps,
    actor,
    runId: reviewId,
    asOf: today(deps.clock),
    fence: null,
    stages: createStageTimes(),
    dueDates: new Map(),
    ...loaded,
  };
}
