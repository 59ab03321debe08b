-- 共享协议: what a member department may ask, denied by default (docs/adr/0024-sharing-agreements.md). The assistance
-- subgraph grants; whoever answers a question reads the agreement under its own role, and says what was asked.
CREATE SCHEMA "sharing";

-- CreateTable
CREATE TABLE "sharing"."purpose" (
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,

    CONSTRAINT "purpose_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "sharing"."agreement" (
    "id" UUID NOT NULL,
    "department_code" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "fields" TEXT[],
    "purposes" TEXT[],
    "valid_from" DATE NOT NULL,
    "valid_to" DATE NOT NULL,
    "needs_authorisation" BOOLEAN NOT NULL,
    "daily_persons" INTEGER NOT NULL,
    "basis" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ NOT NULL,
    "confirmed_by" TEXT,
    "confirmed_at" TIMESTAMPTZ,

    CONSTRAINT "agreement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sharing"."agreement_event" (
    "id" BIGSERIAL NOT NULL,
    "agreement_id" UUID NOT NULL,
    "change" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "agreement_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sharing"."exchange" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "day" DATE NOT NULL,
    "department_code" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "handling_no" TEXT,
    "subject" TEXT NOT NULL,
    "agreement_id" UUID,
    "refusal" TEXT,
    "persons" INTEGER NOT NULL,
    "told" INTEGER NOT NULL,
    "unauthorised" INTEGER NOT NULL,

    CONSTRAINT "exchange_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "agreement_event_agreement_id_idx" ON "sharing"."agreement_event"("agreement_id");

-- CreateIndex
CREATE INDEX "exchange_department_code_question_day_idx" ON "sharing"."exchange"("department_code", "question", "day");

-- AddForeignKey
ALTER TABLE "sharing"."agreement" ADD CONSTRAINT "agreement_department_code_fkey" FOREIGN KEY ("department_code") REFERENCES "crossmatch"."department"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sharing"."agreement_event" ADD CONSTRAINT "agreement_event_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "sharing"."agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sharing"."exchange" ADD CONSTRAINT "exchange_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "sharing"."agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE sharing.agreement
  ADD CONSTRAINT agreement_opens_something CHECK (cardinality(fields) > 0 AND cardinality(purposes) > 0),
  ADD CONSTRAINT agreement_term CHECK (valid_to >= valid_from),
  ADD CONSTRAINT agreement_daily CHECK (daily_persons > 0),
  ADD CONSTRAINT agreement_says_why CHECK (btrim(basis) <> ''),
  ADD CONSTRAINT agreement_state CHECK (state IN ('PROPOSED', 'OPEN', 'SUSPENDED', 'ENDED')),
  -- Two persons: nobody opens what they proposed, whichever code writes.
  ADD CONSTRAINT agreement_by_two CHECK (confirmed_by <> proposed_by),
  ADD CONSTRAINT agreement_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)
    AND (state NOT IN ('OPEN', 'SUSPENDED') OR confirmed_by IS NOT NULL)),
  -- 先授权委托 (003 二(七)): the outcome of a household's economic verification is never told without its consent.
  ADD CONSTRAINT agreement_authorised CHECK (needs_authorisation OR NOT 'LAST_CHECKED' = ANY (fields));
-- One agreement stands for a department's question.
CREATE UNIQUE INDEX agreement_standing ON sharing.agreement (department_code, question)
  WHERE state IN ('OPEN', 'SUSPENDED');

-- What two persons agreed to is not edited: another agreement takes its place. An ended one stays ended.
CREATE FUNCTION sharing.refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'ENDED' OR OLD.confirmed_by IS NOT NULL AND NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by
     OR (NEW.id, NEW.department_code, NEW.question, NEW.fields, NEW.purposes, NEW.valid_from, NEW.valid_to,
         NEW.needs_authorisation, NEW.daily_persons, NEW.basis, NEW.proposed_by, NEW.proposed_at)
        IS DISTINCT FROM
        (OLD.id, OLD.department_code, OLD.question, OLD.fields, OLD.purposes, OLD.valid_from, OLD.valid_to,
         OLD.needs_authorisation, OLD.daily_persons, OLD.basis, OLD.proposed_by, OLD.proposed_at) THEN
    RAISE EXCEPTION 'an agreement is not edited' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER not_edited BEFORE UPDATE ON sharing.agreement
  FOR EACH ROW EXECUTE FUNCTION sharing.refuse_edit();
CREATE TRIGGER history BEFORE DELETE OR TRUNCATE ON sharing.agreement
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing.agreement_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON sharing.exchange
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- Who may do what. Asking reads the own department's agreement and adds a line of exchange, and nothing else.
GRANT USAGE ON SCHEMA sharing TO yikou_assistance, yikou_crossmatch, yikou_publisher;
GRANT SELECT ON sharing.purpose, sharing.agreement TO yikou_assistance, yikou_crossmatch, yikou_publisher;
GRANT SELECT ON sharing.exchange TO yikou_assistance, yikou_publisher;
GRANT SELECT ON sharing.agreement_event TO yikou_assistance;
GRANT INSERT, UPDATE ON sharing.agreement TO yikou_assistance;
GRANT INSERT ON sharing.agreement_event TO yikou_assistance;
GRANT INSERT ON sharing.exchange TO yikou_assistance, yikou_crossmatch;
GRANT USAGE ON SEQUENCE sharing.agreement_event_id_seq, sharing.exchange_id_seq TO yikou_assistance;
GRANT USAGE ON SEQUENCE sharing.exchange_id_seq TO yikou_crossmatch;

