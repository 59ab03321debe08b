-- What the tables must hold whichever code writes them. Prisma's schema language cannot say these.

ALTER TABLE households.area
  ADD CONSTRAINT area_code_shape CHECK (code ~ '^[0-9]{2}([0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})?$'),
  ADD CONSTRAINT area_level CHECK (level IN ('REGION', 'DISTRICT', 'SUBDISTRICT', 'COMMITTEE')),
  ADD CONSTRAINT area_term CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from);

ALTER TABLE households.household
  ADD CONSTRAINT household_street_shape CHECK (street_code ~ '^[0-9]{9}$'),
  ADD CONSTRAINT household_committee_shape CHECK (committee_code ~ '^[0-9]{12}$');

ALTER TABLE households.person
  ADD CONSTRAINT person_index_length CHECK (octet_length(id_number_index) = 32),
  ADD CONSTRAINT person_cipher_length CHECK (octet_length(id_number_cipher) > 29),
  ADD CONSTRAINT person_sex CHECK (sex IN ('MALE', 'FEMALE')),
  ADD CONSTRAINT person_document_class CHECK (document_class IN (
    'RESIDENT_ID', 'MILITARY_ID', 'PASSPORT', 'HK_MACAU_PERMIT', 'HMT_RESIDENCE_PERMIT',
    'FOREIGN_PERMANENT_RESIDENT', 'OTHER'));

ALTER TABLE households.membership
  ADD CONSTRAINT membership_term CHECK (valid_to IS NULL OR valid_to >= valid_from);
-- A person belongs to a household at most once at a time.
CREATE UNIQUE INDEX membership_current ON households.membership (household_no, person_id)
  WHERE valid_to IS NULL;

ALTER TABLE assistance.case_record
  ADD CONSTRAINT case_status CHECK (status IN ('ACTIVE', 'IN_PUBLICITY', 'UNDER_REVIEW', 'ENDED')),
  ADD CONSTRAINT case_start_is_month CHECK (extract(day FROM start_month) = 1),
  ADD CONSTRAINT case_amount CHECK (monthly_amount_fen >= 0),
  ADD CONSTRAINT case_covered CHECK (covered_count >= 0);

ALTER TABLE assistance.payment
  ADD CONSTRAINT payment_is_month CHECK (extract(day FROM month) = 1),
  ADD CONSTRAINT payment_amount CHECK (amount_fen >= 0);

ALTER TABLE households.roster_load
  ADD CONSTRAINT roster_load_counts CHECK (accepted >= 0 AND accepted <= rows);
ALTER TABLE assistance.roster_load
  ADD CONSTRAINT roster_load_counts CHECK (accepted >= 0 AND accepted <= rows);

ALTER TABLE crossmatch.extract_batch
  ADD CONSTRAINT batch_status CHECK (
    status IN ('ACCEPTED', 'HELD', 'REJECTED', 'SUPERSEDED', 'DISCARDED')),
  ADD CONSTRAINT batch_mode CHECK (mode IN ('SNAPSHOT', 'DELTA')),
  ADD CONSTRAINT batch_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT batch_counts CHECK (accepted >= 0 AND set_aside >= 0),
  -- No row of a file may go missing unnoticed. A rejected file was never read to its end.
  ADD CONSTRAINT batch_adds_up CHECK (status = 'REJECTED' OR accepted + set_aside = rows);

ALTER TABLE crossmatch.match_review
  ADD CONSTRAINT match_review_status CHECK (status IN ('OPEN', 'WITHDRAWN'));

ALTER TABLE crossmatch.alert
  ADD CONSTRAINT alert_no_shape CHECK (alert_no ~ '^YJ-[2-9BCDFGHJKLMNPQRSTVWXYZ]{7}$'),
  ADD CONSTRAINT alert_severity CHECK (severity IN ('HIGH', 'NORMAL', 'INFO')),
  ADD CONSTRAINT alert_status CHECK (status IN ('OPEN', 'CLAIMED', 'CLOSED', 'WITHDRAWN')),
  ADD CONSTRAINT alert_disposition CHECK (disposition IN (
    'CONFIRMED', 'NOT_SAME_PERSON', 'SOURCE_WRONG', 'ALREADY_KNOWN', 'NO_EFFECT')),
  ADD CONSTRAINT alert_closed_by_a_person CHECK (
    status <> 'CLOSED' OR (disposition IS NOT NULL AND disposed_by IS NOT NULL)),
  ADD CONSTRAINT alert_claimed_by_a_person CHECK (status <> 'CLAIMED' OR claimed_by IS NOT NULL),
  ADD CONSTRAINT alert_withdrawn_for_a_reason CHECK (
    status <> 'WITHDRAWN' OR withdrawn_reason IS NOT NULL);

ALTER TABLE crossmatch.correction_ticket
  ADD CONSTRAINT correction_status CHECK (status IN ('OPEN', 'ANSWERED'));

ALTER TABLE crossmatch.job_run
  ADD CONSTRAINT job_run_state CHECK (state IN ('DUE', 'DONE', 'FAILED')),
  ADD CONSTRAINT job_run_attempt CHECK (attempt >= 0);

ALTER TABLE policy.parameter
  ADD CONSTRAINT parameter_term CHECK (effective_to IS NULL OR effective_to >= effective_from),
  ADD CONSTRAINT parameter_unit CHECK (unit IN (
    'YUAN', 'PERCENT', 'RATIO', 'PERSON', 'TIMES', 'CALENDAR_DAY', 'WORKING_DAY', 'MONTH', 'YEAR',
    'DAY_OF_MONTH'));

-- Append-only, for the owner too: what happened stays told.
CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.event
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crossmatch.alert_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crossmatch.deletion_record
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- A subgraph signs its audit rows with its own name only.
CREATE FUNCTION audit.refuse_foreign_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user LIKE 'yikou\_%' AND current_user <> 'yikou_' || NEW.subgraph THEN
    RAISE EXCEPTION 'audit row of % signed by %', current_user, NEW.subgraph
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER own_signature BEFORE INSERT ON audit.event
  FOR EACH ROW EXECUTE FUNCTION audit.refuse_foreign_signature();
