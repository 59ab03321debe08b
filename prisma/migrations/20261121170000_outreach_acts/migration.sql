-- 走访任务 is taken up by an officer of the street and closed with what the visit came to (003 二(四)).
-- AlterTable
ALTER TABLE "crossmatch"."outreach_task" ADD COLUMN     "claimed_at" TIMESTAMPTZ,
ADD COLUMN     "claimed_by" TEXT,
ADD COLUMN     "note" TEXT,
ADD COLUMN     "outcome" TEXT;

ALTER TABLE crossmatch.outreach_task
  DROP CONSTRAINT outreach_status,
  DROP CONSTRAINT outreach_closed,
  ADD CONSTRAINT outreach_status CHECK (status IN ('OPEN', 'CLAIMED', 'CLOSED', 'COVERED', 'WITHDRAWN')),
  ADD CONSTRAINT outreach_closed CHECK ((status IN ('OPEN', 'CLAIMED')) = (closed_on IS NULL)),
  ADD CONSTRAINT outreach_claim CHECK ((claimed_by IS NULL) = (claimed_at IS NULL)),
  ADD CONSTRAINT outreach_claimed CHECK (CASE status WHEN 'OPEN' THEN claimed_by IS NULL
                                                     WHEN 'CLAIMED' THEN claimed_by IS NOT NULL
                                                     WHEN 'CLOSED' THEN claimed_by IS NOT NULL
                                                     ELSE true END),
  ADD CONSTRAINT outreach_outcome CHECK (outcome IN ('APPLIED', 'NOT_ELIGIBLE', 'DECLINED', 'NOT_FOUND')),
  ADD CONSTRAINT outreach_visited CHECK ((status = 'CLOSED') = (outcome IS NOT NULL)
                                         AND (outcome IS NULL) = (note IS NULL));