CREATE FUNCTION sharing.oversees() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(access.setting('role') IN ('BUREAU_SUPERVISOR', 'AUDITOR'), false)
$$;
CREATE FUNCTION sharing.grants() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(access.setting('role') = 'BUREAU_SUPERVISOR', false)
$$;

DO $$
DECLARE
  guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['agreement', 'agreement_event', 'exchange'] LOOP
    EXECUTE format('ALTER TABLE sharing.%I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE sharing.%I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY jobs ON sharing.%I TO yikou_assistance_jobs, yikou_crossmatch_jobs
                      USING (true) WITH CHECK (true)', guarded);
    EXECUTE format('CREATE POLICY published ON sharing.%I FOR SELECT TO yikou_publisher USING (true)', guarded);
    EXECUTE format('CREATE POLICY overseen ON sharing.%I FOR SELECT USING ((SELECT sharing.oversees()))', guarded);
  END LOOP;
END $$;
CREATE POLICY own ON sharing.agreement FOR SELECT USING (department_code = (SELECT access.department()));
CREATE POLICY proposed ON sharing.agreement FOR INSERT
  WITH CHECK ((SELECT sharing.grants()) AND state = 'PROPOSED' AND proposed_by = (SELECT access.setting('subject')));
CREATE POLICY switched ON sharing.agreement FOR UPDATE USING ((SELECT sharing.grants()));
CREATE POLICY told ON sharing.agreement_event FOR INSERT
  WITH CHECK ((SELECT sharing.grants()) AND changed_by = (SELECT access.setting('subject')));
CREATE POLICY asked ON sharing.exchange FOR INSERT
  WITH CHECK (department_code = (SELECT access.department()) AND subject = (SELECT access.setting('subject')));

-- What the own department asked on a day, answered questions only. It cannot read the lines themselves: they say how
-- often a household's consent was missing.
CREATE FUNCTION sharing.persons_asked(asked text, on_day date) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(sum(persons), 0)
    FROM sharing.exchange
   WHERE department_code = access.department() AND question = asked AND day = on_day AND refusal IS NULL
$$;

-- Who of these numbers is on a programme, as far as the department's agreement opens it: the database decides apart
-- from the service. Without a standing agreement there is no row; without the household's authorisation, where it is
-- needed, a row says so and nothing else. The names are for the service to compare with those that were asked.
CREATE FUNCTION assistance.standing_of(asked text, on_day date, numbers bytea[])
RETURNS TABLE (number_index bytea, person_id uuid, name text, consented boolean, programme_code text, since date,
               street_code text, last_checked_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT DISTINCT i.id_number_index, i.person_id, i.name, consent.given,
         CASE WHEN consent.given AND 'PROGRAMME' = ANY (a.fields) THEN c.programme_code END,
         CASE WHEN consent.given AND 'SINCE' = ANY (a.fields) THEN c.start_month END,
         CASE WHEN consent.given AND 'STREET' = ANY (a.fields) THEN c.street_code END,
         CASE WHEN consent.given AND 'LAST_CHECKED' = ANY (a.fields) THEN c.last_checked_on END
    FROM sharing.agreement a
   CROSS JOIN households.person_identity i
    JOIN assistance.case_record c ON c.household_no = i.household_no AND c.status = 'ACTIVE' AND i.covered
   CROSS JOIN LATERAL (
         SELECT NOT a.needs_authorisation OR EXISTS (
                  SELECT FROM assistance.current_authorisation u
                   WHERE u.household_no = c.household_no AND u.authorisation_until >= on_day) AS given) AS consent
   WHERE a.department_code = (SELECT access.department()) AND a.question = asked AND a.state = 'OPEN'
     AND on_day BETWEEN a.valid_from AND a.valid_to
     AND asked IN ('PERSON_PROGRAMMES', 'LIST_PROGRAMMES')
     AND i.id_number_index = ANY (numbers)
     AND i.household_no <> ALL ((SELECT access.recused())::text[])
$$;

GRANT CREATE ON SCHEMA sharing, assistance TO yikou_publisher;
ALTER FUNCTION sharing.persons_asked(text, date) OWNER TO yikou_publisher;
ALTER FUNCTION assistance.standing_of(text, date, bytea[]) OWNER TO yikou_publisher;
REVOKE CREATE ON SCHEMA sharing, assistance FROM yikou_publisher;
REVOKE EXECUTE ON FUNCTION sharing.persons_asked(text, date), assistance.standing_of(text, date, bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sharing.persons_asked(text, date) TO yikou_assistance, yikou_crossmatch;
GRANT EXECUTE ON FUNCTION assistance.standing_of(text, date, bytea[]) TO yikou_assistance;

-- A question about a person is a sensitive read: it stops with the sealing of the trail.
CREATE TRIGGER sealing_in_time_for_departments BEFORE INSERT ON audit.event
  FOR EACH ROW WHEN (NEW.kind = 'PERSON_ASKED_ABOUT') EXECUTE FUNCTION audit.refuse_unsealed_reads();

INSERT INTO sharing.purpose (code, name_zh) VALUES
  ('WORKER_HARDSHIP', '困难职工帮扶'),
  ('CHARITY_AID', '慈善救助'),
  ('HOUSING_SECURITY', '住房保障资格审核'),
  ('DATA_CORRECTION', '报送数据质量核对'),
  ('STATISTICS', '工作统计');

-- 联席会议成员单位 that ask and deliver nothing.
INSERT INTO crossmatch.department (code, name_zh) VALUES
  ('trade-union', '总工会'),
  ('charity-station', '慈善工作站'),
  ('housing-security', '住房保障部门');

INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from) VALUES
  ('sharing.listPersons', 200, 'PERSON', '名单比对每次人数上限', '部门数据共享约定', '名单比对', '2020-01-01');
