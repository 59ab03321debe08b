-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "assistance";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "audit";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "crossmatch";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "households";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "policy";

-- CreateTable
CREATE TABLE "assistance"."programme" (
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "sort_order" INTEGER NOT NULL,

    CONSTRAINT "programme_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "assistance"."case_record" (
    "case_no" TEXT NOT NULL,
    "household_no" TEXT NOT NULL,
    "street_code" TEXT NOT NULL,
    "programme_code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "start_month" DATE NOT NULL,
    "monthly_amount_fen" BIGINT NOT NULL,
    "covered_count" INTEGER NOT NULL,
    "last_checked_on" DATE,
    "authorisation_no" TEXT,
    "authorisation_until" DATE,
    "roster_date" DATE NOT NULL,
    "not_listed_since" DATE,

    CONSTRAINT "case_record_pkey" PRIMARY KEY ("case_no")
);

-- CreateTable
CREATE TABLE "assistance"."payment" (
    "case_no" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "amount_fen" BIGINT NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("case_no","month")
);

-- CreateTable
CREATE TABLE "assistance"."case_month" (
    "case_no" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "street_code" TEXT NOT NULL,
    "programme_code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "covered_count" INTEGER NOT NULL,
    "amount_fen" BIGINT NOT NULL,

    CONSTRAINT "case_month_pkey" PRIMARY KEY ("case_no","month")
);

-- CreateTable
CREATE TABLE "assistance"."relative_declaration" (
    "id" UUID NOT NULL,
    "staff_name" TEXT NOT NULL,
    "staff_id_cipher" BYTEA NOT NULL,
    "staff_id_index" BYTEA NOT NULL,
    "post" TEXT NOT NULL,
    "relation" TEXT NOT NULL,
    "relative_name" TEXT NOT NULL,
    "relative_id_cipher" BYTEA NOT NULL,
    "relative_id_index" BYTEA NOT NULL,
    "programme_code" TEXT,
    "declared_on" DATE NOT NULL,

    CONSTRAINT "relative_declaration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assistance"."roster_load" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "roster_date" DATE NOT NULL,
    "sha256" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "accepted" INTEGER NOT NULL,
    "set_aside_by_code" JSONB NOT NULL,
    "loaded_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "roster_load_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assistance"."roster_set_aside" (
    "load_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "column" TEXT,
    "row_cipher" BYTEA NOT NULL,

    CONSTRAINT "roster_set_aside_pkey" PRIMARY KEY ("load_id","row_no")
);

-- CreateTable
CREATE TABLE "audit"."event" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "subgraph" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "purpose" TEXT,
    "request_id" TEXT,
    "kind" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossmatch"."department" (
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,

    CONSTRAINT "department_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "crossmatch"."extract_batch" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "department_code" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "period_end" DATE NOT NULL,
    "mode" TEXT NOT NULL,
    "serial" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "hold_reason" TEXT,
    "error" JSONB,
    "notices" JSONB NOT NULL,
    "rows" INTEGER NOT NULL,
    "accepted" INTEGER NOT NULL,
    "set_aside" INTEGER NOT NULL,
    "set_aside_by_code" JSONB NOT NULL,
    "as_of" DATE NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "received_by" TEXT NOT NULL,
    "superseded_by_id" UUID,
    "staged_path" TEXT,
    "purged_at" TIMESTAMPTZ,
    "matched_roster" TEXT,
    "match_counts" JSONB,

    CONSTRAINT "extract_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossmatch"."set_aside_row" (
    "batch_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "column" TEXT,
    "row_cipher" BYTEA NOT NULL,

    CONSTRAINT "set_aside_row_pkey" PRIMARY KEY ("batch_id","row_no")
);

