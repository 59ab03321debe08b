-- One role per subgraph. A role writes its own schema and reads from the others what they publish here.

-- Roles belong to the cluster, so another database's migration may be making them at this moment.
DO $$
DECLARE
  subgraph text;
BEGIN
  FOREACH subgraph IN ARRAY ARRAY['households', 'assistance', 'crossmatch'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', 'yikou_' || subgraph);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    BEGIN
      IF NOT pg_has_role(current_user, 'yikou_' || subgraph, 'SET') THEN
        EXECUTE format('GRANT %I TO %I', 'yikou_' || subgraph, current_user);
      END IF;
    EXCEPTION WHEN unique_violation THEN NULL;
    END;
    EXECUTE format('GRANT USAGE ON SCHEMA %1$I TO %2$I', subgraph, 'yikou_' || subgraph);
    EXECUTE format(
      'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %1$I TO %2$I',
      subgraph, 'yikou_' || subgraph);
    EXECUTE format(
      'GRANT USAGE ON ALL SEQUENCES IN SCHEMA %1$I TO %2$I', subgraph, 'yikou_' || subgraph);
    -- Tables and sequences of later migrations follow by themselves.
    EXECUTE format(
      'ALTER DEFAULT PRIVILEGES IN SCHEMA %1$I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %2$I',
      subgraph, 'yikou_' || subgraph);
    EXECUTE format(
      'ALTER DEFAULT PRIVILEGES IN SCHEMA %1$I GRANT USAGE ON SEQUENCES TO %2$I',
      subgraph, 'yikou_' || subgraph);
    -- The audit trail: add a line, nothing else; its time and number are the database's.
    EXECUTE format('GRANT USAGE ON SCHEMA audit TO %I', 'yikou_' || subgraph);
    EXECUTE format(
      'GRANT INSERT (subgraph, subject, role, purpose, request_id, kind, detail) ON audit.event TO %I',
      'yikou_' || subgraph);
    EXECUTE format('GRANT USAGE ON SEQUENCE audit.event_id_seq TO %I', 'yikou_' || subgraph);
    EXECUTE format('GRANT USAGE ON SCHEMA policy TO %I', 'yikou_' || subgraph);
    EXECUTE format('GRANT SELECT ON policy.parameter TO %I', 'yikou_' || subgraph);
  END LOOP;
END $$;

REVOKE UPDATE, DELETE ON crossmatch.alert_event, crossmatch.deletion_record FROM yikou_crossmatch;

-- The published views are the interface between subgraphs: their columns are pinned by
-- test/contract/published-views.test.ts. They run with their owner's rights.

CREATE VIEW households.household_jurisdiction AS
  SELECT household_no, street_code, committee_code
    FROM households.household
   WHERE ended_on IS NULL;

CREATE VIEW households.person_identity AS
  SELECT p.id AS person_id, p.document_class, p.id_number_cipher, p.id_number_index, p.name,
         p.former_name, p.sex, p.birth_date, p.phone, h.household_no, m.relationship, m.covered,
         h.street_code, h.committee_code, h.hukou_address, h.residence_address
    FROM households.membership m
    JOIN households.person p ON p.id = m.person_id
    JOIN households.household h ON h.household_no = m.household_no
   WHERE m.valid_to IS NULL AND h.ended_on IS NULL;

CREATE VIEW assistance.covered_person AS
  SELECT i.person_id, c.household_no, i.street_code, c.case_no, c.programme_code, c.start_month,
         c.last_checked_on, c.authorisation_no, c.authorisation_until
    FROM assistance.case_record c
    JOIN households.person_identity i ON i.household_no = c.household_no
   WHERE c.status = 'ACTIVE' AND i.covered;

-- Views count as tables in the grants above: publishing is reading only.
REVOKE INSERT, UPDATE, DELETE ON households.household_jurisdiction, households.person_identity
  FROM yikou_households;
REVOKE INSERT, UPDATE, DELETE ON assistance.covered_person FROM yikou_assistance;

GRANT USAGE ON SCHEMA households TO yikou_assistance, yikou_crossmatch;
GRANT USAGE ON SCHEMA assistance TO yikou_crossmatch;
GRANT SELECT ON households.household_jurisdiction TO yikou_assistance, yikou_crossmatch;
GRANT SELECT ON households.person_identity, assistance.covered_person TO yikou_crossmatch;
