-- 比对模型: versions of a linkage, and how each batch that was scored looked.

-- CreateTable
CREATE TABLE "crossmatch"."linkage_model" (
    "id" UUID NOT NULL,
    "spec" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "spec_json" JSONB NOT NULL,
    "spec_hash" TEXT NOT NULL,
    "model_json" JSONB NOT NULL,
    "model_hash" TEXT NOT NULL,
    "seed" BIGINT NOT NULL,
    "training" TEXT NOT NULL,
    "code_version" TEXT NOT NULL,
    "evaluation" JSONB,
    "proposed_by" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ NOT NULL,
    "activated_by" TEXT,
    "activated_at" TIMESTAMPTZ,
    "retired_by" TEXT,
    "retired_at" TIMESTAMPTZ,

    CONSTRAINT "linkage_model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossmatch"."linkage_run" (
    "run_id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "model_id" UUID NOT NULL,
    "profile" JSONB NOT NULL,
    "drift" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "linkage_run_pkey" PRIMARY KEY ("run_id","batch_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "linkage_model_spec_version_key" ON "crossmatch"."linkage_model"("spec", "version");

-- CreateIndex
CREATE INDEX "linkage_run_model_id_recorded_at_idx" ON "crossmatch"."linkage_run"("model_id", "recorded_at");

-- AddForeignKey
ALTER TABLE "crossmatch"."linkage_run" ADD CONSTRAINT "linkage_run_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "crossmatch"."match_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."linkage_run" ADD CONSTRAINT "linkage_run_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "crossmatch"."extract_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."linkage_run" ADD CONSTRAINT "linkage_run_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "crossmatch"."linkage_model"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE crossmatch.linkage_model
  ADD CONSTRAINT model_hashes CHECK (spec_hash ~ '^[0-9a-f]{64}$' AND model_hash ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT model_version CHECK (version > 0),
  ADD CONSTRAINT model_activated_by_a_person CHECK ((activated_by IS NULL) = (activated_at IS NULL)),
  ADD CONSTRAINT model_activated_by_another CHECK (activated_by <> proposed_by),
  ADD CONSTRAINT model_activated_when_evaluated CHECK (activated_at IS NULL OR evaluation IS NOT NULL),
  ADD CONSTRAINT model_retired_by_a_person CHECK ((retired_by IS NULL) = (retired_at IS NULL)),
  ADD CONSTRAINT model_retired_when_active CHECK (retired_at IS NULL OR activated_at IS NOT NULL);
-- Of a linkage's versions at most one scores.
CREATE UNIQUE INDEX linkage_model_active ON crossmatch.linkage_model (spec)
  WHERE activated_at IS NOT NULL AND retired_at IS NULL;

-- What decided about people stays as it was, for the owner too: only activation and retirement are added, once.
CREATE FUNCTION crossmatch.refuse_model_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  added text[] := ARRAY['activated_by', 'activated_at', 'retired_by', 'retired_at'];
BEGIN
  IF to_jsonb(NEW) - added IS DISTINCT FROM to_jsonb(OLD) - added
     OR (OLD.activated_at IS NOT NULL AND (NEW.activated_by, NEW.activated_at)
         IS DISTINCT FROM (OLD.activated_by, OLD.activated_at))
     OR (OLD.retired_at IS NOT NULL AND (NEW.retired_by, NEW.retired_at)
         IS DISTINCT FROM (OLD.retired_by, OLD.retired_at)) THEN
    RAISE EXCEPTION 'a linkage model is never changed'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER never_changed BEFORE UPDATE ON crossmatch.linkage_model
  FOR EACH ROW EXECUTE FUNCTION crossmatch.refuse_model_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON crossmatch.linkage_model
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crossmatch.linkage_run
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

REVOKE UPDATE, DELETE ON crossmatch.linkage_model, crossmatch.linkage_run FROM yikou_crossmatch;
GRANT UPDATE (activated_by, activated_at, retired_by, retired_at)
  ON crossmatch.linkage_model TO yikou_crossmatch;

INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from) VALUES
  ('linkage.driftPsi', 0.25, 'RATIO', '模型漂移：群体稳定性指标（PSI）上限', '比对规则约定', '模型漂移', '2020-01-01'),
  ('linkage.driftVolume', 5, 'TIMES', '模型漂移：候选对数相对模型的倍数上限', '比对规则约定', '模型漂移', '2020-01-01');