-- CreateTable
CREATE TABLE "crossmatch"."matched_fact" (
    "id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "natural_key" TEXT NOT NULL,
    "period_end" DATE NOT NULL,
    "serial" INTEGER NOT NULL,
    "data" JSONB NOT NULL,
    "standing" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "matched_fact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossmatch"."match_review" (
    "id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "batch_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "person_id" UUID NOT NULL,
    "household_no" TEXT NOT NULL,
    "street_code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "record_name" TEXT NOT NULL,
    "score" DECIMAL(8,3),
    "data" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "raised_on" DATE NOT NULL,

    CONSTRAINT "match_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossmatch"."match_run" (
    "id" UUID NOT NULL,
    "as_of" DATE NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "started_by" TEXT NOT NULL,
    "roster_version" TEXT NOT NULL,
    "batch_count" INTEGER NOT NULL,
    "counts" JSONB NOT NULL,
    "result_hash" TEXT,

    CONSTRAINT "match_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossmatch"."alert" (
    "alert_no" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "alert_class" TEXT,
    "tier" TEXT NOT NULL,
    "reason" TEXT,
    "person_id" UUID NOT NULL,
    "household_no" TEXT NOT NULL,
    "case_no" TEXT NOT NULL,
    "street_code" TEXT NOT NULL,
    "fact_key" TEXT NOT NULL,
    "effective_on" DATE NOT NULL,
    "sources" TEXT[],
    "explanation" TEXT NOT NULL,
    "explanation_parts" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "withdrawn_reason" TEXT,
    "withdrawn_period_end" DATE,
    "fact_ended_on" DATE,
    "not_listed_since" DATE,
    "raised_on" DATE NOT NULL,
    "raised_run_id" UUID NOT NULL,
    "due_on" DATE,
    "due_derivation" JSONB NOT NULL,
    "claimed_by" TEXT,
    "claimed_at" TIMESTAMPTZ,
    "disposition" TEXT,
    "disposition_note" TEXT,
    "disposed_by" TEXT,
    "disposed_at" TIMESTAMPTZ,
    "reminded_on" DATE,
    "reminder_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("alert_no")
);

-- CreateTable
CREATE TABLE "crossmatch"."alert_evidence" (
    "alert_no" TEXT NOT NULL,
    "fact_id" UUID NOT NULL,

    CONSTRAINT "alert_evidence_pkey" PRIMARY KEY ("alert_no","fact_id")
);

-- CreateTable
CREATE TABLE "crossmatch"."alert_event" (
    "id" BIGSERIAL NOT NULL,
    "alert_no" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "alert_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossmatch"."must_not_link" (
    "person_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "natural_key" TEXT NOT NULL,
    "alert_no" TEXT NOT NULL,
    "decided_by" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "must_not_link_pkey" PRIMARY KEY ("person_id","source","natural_key")
);

-- CreateTable
CREATE TABLE "crossmatch"."correction_ticket" (
    "ticket_no" TEXT NOT NULL,
    "alert_no" TEXT NOT NULL,
    "department_code" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "batch_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "field" TEXT,
    "statement" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "outcome" TEXT,
    "answer" TEXT,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "answered_at" TIMESTAMPTZ,
    "answered_by" TEXT,

    CONSTRAINT "correction_ticket_pkey" PRIMARY KEY ("ticket_no")
);

-- CreateTable
CREATE TABLE "crossmatch"."rule_switch" (
    "rule_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    "note" TEXT,

    CONSTRAINT "rule_switch_pkey" PRIMARY KEY ("rule_id")
);

-- CreateTable
CREATE TABLE "crossmatch"."authorisation_task" (
    "household_no" TEXT NOT NULL,
    "raised_on" DATE NOT NULL,
    "street_code" TEXT NOT NULL,
    "blocked_rows" INTEGER NOT NULL,
    "closed_on" DATE,

    CONSTRAINT "authorisation_task_pkey" PRIMARY KEY ("household_no","raised_on")
);

-- CreateTable
CREATE TABLE "crossmatch"."deletion_record" (
    "id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "deleted_rows" INTEGER NOT NULL,
    "deleted_set_aside" INTEGER NOT NULL,
    "kept_facts" INTEGER NOT NULL,
    "deleted_at" TIMESTAMPTZ NOT NULL,
    "basis" TEXT NOT NULL,

    CONSTRAINT "deletion_record_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossmatch"."job_run" (
    "job" TEXT NOT NULL,
    "window" TIMESTAMPTZ NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ,
    "cursor" TEXT,
    "worker" TEXT,
    "started_at" TIMESTAMPTZ,
    "finished_at" TIMESTAMPTZ,
    "report" JSONB,
    "error" TEXT,

    CONSTRAINT "job_run_pkey" PRIMARY KEY ("job","window")
);

-- CreateTable
CREATE TABLE "households"."area" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_code" TEXT,
    "level" TEXT NOT NULL,
    "valid_from" DATE,
    "valid_to" DATE,

    CONSTRAINT "area_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "households"."household" (
    "household_no" TEXT NOT NULL,
    "head_id_index" BYTEA NOT NULL,
    "street_code" TEXT NOT NULL,
    "committee_code" TEXT NOT NULL,
    "committee_name" TEXT,
    "hukou_address" TEXT,
    "residence_address" TEXT,
    "category" TEXT,
    "first_seen_on" DATE NOT NULL,
    "ended_on" DATE,

    CONSTRAINT "household_pkey" PRIMARY KEY ("household_no")
);

-- CreateTable
CREATE TABLE "households"."person" (
    "id" UUID NOT NULL,
    "id_number_cipher" BYTEA NOT NULL,
    "id_number_index" BYTEA NOT NULL,
    "document_class" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "former_name" TEXT,
    "sex" TEXT,
    "birth_date" DATE,
    "phone" TEXT,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "households"."membership" (
    "id" UUID NOT NULL,
    "household_no" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "relationship" TEXT NOT NULL,
    "covered" BOOLEAN NOT NULL,
    "labour_capacity" TEXT,
    "disability_grade" TEXT,
    "schooling" TEXT,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "households"."roster_load" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "roster_date" DATE NOT NULL,
    "sha256" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "accepted" INTEGER NOT NULL,
    "set_aside_by_code" JSONB NOT NULL,
    "loaded_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "roster_load_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "households"."roster_set_aside" (
    "load_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "column" TEXT,
    "row_cipher" BYTEA NOT NULL,

    CONSTRAINT "roster_set_aside_pkey" PRIMARY KEY ("load_id","row_no")
);

-- CreateTable
CREATE TABLE "policy"."parameter" (
    "code" TEXT NOT NULL,
    "effective_from" DATE NOT NULL,
    "effective_to" DATE,
    "value" DECIMAL(14,4) NOT NULL,
    "unit" TEXT NOT NULL,
    "instrument" TEXT NOT NULL,
    "article" TEXT NOT NULL,
    "title" TEXT NOT NULL,

    CONSTRAINT "parameter_pkey" PRIMARY KEY ("code","effective_from")
);

-- CreateTable
CREATE TABLE "policy"."key_fingerprint" (
    "purpose" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "key_fingerprint_pkey" PRIMARY KEY ("purpose")
);

-- CreateIndex
CREATE INDEX "case_record_household_no_idx" ON "assistance"."case_record"("household_no");

-- CreateIndex
CREATE INDEX "case_record_street_code_status_idx" ON "assistance"."case_record"("street_code", "status");

-- CreateIndex
CREATE INDEX "case_month_month_street_code_idx" ON "assistance"."case_month"("month", "street_code");

-- CreateIndex
CREATE UNIQUE INDEX "relative_declaration_staff_id_index_relative_id_index_key" ON "assistance"."relative_declaration"("staff_id_index", "relative_id_index");

-- CreateIndex
CREATE UNIQUE INDEX "roster_load_kind_sha256_key" ON "assistance"."roster_load"("kind", "sha256");

-- CreateIndex
CREATE INDEX "event_kind_at_idx" ON "audit"."event"("kind", "at");

-- CreateIndex
CREATE INDEX "extract_batch_source_period_end_idx" ON "crossmatch"."extract_batch"("source", "period_end");

-- CreateIndex
CREATE INDEX "extract_batch_sha256_idx" ON "crossmatch"."extract_batch"("sha256");

-- CreateIndex
CREATE INDEX "matched_fact_person_id_source_idx" ON "crossmatch"."matched_fact"("person_id", "source");

-- CreateIndex
CREATE UNIQUE INDEX "matched_fact_batch_id_row_no_part_person_id_key" ON "crossmatch"."matched_fact"("batch_id", "row_no", "part", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "match_review_fingerprint_key" ON "crossmatch"."match_review"("fingerprint");

-- CreateIndex
CREATE INDEX "match_review_status_source_idx" ON "crossmatch"."match_review"("status", "source");

-- CreateIndex
CREATE INDEX "match_review_person_id_idx" ON "crossmatch"."match_review"("person_id");

-- CreateIndex
CREATE INDEX "match_run_started_at_idx" ON "crossmatch"."match_run"("started_at");

-- CreateIndex
CREATE UNIQUE INDEX "alert_fingerprint_key" ON "crossmatch"."alert"("fingerprint");

-- CreateIndex
CREATE INDEX "alert_street_code_status_rule_id_idx" ON "crossmatch"."alert"("street_code", "status", "rule_id");

-- CreateIndex
CREATE INDEX "alert_person_id_idx" ON "crossmatch"."alert"("person_id");

-- CreateIndex
CREATE INDEX "alert_household_no_idx" ON "crossmatch"."alert"("household_no");

-- CreateIndex
CREATE INDEX "alert_case_no_idx" ON "crossmatch"."alert"("case_no");

-- CreateIndex
CREATE INDEX "alert_evidence_fact_id_idx" ON "crossmatch"."alert_evidence"("fact_id");

-- CreateIndex
CREATE INDEX "alert_event_alert_no_idx" ON "crossmatch"."alert_event"("alert_no");

-- CreateIndex
CREATE INDEX "correction_ticket_department_code_status_idx" ON "crossmatch"."correction_ticket"("department_code", "status");

-- CreateIndex
CREATE UNIQUE INDEX "correction_ticket_alert_no_batch_id_row_no_key" ON "crossmatch"."correction_ticket"("alert_no", "batch_id", "row_no");

-- CreateIndex
CREATE INDEX "authorisation_task_street_code_closed_on_idx" ON "crossmatch"."authorisation_task"("street_code", "closed_on");

-- CreateIndex
CREATE INDEX "job_run_job_state_idx" ON "crossmatch"."job_run"("job", "state");

-- CreateIndex
CREATE INDEX "area_level_code_idx" ON "households"."area"("level", "code");

-- CreateIndex
CREATE INDEX "household_street_code_household_no_idx" ON "households"."household"("street_code", "household_no");

-- CreateIndex
CREATE UNIQUE INDEX "person_id_number_index_key" ON "households"."person"("id_number_index");

-- CreateIndex
CREATE INDEX "membership_person_id_idx" ON "households"."membership"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_household_no_person_id_valid_from_key" ON "households"."membership"("household_no", "person_id", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "roster_load_kind_sha256_key" ON "households"."roster_load"("kind", "sha256");

-- AddForeignKey
ALTER TABLE "assistance"."case_record" ADD CONSTRAINT "case_record_programme_code_fkey" FOREIGN KEY ("programme_code") REFERENCES "assistance"."programme"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assistance"."payment" ADD CONSTRAINT "payment_case_no_fkey" FOREIGN KEY ("case_no") REFERENCES "assistance"."case_record"("case_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assistance"."case_month" ADD CONSTRAINT "case_month_case_no_fkey" FOREIGN KEY ("case_no") REFERENCES "assistance"."case_record"("case_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assistance"."roster_set_aside" ADD CONSTRAINT "roster_set_aside_load_id_fkey" FOREIGN KEY ("load_id") REFERENCES "assistance"."roster_load"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."extract_batch" ADD CONSTRAINT "extract_batch_department_code_fkey" FOREIGN KEY ("department_code") REFERENCES "crossmatch"."department"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."extract_batch" ADD CONSTRAINT "extract_batch_superseded_by_id_fkey" FOREIGN KEY ("superseded_by_id") REFERENCES "crossmatch"."extract_batch"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."set_aside_row" ADD CONSTRAINT "set_aside_row_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "crossmatch"."extract_batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."matched_fact" ADD CONSTRAINT "matched_fact_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "crossmatch"."extract_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."match_review" ADD CONSTRAINT "match_review_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "crossmatch"."extract_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."alert_evidence" ADD CONSTRAINT "alert_evidence_alert_no_fkey" FOREIGN KEY ("alert_no") REFERENCES "crossmatch"."alert"("alert_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."alert_evidence" ADD CONSTRAINT "alert_evidence_fact_id_fkey" FOREIGN KEY ("fact_id") REFERENCES "crossmatch"."matched_fact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."alert_event" ADD CONSTRAINT "alert_event_alert_no_fkey" FOREIGN KEY ("alert_no") REFERENCES "crossmatch"."alert"("alert_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."correction_ticket" ADD CONSTRAINT "correction_ticket_alert_no_fkey" FOREIGN KEY ("alert_no") REFERENCES "crossmatch"."alert"("alert_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."correction_ticket" ADD CONSTRAINT "correction_ticket_department_code_fkey" FOREIGN KEY ("department_code") REFERENCES "crossmatch"."department"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."correction_ticket" ADD CONSTRAINT "correction_ticket_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "crossmatch"."extract_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."deletion_record" ADD CONSTRAINT "deletion_record_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "crossmatch"."extract_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "households"."membership" ADD CONSTRAINT "membership_household_no_fkey" FOREIGN KEY ("household_no") REFERENCES "households"."household"("household_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "households"."membership" ADD CONSTRAINT "membership_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "households"."person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "households"."roster_set_aside" ADD CONSTRAINT "roster_set_aside_load_id_fkey" FOREIGN KEY ("load_id") REFERENCES "households"."roster_load"("id") ON DELETE CASCADE ON UPDATE CASCADE;

