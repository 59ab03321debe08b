import { assertCan, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { agreementOf, type Agreement } from './review-agreement.ts';

/** Days, both included; left out: from the beginning, until now. */
export type AgreementWindow = {
  from?: PlainDate | null | undefined;
  to?: PlainDate | null | undefined;
};

// By the day of the second opinion: only then there is something to agree on.
const PAIRS = `
  SELECT a.decision AS first, b.decision AS second
    FROM match_decision a
    JOIN match_decision b ON b.review_id = a.review_id AND b.round = 2
   WHERE a.round = 1
     AND ($1::date IS NULL OR (b.decided_at AT TIME ZONE 'Asia/Shanghai')::date >= $1::date)
     AND ($2::date IS NULL OR (b.decided_at AT TIME ZONE 'Asia/Shanghai')::date <= $2::date)`;

/** 一致性: whether two reviewers come to the same, measured on the sample that two judge. */
export function createReviewAgreementService({ database }: SubgraphDeps) {
  return {
    /** @throws HubError FORBIDDEN, INVALID_INPUT when the window ends before it begins */
    async measure(actor: Actor, { from = null, to = null }: AgreementWindow): Promise<Agreement> {
      assertCan(actor, 'REVIEW_READ');
      if (from !== null && to !== null && to < from) {
        throw new HubError('INVALID_INPUT', { field: 'window' });
      }
      type Row = { first: string; second: string };
      const { rows } = await database.pool.query<Row>(PAIRS, [from, to]);
      return agreementOf(rows.map(({ first, second }) => [first, second]));
    },
  };
}
