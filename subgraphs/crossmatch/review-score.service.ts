import { assertCan, type Actor } from '../../kernel/actor.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { MatchReview } from '../../prisma/generated/client/client.ts';
import { drawSome, seededRandom } from './linkage/seeded-random.ts';
import { sumOfBits } from './review-score.ts';

/** A stored pair whose score is not the sum of its parts, in millibits; null: no whole number of them. */
export type UnequalScore = { reviewId: string; score: number | null; sum: number | null };

/** What adding up all stored scores came to. */
export type ScoreCheck = { checked: number; unequal: UnequalScore[] };

type Row = { id: string; score: string; weights: (string | null)[] };

// Weights as they are stored, digit for digit: nothing is rounded on the way.
const STRETCH = `
  SELECT id, score::text AS score,
         ARRAY(SELECT x.value ->> 'weight' FROM jsonb_array_elements(parts) AS x) AS weights
    FROM match_review
   WHERE score IS NOT NULL AND ($1::uuid IS NULL OR id > $1::uuid)
   ORDER BY id
   LIMIT $2`;

const SCORED = 'SELECT id FROM match_review WHERE score IS NOT NULL ORDER BY fingerprint';

const ROWS_PER_STRETCH = 5_000;

/** 证据强度: whether every stored score is the sum of its parts, and a sample of them to be read by a person. */
export function createReviewScoreService({ database: { db, pool } }: SubgraphDeps) {
  return {
    /**
     * Reads every stored pair that has a score, whatever became of it, and adds its parts up anew in whole millibits
     * (domain.md §3 rule 4).
     * @throws HubError FORBIDDEN
     */
    async check(actor: Actor): Promise<ScoreCheck> {
      assertCan(actor, 'REVIEW_READ');
      const result: ScoreCheck = { checked: 0, unequal: [] };
      for (let after: string | null = null; ;) {
        const { rows }: { rows: Row[] } = await pool.query<Row>(STRETCH, [after, ROWS_PER_STRETCH]);
        for (const { id, score, weights } of rows) {
          const [stored, sum] = [sumOfBits([score]), sumOfBits(weights)];
          result.checked += 1;
          if (stored === null || stored !== sum) {
            result.unequal.push({ reviewId: id, score: stored, sum });
          }
        }
        if (rows.length < ROWS_PER_STRETCH) return result;
        after = rows.at(-1)?.id ?? null;
      }
    },

    /**
     * Draws `size` of the stored pairs that have a score, all of them alike; the same seed draws the same of the same
     * pairs. In the order they were drawn.
     * @throws HubError FORBIDDEN
     */
    async sample(
      actor: Actor,
      { size, seed }: { size: number; seed: number },
    ): Promise<MatchReview[]> {
      assertCan(actor, 'REVIEW_READ');
      const { rows } = await pool.query<{ id: string }>(SCORED);
      const drawn = drawSome(
        rows.map(({ id }) => id),
        size,
        seededRandom(seed),
      );
      const reviews = await db.matchReview.findMany({ where: { id: { in: drawn } } });
      const byId = new Map(reviews.map((review) => [review.id, review]));
      return drawn.flatMap((id) => byId.get(id) ?? []);
    },
  };
}
