-- The switch of a rule becomes its state, ACTIVE, SHADOW or OFF, of the rule, of a source, or of the rule on a
-- source; every change stays told.

-- CreateTable
CREATE TABLE "crossmatch"."rule_state_change" (
    "id" BIGSERIAL NOT NULL,
    "rule_id" TEXT,
    "source" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "rule_state_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossmatch"."shadow_finding" (
    "id" UUID NOT NULL,
    "rule_id" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "street_code" TEXT NOT NULL,
    "fact_key" TEXT NOT NULL,
    "effective_on" DATE NOT NULL,
    "severity" TEXT NOT NULL,
    "alert_class" TEXT,
    "reason" TEXT,
    "sources" TEXT[],
    "found_on" DATE NOT NULL,
    "ended_on" DATE,
    "outcome" TEXT,

    CONSTRAINT "shadow_finding_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "rule_state_change_rule_id_source_idx" ON "crossmatch"."rule_state_change"("rule_id", "source");

-- CreateIndex
CREATE INDEX "shadow_finding_person_id_idx" ON "crossmatch"."shadow_finding"("person_id");

-- CreateIndex
CREATE INDEX "shadow_finding_rule_id_found_on_idx" ON "crossmatch"."shadow_finding"("rule_id", "found_on");

INSERT INTO crossmatch.rule_state_change (rule_id, state, reason, changed_by, changed_at)
SELECT rule_id, CASE WHEN enabled THEN 'ACTIVE' ELSE 'OFF' END, coalesce(nullif(btrim(note), ''), '—'),
       changed_by, changed_at
  FROM crossmatch.rule_switch
 ORDER BY changed_at;

-- DropTable
DROP TABLE "crossmatch"."rule_switch";

ALTER TABLE crossmatch.rule_state_change
  ADD CONSTRAINT rule_state_of_something CHECK (rule_id IS NOT NULL OR source IS NOT NULL),
  ADD CONSTRAINT rule_state_word CHECK (state IN ('ACTIVE', 'SHADOW', 'OFF')),
  ADD CONSTRAINT rule_state_says_why CHECK (btrim(reason) <> '');

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crossmatch.rule_state_change
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
REVOKE UPDATE, DELETE ON crossmatch.rule_state_change FROM yikou_crossmatch;

ALTER TABLE crossmatch.shadow_finding
  ADD CONSTRAINT shadow_finding_severity CHECK (severity IN ('HIGH', 'NORMAL', 'INFO')),
  ADD CONSTRAINT shadow_finding_outcome CHECK (
    CASE WHEN ended_on IS NULL THEN outcome IS NULL
         ELSE outcome IS NOT NULL AND outcome IN ('GONE', 'RAISED') END);
CREATE UNIQUE INDEX shadow_finding_standing
  ON crossmatch.shadow_finding (rule_id, person_id, fact_key, effective_on) WHERE ended_on IS NULL;

INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from) VALUES
  ('rule.confirmedShareFloor', 0.3, 'RATIO', '规则核实率下限', '比对规则约定', '规则状态', '2020-01-01'),
  ('rule.floorMinimumDecided', 20, 'TIMES', '判断核实率所需的最少核查件数', '比对规则约定', '规则状态', '2020-01-01'),
  ('rule.floorWindowDays', 180, 'CALENDAR_DAY', '判断核实率的回看天数', '比对规则约定', '规则状态', '2020-01-01');
