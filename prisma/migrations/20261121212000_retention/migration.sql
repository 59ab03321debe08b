-- 留存: which data is kept for how long, who may delete it, what certifies that it went, what holds it back
-- (docs/adr/0026-retention.md).

-- CreateTable
CREATE TABLE "crossmatch"."retention_class" (
    "code" TEXT NOT NULL,
    "sort_order" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "runs_from" TEXT NOT NULL,
    "parameter" TEXT,

    CONSTRAINT "retention_class_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "crossmatch"."retention_cover" (
    "relation" TEXT NOT NULL,
    "class_code" TEXT NOT NULL,

    CONSTRAINT "retention_cover_pkey" PRIMARY KEY ("relation")
);

-- CreateTable
CREATE TABLE "crossmatch"."retention_certificate" (
    "id" UUID NOT NULL,
    "class_code" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "before" DATE NOT NULL,
    "parameter" TEXT NOT NULL,
    "term" INTEGER NOT NULL,
    "unit" TEXT NOT NULL,
    "instrument" TEXT NOT NULL,
    "article" TEXT NOT NULL,
    "counts" JSONB NOT NULL,
    "keys" INTEGER NOT NULL,
    "held" INTEGER NOT NULL,
    "key_digest" TEXT NOT NULL,
    "audit_event_id" BIGINT,
    "job" TEXT NOT NULL,
    "job_window" TIMESTAMPTZ NOT NULL,
    "issued_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "retention_certificate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossmatch"."legal_hold" (
    "id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "placed_by" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ NOT NULL,
    "lifted_by" TEXT,
    "lifted_at" TIMESTAMPTZ,
    "lifted_reason" TEXT,

    CONSTRAINT "legal_hold_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "retention_cover_class_code_idx" ON "crossmatch"."retention_cover"("class_code");

-- CreateIndex
CREATE INDEX "retention_certificate_class_code_issued_at_idx" ON "crossmatch"."retention_certificate"("class_code", "issued_at");

-- CreateIndex
CREATE INDEX "legal_hold_scope_target_idx" ON "crossmatch"."legal_hold"("scope", "target");

-- AddForeignKey
ALTER TABLE "crossmatch"."retention_cover" ADD CONSTRAINT "retention_cover_class_code_fkey" FOREIGN KEY ("class_code") REFERENCES "crossmatch"."retention_class"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crossmatch"."retention_certificate" ADD CONSTRAINT "retention_certificate_class_code_fkey" FOREIGN KEY ("class_code") REFERENCES "crossmatch"."retention_class"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE crossmatch.retention_certificate
  ADD CONSTRAINT certificate_counts CHECK (keys >= 0 AND held >= 0),
  ADD CONSTRAINT certificate_digest CHECK (key_digest ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT certificate_term CHECK (before <= as_of);
ALTER TABLE crossmatch.legal_hold
  ADD CONSTRAINT hold_scope CHECK (scope IN ('PERSON', 'HOUSEHOLD', 'ALERT', 'BATCH', 'CLASS')),
  ADD CONSTRAINT hold_says_why CHECK (btrim(reason) <> ''),
  ADD CONSTRAINT hold_lifted_whole CHECK (num_nulls(lifted_by, lifted_at, lifted_reason) IN (0, 3)),
  ADD CONSTRAINT hold_lifted_by_another CHECK (lifted_by <> placed_by);
CREATE UNIQUE INDEX legal_hold_standing ON crossmatch.legal_hold (scope, target, placed_by) WHERE lifted_at IS NULL;

-- Terms. A court's order or a law changes a row here, not the code.
INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from) VALUES
  ('retention.rosterSetAsideDays', 30, 'CALENDAR_DAY', '底册搁置行保留', '个人信息保护法', '第十九条', '2020-01-01'),
  ('retention.reviewRecordDays', 90, 'CALENDAR_DAY', '复核记录保留', '个人信息保护法', '第十九条', '2020-01-01'),
  ('retention.dismissedMonths', 12, 'MONTH', '撤回及非本人预警内容保留', '个人信息保护法', '第四十七条', '2020-01-01'),
  ('retention.evidenceMonths', 36, 'MONTH', '预警证据保留', '个人信息保护法', '第四十七条', '2020-01-01'),
  ('retention.shadowMonths', 6, 'MONTH', '试运行线索保留', '个人信息保护法', '第十九条', '2020-01-01'),
  ('retention.outreachMonths', 12, 'MONTH', '走访任务保留', '个人信息保护法', '第四十七条', '2020-01-01'),
  ('retention.exchangeYears', 3, 'YEAR', '数据交换记录保存', '个人信息保护法', '第五十六条', '2020-01-01'),
  ('retention.accessLogMonths', 6, 'MONTH', '访问日志留存', '网络安全法', '第二十一条（三）', '2020-01-01');

INSERT INTO crossmatch.retention_class (sort_order, code, title, runs_from, parameter) VALUES
  (10, 'UNMATCHED_ROWS', '未匹配数据', '批次接收之日，比对之后', 'retention.unmatchedDays'),
  (20, 'ROSTER_SNAPSHOTS', '底册快照', '没有批次再以其为准之日', 'retention.unmatchedDays'),
  (30, 'ROSTER_SET_ASIDE', '底册搁置行', '底册载入之日', 'retention.rosterSetAsideDays'),
  (40, 'REVIEW_RECORDS', '复核记录', '作出结论之日；撤回的自提出之日', 'retention.reviewRecordDays'),
  (50, 'DISMISSED_ALERTS', '撤回及非本人预警的内容', '撤回或者处置之日', 'retention.dismissedMonths'),
  (60, 'FALLEN_FACTS', '被更正、不再成立的记录', '更正批次接收之日', 'retention.dismissedMonths'),
  (70, 'ALERT_EVIDENCE', '预警证据', '离开保障且全部预警办结之日', 'retention.evidenceMonths'),
  (80, 'SHADOW_FINDINGS', '试运行线索', '线索结束之日', 'retention.shadowMonths'),
  (90, 'OUTREACH_TASKS', '走访任务', '任务结束之日，且名单不再列出', 'retention.outreachMonths'),
  (100, 'EXITED_CASES', '退出案件档案', '退出之日', 'archive.years'),
  (110, 'EXITED_HOUSEHOLDS', '退出户档案', '退出之日', 'archive.years'),
  (120, 'EXCHANGE_RECORDS', '数据交换记录', '接收之日，且无数据再引用', 'retention.exchangeYears'),
  (130, 'AUDIT_ACCESS', '审计：查询', '发生之日', 'retention.accessLogMonths'),
  (140, 'AUDIT_EXCHANGE', '审计：数据交换与敏感查询', '发生之日', 'retention.exchangeYears'),
  (150, 'AUDIT_CASEWORK', '审计：办理', '发生之日', 'archive.years'),
  (900, 'GOVERNANCE', '治理记录：随本系统长期保存', '', NULL),
  (910, 'LINK_DIGESTS', '人工认定的关联：仅存摘要，长期有效', '', NULL),
  (920, 'RELATIVE_DECLARATIONS', '近亲属备案与回避：备案期间保存', '', NULL),
  (930, 'REGISTERS', '登记与技术数据：不含个人信息', '', NULL);

-- Every table, every kind of audit row and every folder of files is in one class: the key sees to "one", and
-- test/integration/retention-catalogue.test.ts to "every".
INSERT INTO crossmatch.retention_cover (class_code, relation) VALUES
  ('UNMATCHED_ROWS', 'crossmatch.residue_record'),
  ('UNMATCHED_ROWS', 'crossmatch.set_aside_row'),
  ('UNMATCHED_ROWS', 'file:staged'),
  ('ROSTER_SNAPSHOTS', 'file:roster'),
  ('ROSTER_SET_ASIDE', 'assistance.roster_set_aside'),
  ('ROSTER_SET_ASIDE', 'households.roster_set_aside'),
  ('REVIEW_RECORDS', 'crossmatch.review_record'),
  ('DISMISSED_ALERTS', 'crossmatch.alert_evidence'),
  ('ALERT_EVIDENCE', 'crossmatch.matched_fact'),
  ('SHADOW_FINDINGS', 'crossmatch.shadow_finding'),
  ('OUTREACH_TASKS', 'crossmatch.outreach_task'),
  ('EXITED_CASES', 'assistance.case_month'),
  ('EXITED_CASES', 'assistance.case_record'),
  ('EXITED_CASES', 'assistance.payment'),
  ('EXITED_CASES', 'crossmatch.alert'),
  ('EXITED_CASES', 'crossmatch.alert_event'),
  ('EXITED_CASES', 'crossmatch.correction_ticket'),
  ('EXITED_HOUSEHOLDS', 'crossmatch.authorisation_task'),
  ('EXITED_HOUSEHOLDS', 'crossmatch.match_decision'),
  ('EXITED_HOUSEHOLDS', 'crossmatch.match_review'),
  ('EXITED_HOUSEHOLDS', 'households.household'),
  ('EXITED_HOUSEHOLDS', 'households.membership'),
  ('EXITED_HOUSEHOLDS', 'households.person'),
  ('EXCHANGE_RECORDS', 'assistance.roster_load'),
  ('EXCHANGE_RECORDS', 'crossmatch.deletion_record'),
  ('EXCHANGE_RECORDS', 'crossmatch.extract_batch'),
  ('EXCHANGE_RECORDS', 'crossmatch.linkage_run'),
  ('EXCHANGE_RECORDS', 'households.roster_load'),
  ('GOVERNANCE', 'audit.block'),
  ('GOVERNANCE', 'audit.event'),
  ('GOVERNANCE', 'audit.purge'),
  ('GOVERNANCE', 'crossmatch.legal_hold'),
  ('GOVERNANCE', 'crossmatch.linkage_model'),
  ('GOVERNANCE', 'crossmatch.retention_certificate'),
  ('GOVERNANCE', 'crossmatch.rule_state_change'),
  ('LINK_DIGESTS', 'crossmatch.person_link'),
  ('RELATIVE_DECLARATIONS', 'assistance.relative_declaration'),
  ('RELATIVE_DECLARATIONS', 'households.recusal'),
  ('REGISTERS', 'assistance.programme'),
  ('REGISTERS', 'assistance.roster_change'),
  ('REGISTERS', 'assistance.statistics_cell'),
  ('REGISTERS', 'assistance.statistics_release'),
  ('REGISTERS', 'audit.sealing'),
  ('REGISTERS', 'audit.unsealed'),
  ('REGISTERS', 'crossmatch.department'),
  ('REGISTERS', 'crossmatch.job_run'),
  ('REGISTERS', 'crossmatch.match_run'),
  ('REGISTERS', 'crossmatch.retention_class'),
  ('REGISTERS', 'crossmatch.retention_cover'),
  ('REGISTERS', 'crossmatch.statistics_cell'),
  ('REGISTERS', 'crossmatch.statistics_release'),
  ('REGISTERS', 'households.area'),
  ('REGISTERS', 'households.roster_change'),
  ('REGISTERS', 'policy.key_fingerprint'),
  ('REGISTERS', 'policy.parameter'),
  ('AUDIT_ACCESS', 'audit:PERSON_READ'),
  ('AUDIT_ACCESS', 'audit:ACTION_DENIED'),
  ('AUDIT_EXCHANGE', 'audit:PERSON_SEARCHED'),
  ('AUDIT_EXCHANGE', 'audit:ID_NUMBER_UNMASKED'),
  ('AUDIT_EXCHANGE', 'audit:BATCH_DELIVERED'),
  ('AUDIT_EXCHANGE', 'audit:BATCH_SUPERSEDED'),
  ('AUDIT_EXCHANGE', 'audit:BATCH_RELEASED'),
  ('AUDIT_EXCHANGE', 'audit:BATCH_DISCARDED'),
  ('AUDIT_EXCHANGE', 'audit:SET_ASIDE_DOWNLOADED'),
  ('AUDIT_EXCHANGE', 'audit:ROSTER_LOADED'),
  ('AUDIT_EXCHANGE', 'audit:MATCH_RUN_FINISHED'),
  ('AUDIT_CASEWORK', 'audit:ALERT_CLAIMED'),
  ('AUDIT_CASEWORK', 'audit:ALERT_REASSIGNED'),
  ('AUDIT_CASEWORK', 'audit:ALERT_DISPOSED'),
  ('AUDIT_CASEWORK', 'audit:OUTREACH_CLAIMED'),
  ('AUDIT_CASEWORK', 'audit:OUTREACH_CLOSED'),
  ('AUDIT_CASEWORK', 'audit:REVIEW_OPINION_GIVEN'),
  ('AUDIT_CASEWORK', 'audit:REVIEW_DECIDED'),
  ('AUDIT_CASEWORK', 'audit:CORRECTION_OPENED'),
  ('AUDIT_CASEWORK', 'audit:CORRECTION_ANSWERED'),
  ('GOVERNANCE', 'audit:RULE_STATE_SET'),
  ('GOVERNANCE', 'audit:RULE_TRIED'),
  ('GOVERNANCE', 'audit:LINKAGE_MODEL_PROPOSED'),
  ('GOVERNANCE', 'audit:LINKAGE_MODEL_ACTIVATED'),
  ('GOVERNANCE', 'audit:LINKAGE_MODEL_RETIRED'),
  ('GOVERNANCE', 'audit:KEYS_ROTATED'),
  ('GOVERNANCE', 'audit:AUDIT_ROWS_PURGED'),
  ('GOVERNANCE', 'audit:ROWS_PURGED'),
  ('GOVERNANCE', 'audit:RECORDS_PURGED'),
  ('GOVERNANCE', 'audit:HOLD_PLACED'),
  ('GOVERNANCE', 'audit:HOLD_LIFTED');

-- The day before which a class is due: what began on it is in its last day of keeping. NULL: never due.
CREATE FUNCTION crossmatch.retention_cutoff(class text, as_of date) RETURNS date
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT (as_of - CASE p.unit WHEN 'CALENDAR_DAY' THEN make_interval(days => p.value::int)
                              WHEN 'MONTH' THEN make_interval(months => p.value::int)
                              WHEN 'YEAR' THEN make_interval(years => p.value::int) END)::date
    FROM crossmatch.retention_class c
    JOIN policy.parameter p ON p.code = c.parameter
   WHERE c.code = class AND p.effective_from <= as_of AND (p.effective_to IS NULL OR p.effective_to >= as_of)
   ORDER BY p.effective_from DESC LIMIT 1
$$;

-- Who deletes: a role of its own, which the worker's role may put on and does not hold by itself.
DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['yikou_retention_jobs', 'yikou_audit_purger'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    BEGIN
      IF NOT pg_has_role(current_user, role, 'SET') THEN
        EXECUTE format('GRANT %I TO %I', role, current_user);
      END IF;
    EXCEPTION WHEN unique_violation THEN NULL;
    END;
  END LOOP;
  BEGIN
    IF NOT pg_has_role('yikou_crossmatch_jobs', 'yikou_retention_jobs', 'SET') THEN
      GRANT yikou_retention_jobs TO yikou_crossmatch_jobs WITH INHERIT FALSE, SET TRUE;
    END IF;
  EXCEPTION WHEN unique_violation THEN NULL;
  END;
END $$;

GRANT USAGE ON SCHEMA households, assistance, crossmatch, policy, audit, access TO yikou_retention_jobs;
GRANT SELECT ON policy.parameter, policy.key_fingerprint TO yikou_retention_jobs;
GRANT SELECT ON ALL TABLES IN SCHEMA households, assistance, crossmatch TO yikou_retention_jobs;
GRANT DELETE ON crossmatch.residue_record, crossmatch.set_aside_row, households.roster_set_aside,
  assistance.roster_set_aside, crossmatch.review_record, crossmatch.alert_evidence, crossmatch.matched_fact,
  crossmatch.shadow_finding, crossmatch.outreach_task, assistance.case_month, assistance.case_record,
  assistance.payment, crossmatch.alert, crossmatch.alert_event, crossmatch.correction_ticket,
  crossmatch.authorisation_task, crossmatch.match_decision, crossmatch.match_review, households.household,
  households.membership, households.person, households.roster_load, assistance.roster_load,
  crossmatch.deletion_record, crossmatch.extract_batch, crossmatch.linkage_run TO yikou_retention_jobs;
GRANT UPDATE (staged_path, purged_at) ON crossmatch.extract_batch TO yikou_retention_jobs;
GRANT UPDATE (record_cipher) ON crossmatch.match_review TO yikou_retention_jobs;
GRANT UPDATE (explanation, explanation_parts, disposition_note) ON crossmatch.alert TO yikou_retention_jobs;
GRANT INSERT ON crossmatch.deletion_record, crossmatch.retention_certificate TO yikou_retention_jobs;
GRANT INSERT (subgraph, subject, role, purpose, request_id, kind, detail) ON audit.event TO yikou_retention_jobs;
GRANT USAGE ON SEQUENCE audit.event_id_seq TO yikou_retention_jobs;
-- Deleting persons or households is told to whoever keeps what was worked out from them.
GRANT INSERT ON households.roster_change, assistance.roster_change TO yikou_retention_jobs;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA households, assistance TO yikou_retention_jobs;

DO $$
DECLARE
  guarded regclass;
BEGIN
  FOR guarded IN SELECT DISTINCT polrelid FROM pg_policy LOOP
    EXECUTE format('CREATE POLICY retention ON %s TO yikou_retention_jobs USING (true) WITH CHECK (true)', guarded);
  END LOOP;
END $$;

-- What happened stays told, until its term is over: these refuse every change but the retention's deletion.
CREATE FUNCTION crossmatch.refuse_change_before_its_term() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_user = 'yikou_retention_jobs' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE
  told text;
BEGIN
  FOREACH told IN ARRAY ARRAY['alert_event', 'deletion_record', 'match_decision', 'linkage_run'] LOOP
    EXECUTE format('DROP TRIGGER append_only ON crossmatch.%I', told);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crossmatch.%I
                      FOR EACH STATEMENT EXECUTE FUNCTION crossmatch.refuse_change_before_its_term()', told);
  END LOOP;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crossmatch.retention_certificate
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- Requests read the schedule and the certificates, place holds and lift them; no more.
REVOKE INSERT, UPDATE, DELETE ON crossmatch.retention_class, crossmatch.retention_cover,
  crossmatch.retention_certificate FROM yikou_crossmatch;
REVOKE UPDATE, DELETE ON crossmatch.legal_hold FROM yikou_crossmatch;
GRANT UPDATE (lifted_by, lifted_at, lifted_reason) ON crossmatch.legal_hold TO yikou_crossmatch;

CALL access.guard('crossmatch.legal_hold',
  $p$(SELECT access.setting('role')) IN ('BUREAU_SUPERVISOR', 'AUDITOR')$p$);
CREATE POLICY retention ON crossmatch.legal_hold FOR SELECT TO yikou_retention_jobs USING (true);
CREATE POLICY placed ON crossmatch.legal_hold FOR INSERT WITH CHECK (
  (SELECT access.setting('role')) IN ('BUREAU_SUPERVISOR', 'AUDITOR')
  AND placed_by = (SELECT access.setting('subject')) AND lifted_by IS NULL);
CREATE POLICY lifted ON crossmatch.legal_hold FOR UPDATE
  USING ((SELECT access.setting('role')) IN ('BUREAU_SUPERVISOR', 'AUDITOR') AND lifted_by IS NULL)
  WITH CHECK (lifted_by = (SELECT access.setting('subject')));

-- A hold and a purge come one after the other: whoever is told that a hold stands finds all that was there then.
CREATE FUNCTION crossmatch.hold_before_purge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('yikou.retention'));
  RETURN NEW;
END $$;
CREATE TRIGGER before_purge BEFORE INSERT ON crossmatch.legal_hold
  FOR EACH ROW EXECUTE FUNCTION crossmatch.hold_before_purge();
