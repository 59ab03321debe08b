-- 受理、审核、审批三分离 (001 四(四)): who took each step of a case. The tables alone hold what they mean: each step
-- follows the one before it, once, and an account takes one step of a round.

-- CreateTable
CREATE TABLE "assistance"."case_step" (
    "case_no" TEXT NOT NULL,
    "nth" INTEGER NOT NULL,
    "follows" INTEGER,
    "round" INTEGER NOT NULL,
    "step" TEXT NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "case_step_pkey" PRIMARY KEY ("case_no","nth")
);

-- CreateIndex
CREATE UNIQUE INDEX "case_step_case_no_round_recorded_by_key" ON "assistance"."case_step"("case_no", "round", "recorded_by");

-- AddForeignKey
ALTER TABLE "assistance"."case_step" ADD CONSTRAINT "case_step_case_no_fkey" FOREIGN KEY ("case_no") REFERENCES "assistance"."case_record"("case_no") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "assistance"."case_step" ADD CONSTRAINT "case_step_case_no_follows_fkey" FOREIGN KEY ("case_no", "follows") REFERENCES "assistance"."case_step"("case_no", "nth") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE assistance.case_step
  ADD CONSTRAINT case_step_follows CHECK (nth >= 1 AND follows IS NOT DISTINCT FROM nullif(nth - 1, 0)),
  ADD CONSTRAINT case_step_round CHECK (round = (nth - 1) / 3 + 1),
  ADD CONSTRAINT case_step_order CHECK (step = (ARRAY['ACCEPT', 'REVIEW', 'APPROVE'])[(nth - 1) % 3 + 1]),
  ADD CONSTRAINT case_step_role CHECK (
    role = (ARRAY['CASE_OFFICER', 'REVIEWER', 'APPROVER'])[(nth - 1) % 3 + 1]),
  ADD CONSTRAINT case_step_account CHECK (btrim(recorded_by) <> '');

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON assistance.case_step
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER recusal BEFORE INSERT ON assistance.case_step FOR EACH ROW
  EXECUTE FUNCTION access.refuse_recused();
REVOKE UPDATE, DELETE ON assistance.case_step FROM yikou_assistance;

CREATE OR REPLACE FUNCTION access.reach(kind text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN role IN ('BUREAU_SUPERVISOR', 'AUDITOR') AND kind IN ('HOUSEHOLD', 'PERSON', 'CASE', 'ALERT', 'REVIEW')
      THEN 'ALL'
    WHEN role = 'MATCH_REVIEWER' AND kind IN ('PERSON', 'REVIEW') THEN 'ALL'
    WHEN role IN ('BUREAU_SUPERVISOR', 'AUDITOR', 'MATCH_REVIEWER') AND kind = 'BATCH' THEN 'ALL'
    WHEN role = 'BUREAU_SUPERVISOR' AND kind = 'TRIAL' THEN 'ALL'
    WHEN role IN ('CASE_OFFICER', 'REVIEWER', 'APPROVER', 'OFFICE_HEAD')
         AND kind IN ('HOUSEHOLD', 'PERSON', 'CASE', 'ALERT') THEN access.setting('street')
    WHEN role IN ('CASE_OFFICER', 'REVIEWER', 'APPROVER') AND kind = 'CASE_STEP' THEN access.setting('street')
    WHEN role IN ('CASE_OFFICER', 'OFFICE_HEAD') AND kind = 'ALERT_ACT' THEN access.setting('street')
    WHEN role = 'CASE_OFFICER' AND kind = 'VISIT' THEN access.setting('street')
  END
  FROM access.setting('role') AS role
$$;

CALL access.guard('assistance.case_step',
  'EXISTS (SELECT FROM assistance.case_record c WHERE c.case_no = case_step.case_no)');
CREATE POLICY recorded ON assistance.case_step FOR INSERT WITH CHECK (
  recorded_by = (SELECT access.setting('subject')) AND role = (SELECT access.setting('role'))
  AND EXISTS (SELECT FROM assistance.case_record c
               WHERE c.case_no = case_step.case_no
                 AND c.street_code = (SELECT access.reach('CASE_STEP'))));
