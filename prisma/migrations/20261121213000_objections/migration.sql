-- 异议: what a recipient objects to rests until another account than received it has decided
-- (个人信息保护法 第四十六条; docs/adr/0027-objections-hold-records.md).

-- CreateTable
CREATE TABLE "crossmatch"."objection" (
    "objection_no" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "household_no" TEXT NOT NULL,
    "street_code" TEXT NOT NULL,
    "ground" TEXT NOT NULL,
    "statement" TEXT NOT NULL,
    "received_on" DATE NOT NULL,
    "received_by" TEXT NOT NULL,
    "due_on" DATE,
    "due_derivation" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ,
    "decision_note" TEXT,

    CONSTRAINT "objection_pkey" PRIMARY KEY ("objection_no")
);

-- CreateTable
CREATE TABLE "crossmatch"."objection_record" (
    "objection_no" TEXT NOT NULL,
    "batch_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "person_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "natural_key" TEXT NOT NULL,

    CONSTRAINT "objection_record_pkey" PRIMARY KEY ("objection_no","batch_id","row_no")
);

-- AlterTable
ALTER TABLE "crossmatch"."correction_ticket" ALTER COLUMN "alert_no" DROP NOT NULL,
  ADD COLUMN "objection_no" TEXT;
ALTER TABLE "crossmatch"."person_link" ADD COLUMN "objection_no" TEXT;

CREATE INDEX "objection_person_id_idx" ON "crossmatch"."objection"("person_id");
CREATE INDEX "objection_street_code_status_idx" ON "crossmatch"."objection"("street_code", "status");
CREATE INDEX "objection_record_person_id_source_natural_key_idx"
  ON "crossmatch"."objection_record"("person_id", "source", "natural_key");
CREATE UNIQUE INDEX "correction_ticket_objection_no_batch_id_row_no_key"
  ON "crossmatch"."correction_ticket"("objection_no", "batch_id", "row_no");
ALTER TABLE "crossmatch"."objection_record"
  ADD CONSTRAINT "objection_record_objection_no_fkey" FOREIGN KEY ("objection_no")
    REFERENCES "crossmatch"."objection"("objection_no") ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD CONSTRAINT "objection_record_batch_id_fkey" FOREIGN KEY ("batch_id")
    REFERENCES "crossmatch"."extract_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "crossmatch"."correction_ticket"
  ADD CONSTRAINT "correction_ticket_objection_no_fkey" FOREIGN KEY ("objection_no")
    REFERENCES "crossmatch"."objection"("objection_no") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE crossmatch.objection
  ADD CONSTRAINT objection_no_shape CHECK (objection_no ~ '^YY-[2-9BCDFGHJKLMNPQRSTVWXYZ]{7}$'),
  ADD CONSTRAINT objection_ground CHECK (ground IN ('NOT_MINE', 'RECORD_WRONG')),
  ADD CONSTRAINT objection_status CHECK (status IN ('OPEN', 'UPHELD', 'REJECTED', 'WITHDRAWN')),
  ADD CONSTRAINT objection_says_why CHECK (btrim(statement) <> ''),
  ADD CONSTRAINT objection_decided_by_a_person CHECK (
    (status = 'OPEN') = (decided_by IS NULL) AND (status = 'OPEN') = (decided_at IS NULL)),
  -- Who received it may write down that it was taken back, and not decide it.
  ADD CONSTRAINT objection_decided_by_another CHECK (
    status IN ('OPEN', 'WITHDRAWN') OR decided_by <> received_by);
ALTER TABLE crossmatch.correction_ticket
  ADD CONSTRAINT correction_opened_by CHECK (num_nonnulls(alert_no, objection_no) = 1);
ALTER TABLE crossmatch.person_link
  DROP CONSTRAINT person_link_by_a_person,
  ADD CONSTRAINT person_link_by_a_person CHECK (
    CASE decision WHEN 'SAME' THEN review_id IS NOT NULL AND num_nonnulls(alert_no, objection_no) = 0
                  ELSE num_nonnulls(review_id, alert_no, objection_no) > 0 END);

INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from) VALUES
  ('objection.decide', 10, 'WORKING_DAY', '异议核实并答复', '政务数据共享条例', '第二十六条', '2025-08-01');

