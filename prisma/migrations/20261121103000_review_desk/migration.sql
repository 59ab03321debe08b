-- 复核: what a reviewer is shown, what reviewers decide, and the links that follow from it for ever.

-- A pair of before lacks what the record says of its person. It is withdrawn, and its batch compared again
-- with the next run, which asks it anew.
UPDATE crossmatch.extract_batch SET matched_roster = NULL
 WHERE staged_path IS NOT NULL
   AND id IN (SELECT batch_id FROM crossmatch.match_review WHERE status = 'OPEN');
UPDATE crossmatch.match_review SET status = 'WITHDRAWN' WHERE status = 'OPEN';

-- AlterTable
ALTER TABLE "crossmatch"."match_review" ADD COLUMN     "model_version" TEXT,
ADD COLUMN     "parts" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "record_cipher" BYTEA,
ADD COLUMN     "record_key" TEXT NOT NULL DEFAULT '';
ALTER TABLE "crossmatch"."match_review" ALTER COLUMN "parts" DROP DEFAULT,
ALTER COLUMN "record_key" DROP DEFAULT;

-- AlterTable
ALTER TABLE "crossmatch"."matched_fact" ADD COLUMN     "review_id" UUID;

-- CreateTable
CREATE TABLE "crossmatch"."review_record" (
    "review_id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "natural_key" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "review_record_pkey" PRIMARY KEY ("review_id","batch_id","row_no","part")
);

-- CreateTable
CREATE TABLE "crossmatch"."match_decision" (
    "review_id" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "decision" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "decided_by" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "match_decision_pkey" PRIMARY KEY ("review_id","round")
);

-- CreateTable
CREATE TABLE "crossmatch"."person_link" (
    "person_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "record_key" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "review_id" UUID,
    "alert_no" TEXT,
    "decided_by" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "person_link_pkey" PRIMARY KEY ("person_id","source","record_key")
);

-- CreateIndex
CREATE INDEX "review_record_batch_id_idx" ON "crossmatch"."review_record"("batch_id");

-- CreateIndex
CREATE INDEX "match_decision_decided_at_idx" ON "crossmatch"."match_decision"("decided_at");

-- CreateIndex
CREATE UNIQUE INDEX "match_decision_review_id_decided_by_key" ON "crossmatch"."match_decision"("review_id", "decided_by");

-- CreateIndex
CREATE INDEX "matched_fact_review_id_idx" ON "crossmatch"."matched_fact"("review_id");

-- AddForeignKey
ALTER TABLE "crossmatch"."matched_fact" ADD CONSTRAINT "matched_fact_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "crossmatch"."match_review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."review_record" ADD CONSTRAINT "review_record_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "crossmatch"."match_review"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."review_record" ADD CONSTRAINT "review_record_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "crossmatch"."extract_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."match_decision" ADD CONSTRAINT "match_decision_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "crossmatch"."match_review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- 永不关联 becomes one kind of link: what an officer's disposition parted stays parted.
INSERT INTO crossmatch.person_link
       (person_id, source, record_key, decision, alert_no, decided_by, decided_at)
SELECT person_id, source, natural_key, 'DIFFERENT', alert_no, decided_by, decided_at
  FROM crossmatch.must_not_link;

-- DropTable
DROP TABLE "crossmatch"."must_not_link";

ALTER TABLE crossmatch.match_review DROP CONSTRAINT match_review_status;
ALTER TABLE crossmatch.match_review
  ADD CONSTRAINT match_review_status CHECK (status IN ('OPEN', 'WITHDRAWN', 'DECIDED'));

ALTER TABLE crossmatch.match_decision
  ADD CONSTRAINT match_decision_round CHECK (round BETWEEN 1 AND 3),
  ADD CONSTRAINT match_decision_word CHECK (decision IN ('SAME', 'DIFFERENT', 'CANNOT_TELL')),
  ADD CONSTRAINT match_decision_says_why CHECK (btrim(reason) <> '');

-- Only a review may say that a record is a recipient's: no disposition, no model.
ALTER TABLE crossmatch.person_link
  ADD CONSTRAINT person_link_word CHECK (decision IN ('SAME', 'DIFFERENT', 'CANNOT_TELL')),
  ADD CONSTRAINT person_link_by_a_person CHECK (
    CASE decision WHEN 'SAME' THEN review_id IS NOT NULL AND alert_no IS NULL
                  ELSE review_id IS NOT NULL OR alert_no IS NOT NULL END);

UPDATE crossmatch.alert SET tier = 'REVIEWED' WHERE tier = 'REVIEW';
ALTER TABLE crossmatch.alert
  ADD CONSTRAINT alert_tier CHECK (tier IN ('EXACT', 'REVIEWED'));

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crossmatch.match_decision
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
REVOKE UPDATE, DELETE ON crossmatch.match_decision FROM yikou_crossmatch;

INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from) VALUES
  ('review.secondShare', 10, 'PERCENT', '抽取二次复核的比例', '比对规则约定', 'match-review', '2020-01-01');
