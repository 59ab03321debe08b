-- What came beside the schedule: agreements, steps of cases, staff accounts, objections and keys of departments.
DELETE FROM crossmatch.retention_cover WHERE relation = 'households.recusal';
INSERT INTO crossmatch.retention_cover (class_code, relation) VALUES
  ('RELATIVE_DECLARATIONS', 'households.staff_account'),
  ('EXITED_CASES', 'assistance.case_step'),
  ('EXITED_HOUSEHOLDS', 'crossmatch.objection'),
  ('EXITED_HOUSEHOLDS', 'crossmatch.objection_record'),
  ('EXCHANGE_RECORDS', 'sharing.exchange'),
  ('GOVERNANCE', 'sharing.agreement'),
  ('GOVERNANCE', 'sharing.agreement_event'),
  ('GOVERNANCE', 'crossmatch.department_key'),
  ('REGISTERS', 'sharing.purpose'),
  ('AUDIT_ACCESS', 'audit:PERSONS_READ'),
  ('AUDIT_EXCHANGE', 'audit:SUBJECT_REPORTED'),
  ('AUDIT_EXCHANGE', 'audit:EXTRACT_SIGNED'),
  ('AUDIT_EXCHANGE', 'audit:QUESTION_ANSWERED'),
  ('AUDIT_EXCHANGE', 'audit:QUESTION_REFUSED'),
  ('AUDIT_EXCHANGE', 'audit:PERSON_ASKED_ABOUT'),
  ('AUDIT_CASEWORK', 'audit:ALERT_RELEASED'),
  ('AUDIT_CASEWORK', 'audit:OUTREACH_RELEASED'),
  ('AUDIT_CASEWORK', 'audit:CASE_STEP_RECORDED'),
  ('AUDIT_CASEWORK', 'audit:OBJECTION_RECEIVED'),
  ('AUDIT_CASEWORK', 'audit:OBJECTION_DECIDED'),
  ('AUDIT_CASEWORK', 'audit:OBJECTION_TICKET_OPENED'),
  ('GOVERNANCE', 'audit:AGREEMENT_CHANGED'),
  ('GOVERNANCE', 'audit:DEPARTMENT_KEY_REGISTERED'),
  ('GOVERNANCE', 'audit:DEPARTMENT_KEY_REVOKED');

GRANT USAGE ON SCHEMA sharing TO yikou_retention_jobs;
GRANT SELECT ON ALL TABLES IN SCHEMA sharing, crossmatch, assistance, households TO yikou_retention_jobs;
GRANT DELETE ON assistance.case_step, crossmatch.objection, crossmatch.objection_record, sharing.exchange
  TO yikou_retention_jobs;

DO $$
DECLARE
  guarded regclass;
BEGIN
  FOR guarded IN
    SELECT DISTINCT polrelid FROM pg_policy
    EXCEPT SELECT polrelid FROM pg_policy WHERE polname = 'retention'
  LOOP
    EXECUTE format('CREATE POLICY retention ON %s TO yikou_retention_jobs USING (true) WITH CHECK (true)', guarded);
  END LOOP;
END $$;

DROP TRIGGER append_only ON assistance.case_step;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON assistance.case_step
  FOR EACH STATEMENT EXECUTE FUNCTION crossmatch.refuse_change_before_its_term();