-- What is held now: the records of open objections, and those of upheld ones until the department has answered. A
-- reader sees as far as the tables let them.
CREATE VIEW crossmatch.held_record WITH (security_invoker = true) AS
  SELECT r.person_id, r.source, r.natural_key, r.objection_no
    FROM crossmatch.objection_record r
    JOIN crossmatch.objection o USING (objection_no)
   WHERE o.status = 'OPEN'
      OR EXISTS (SELECT FROM crossmatch.correction_ticket t
                  WHERE t.objection_no = o.objection_no AND t.status = 'OPEN');
CREATE VIEW crossmatch.held_alert WITH (security_invoker = true) AS
  SELECT DISTINCT e.alert_no, h.objection_no
    FROM crossmatch.held_record h
    JOIN crossmatch.matched_fact f USING (person_id, source, natural_key)
    JOIN crossmatch.alert_evidence e ON e.fact_id = f.id;
REVOKE INSERT, UPDATE, DELETE ON crossmatch.held_record, crossmatch.held_alert FROM yikou_crossmatch;

-- Requests read; what follows from the acts is the hub's own work, as with a reviewer's link.
REVOKE INSERT, UPDATE, DELETE ON crossmatch.objection, crossmatch.objection_record FROM yikou_crossmatch;
GRANT SELECT, INSERT, UPDATE ON crossmatch.objection TO yikou_crossmatch_jobs;
GRANT SELECT, INSERT ON crossmatch.objection_record TO yikou_crossmatch_jobs;
CALL access.guard('crossmatch.objection', $p$(SELECT access.reach('ALERT')) IN ('ALL', street_code)
  AND household_no <> ALL ((SELECT access.recused())::text[])
  AND person_id <> ALL ((SELECT access.recused_persons())::uuid[])$p$);
CALL access.guard('crossmatch.objection_record',
  'EXISTS (SELECT FROM crossmatch.objection o WHERE o.objection_no = objection_record.objection_no)');
ALTER POLICY seen ON crossmatch.correction_ticket USING (
  department_code = (SELECT access.department())
  OR EXISTS (SELECT FROM crossmatch.alert a WHERE a.alert_no = correction_ticket.alert_no)
  OR EXISTS (SELECT FROM crossmatch.objection o WHERE o.objection_no = correction_ticket.objection_no));

-- Nobody takes down, decides or closes what concerns the household of a declared relative.
CREATE FUNCTION access.refuse_recused_objection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF access.is_recused(NEW.received_by, NEW.household_no, NEW.person_id)
     OR access.is_recused(NEW.decided_by, NEW.household_no, NEW.person_id) THEN
    RAISE EXCEPTION 'recused from what this row concerns' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER recusal BEFORE INSERT OR UPDATE ON crossmatch.objection
  FOR EACH ROW EXECUTE FUNCTION access.refuse_recused_objection();

-- The objections that hold a record of an alert, whoever asks: an alert may be another street's than the objection.
GRANT USAGE ON SCHEMA crossmatch TO yikou_publisher;
GRANT SELECT ON crossmatch.objection, crossmatch.objection_record, crossmatch.correction_ticket,
  crossmatch.matched_fact, crossmatch.alert_evidence, crossmatch.held_record, crossmatch.held_alert TO yikou_publisher;
-- Volatile, so that within a trigger it sees what another transaction has just committed.
CREATE FUNCTION access.objection_on(alert text) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = '' AS $$
  SELECT min(objection_no) FROM crossmatch.held_alert WHERE alert_no = alert
$$;
GRANT CREATE ON SCHEMA access TO yikou_publisher;
ALTER FUNCTION access.objection_on(text) OWNER TO yikou_publisher;
REVOKE CREATE ON SCHEMA access FROM yikou_publisher;

-- 属实 on a record that is objected to is refused whichever code writes it.
CREATE FUNCTION access.refuse_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF access.objection_on(NEW.alert_no) IS NOT NULL THEN
    RAISE EXCEPTION 'a record of this alert is held by an objection' USING ERRCODE = 'YK002';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER held BEFORE UPDATE ON crossmatch.alert FOR EACH ROW
  WHEN (NEW.disposition = 'CONFIRMED' AND OLD.disposition IS DISTINCT FROM 'CONFIRMED')
  EXECUTE FUNCTION access.refuse_held();
