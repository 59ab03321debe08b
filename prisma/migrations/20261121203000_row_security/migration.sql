-- Who may see which row, decided by the database alone (docs/adr/0022-row-security.md). A request's statements come
-- under yikou_<subgraph> with the person's settings; the hub's own work under yikou_<subgraph>_jobs, which requests
-- cannot become. Later data migrations: SET LOCAL ROLE to a jobs role, for the owner sees no row of these tables.

-- Roles belong to the cluster, so another database's migration may be making them at this moment.
DO $$
DECLARE
  role text;
  subgraph text;
BEGIN
  FOREACH role IN ARRAY ARRAY['yikou_households_jobs', 'yikou_assistance_jobs', 'yikou_crossmatch_jobs',
                              'yikou_publisher'] LOOP
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
  -- The jobs may all that the subgraph may, and see every row.
  FOREACH subgraph IN ARRAY ARRAY['households', 'assistance', 'crossmatch'] LOOP
    BEGIN
      IF NOT pg_has_role('yikou_' || subgraph || '_jobs', 'yikou_' || subgraph, 'MEMBER') THEN
        EXECUTE format('GRANT %I TO %I', 'yikou_' || subgraph, 'yikou_' || subgraph || '_jobs');
      END IF;
    EXCEPTION WHEN unique_violation THEN NULL;
    END;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION audit.refuse_foreign_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user LIKE 'yikou\_%' AND regexp_replace(current_user, '_jobs$', '') <> 'yikou_' || NEW.subgraph THEN
    RAISE EXCEPTION 'audit row of % signed by %', current_user, NEW.subgraph
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- 回避 (000 附件7): whose household an account may not see. A row per declared relative.
-- CreateTable
CREATE TABLE "households"."recusal" (
    "subject" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "basis" TEXT NOT NULL,
    "declared_on" DATE NOT NULL,

    CONSTRAINT "recusal_pkey" PRIMARY KEY ("subject","person_id")
);
ALTER TABLE households.recusal
  ADD CONSTRAINT recusal_subject CHECK (btrim(subject) <> ''),
  ADD CONSTRAINT recusal_says_why CHECK (btrim(basis) <> '');
REVOKE ALL ON households.recusal FROM yikou_households;
GRANT SELECT, INSERT, UPDATE, DELETE ON households.recusal TO yikou_households_jobs;

-- Rows of a roster that were set aside: no request reads them, and COPY does not write into a table with row security.
REVOKE ALL ON households.roster_set_aside FROM yikou_households;
REVOKE ALL ON assistance.roster_set_aside FROM yikou_assistance;
GRANT SELECT, INSERT, UPDATE, DELETE ON households.roster_set_aside TO yikou_households_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE ON assistance.roster_set_aside TO yikou_assistance_jobs;

-- What the published views and the functions below read with: it sees every row and can do nothing but read.
GRANT USAGE ON SCHEMA households, assistance TO yikou_publisher;
GRANT SELECT ON households.area, households.household, households.person, households.membership,
  households.roster_change, households.recusal, assistance.case_record, assistance.roster_change TO yikou_publisher;

CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access
  TO yikou_households, yikou_assistance, yikou_crossmatch, yikou_publisher;

-- A setting that was never made is NULL, one of a past transaction ''.
CREATE FUNCTION access.setting(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('yikou.' || name, true), '')
$$;

-- How far the person reaches in rows of a kind: 'ALL', a street's code, or NULL (none). domain.md 2, said once more
-- and apart from kernel/actor.ts: each must hold without the other.
CREATE FUNCTION access.reach(kind text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN role IN ('BUREAU_SUPERVISOR', 'AUDITOR') AND kind IN ('HOUSEHOLD', 'PERSON', 'CASE', 'ALERT', 'REVIEW')
      THEN 'ALL'
    WHEN role = 'MATCH_REVIEWER' AND kind IN ('PERSON', 'REVIEW') THEN 'ALL'
    WHEN role = 'BUREAU_SUPERVISOR' AND kind = 'TRIAL' THEN 'ALL'
    WHEN role IN ('CASE_OFFICER', 'REVIEWER', 'APPROVER', 'OFFICE_HEAD')
         AND kind IN ('HOUSEHOLD', 'PERSON', 'CASE', 'ALERT') THEN access.setting('street')
    WHEN role IN ('CASE_OFFICER', 'OFFICE_HEAD') AND kind = 'ALERT_ACT' THEN access.setting('street')
    WHEN role = 'CASE_OFFICER' AND kind = 'VISIT' THEN access.setting('street')
  END
  FROM access.setting('role') AS role
$$;

-- The department whose own records the person answers for.
CREATE FUNCTION access.department() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN access.setting('role') = 'LIAISON' THEN access.setting('department') END
$$;

-- The households the person is recused from: those a declared relative is in now.
CREATE FUNCTION access.recused() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(array_agg(DISTINCT m.household_no), '{}')
    FROM households.recusal r
    JOIN households.membership m ON m.person_id = r.person_id AND m.valid_to IS NULL
   WHERE r.subject = access.setting('subject')
$$;

-- A person belongs to the street of the household they are in now; one who is in none any more stays with the streets
-- that had them. Nobody sees who is in a household they are recused from. `reach` is a street's code or 'ALL'.
CREATE FUNCTION access.sees_person(who uuid, reach text, recused text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT reach IS NOT NULL
     AND NOT EXISTS (SELECT FROM households.membership m
                      WHERE m.person_id = who AND m.valid_to IS NULL AND m.household_no = ANY (recused))
     AND (reach = 'ALL' OR EXISTS (
           SELECT FROM households.membership m JOIN households.household h USING (household_no)
            WHERE m.person_id = who AND h.street_code = reach
              AND (m.valid_to IS NULL OR NOT EXISTS (
                    SELECT FROM households.membership n WHERE n.person_id = who AND n.valid_to IS NULL))))
$$;

-- Owner of the views and of what looks beyond the person's reach. CREATE is needed for the moment of taking over.
GRANT CREATE ON SCHEMA access, households, assistance TO yikou_publisher;
ALTER FUNCTION access.recused() OWNER TO yikou_publisher;
ALTER FUNCTION access.sees_person(uuid, text, text[]) OWNER TO yikou_publisher;
ALTER VIEW households.household_jurisdiction OWNER TO yikou_publisher;
ALTER VIEW households.person_identity OWNER TO yikou_publisher;
ALTER VIEW households.own_street OWNER TO yikou_publisher;
ALTER VIEW households.roster_revision OWNER TO yikou_publisher;
ALTER VIEW assistance.covered_person OWNER TO yikou_publisher;
ALTER VIEW assistance.current_authorisation OWNER TO yikou_publisher;
ALTER VIEW assistance.known_person OWNER TO yikou_publisher;
ALTER VIEW assistance.roster_revision OWNER TO yikou_publisher;

-- The views show every row, so requests have no right to them; comparing a record with a recipient has a view of its
-- own, a barrier against conditions that would tell of hidden rows.
CREATE VIEW households.person_in_reach WITH (security_barrier) AS
  SELECT i.*
    FROM households.person_identity i
   WHERE (SELECT access.reach('PERSON')) IN ('ALL', i.street_code)
     AND i.household_no <> ALL ((SELECT access.recused())::text[]);
ALTER VIEW households.person_in_reach OWNER TO yikou_publisher;
REVOKE CREATE ON SCHEMA access, households, assistance FROM yikou_publisher;

REVOKE ALL ON households.household_jurisdiction, households.person_identity, households.own_street,
  households.roster_revision, households.person_in_reach FROM yikou_households, yikou_assistance, yikou_crossmatch;
REVOKE ALL ON assistance.covered_person, assistance.current_authorisation, assistance.known_person,
  assistance.roster_revision FROM yikou_assistance, yikou_crossmatch;
GRANT SELECT ON households.household_jurisdiction
  TO yikou_households_jobs, yikou_assistance_jobs, yikou_crossmatch_jobs;
GRANT SELECT ON households.person_identity, households.own_street, households.roster_revision
  TO yikou_households_jobs, yikou_crossmatch_jobs;
GRANT SELECT ON assistance.covered_person, assistance.current_authorisation, assistance.known_person,
  assistance.roster_revision TO yikou_assistance_jobs, yikou_crossmatch_jobs;
GRANT SELECT ON households.person_in_reach TO yikou_crossmatch;

-- Policies. What is not granted here is refused: of these tables requests write what the acts below need, no more.
-- The jobs' own policy is a constant, which the planner takes away: their plans are as without row security.
CREATE PROCEDURE access.guard(guarded regclass, seen text) LANGUAGE plpgsql AS $$
DECLARE
  jobs text := 'yikou_' || (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                             WHERE c.oid = guarded) || '_jobs';
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
  EXECUTE format('CREATE POLICY jobs ON %s TO %I USING (true) WITH CHECK (true)', guarded, jobs);
  EXECUTE format('CREATE POLICY published ON %s FOR SELECT TO yikou_publisher USING (true)', guarded);
  EXECUTE format('CREATE POLICY seen ON %s FOR SELECT USING (%s)', guarded, seen);
END $$;
REVOKE EXECUTE ON PROCEDURE access.guard FROM PUBLIC;

-- Each (SELECT ...) is worked out once per statement.
DO $$
DECLARE
  here text := $p$(SELECT access.reach('%s')) IN ('ALL', street_code)$p$;
  not_recused text := $p$ AND household_no <> ALL ((SELECT access.recused())::text[])$p$;
  of_alert text := 'EXISTS (SELECT FROM crossmatch.alert a WHERE a.alert_no = %s.alert_no)';
  of_review text := 'EXISTS (SELECT FROM crossmatch.match_review r WHERE r.id = %s.review_id)';
  of_case text := 'EXISTS (SELECT FROM assistance.case_record c WHERE c.case_no = %s.case_no)';
  nobody text := 'false';
BEGIN
  CALL access.guard('households.household', format(here, 'HOUSEHOLD') || not_recused);
  CALL access.guard('households.membership', $p$(SELECT access.reach('HOUSEHOLD')) IS NOT NULL AND
    EXISTS (SELECT FROM households.household h WHERE h.household_no = membership.household_no)$p$);
  CALL access.guard('households.person', $p$(SELECT access.reach('PERSON')) IS NOT NULL AND
    access.sees_person(id, (SELECT access.reach('PERSON')), (SELECT access.recused()))$p$);
  CALL access.guard('households.recusal', nobody);

  CALL access.guard('assistance.case_record', format(here, 'CASE') || not_recused);
  CALL access.guard('assistance.payment', format(of_case, 'payment'));
  CALL access.guard('assistance.case_month', format(here, 'CASE'));
  CALL access.guard('assistance.relative_declaration', nobody);

  CALL access.guard('crossmatch.alert', format(here, 'ALERT') || not_recused);
  CALL access.guard('crossmatch.alert_event', format(of_alert, 'alert_event'));
  CALL access.guard('crossmatch.alert_evidence', format(of_alert, 'alert_evidence'));
  CALL access.guard('crossmatch.matched_fact',
    'EXISTS (SELECT FROM crossmatch.alert_evidence e WHERE e.fact_id = matched_fact.id)');
  CALL access.guard('crossmatch.correction_ticket',
    'department_code = (SELECT access.department()) OR ' || format(of_alert, 'correction_ticket'));
  CALL access.guard('crossmatch.person_link',
    'EXISTS (SELECT FROM crossmatch.alert a WHERE a.person_id = person_link.person_id)');
  CALL access.guard('crossmatch.authorisation_task', format(here, 'ALERT') || not_recused);
  CALL access.guard('crossmatch.outreach_task', format(here, 'ALERT'));
  CALL access.guard('crossmatch.match_review', format(here, 'REVIEW') || not_recused);
  CALL access.guard('crossmatch.review_record', format(of_review, 'review_record'));
  CALL access.guard('crossmatch.match_decision', format(of_review, 'match_decision'));
  CALL access.guard('crossmatch.shadow_finding', format(here, 'TRIAL'));
  CALL access.guard('crossmatch.residue_record', nobody);
END $$;

-- The acts of requests: 认领、改派、核查反馈, 更正, 走访.
CREATE POLICY acted_on ON crossmatch.alert FOR UPDATE
  USING ((SELECT access.reach('ALERT_ACT')) = street_code);
CREATE POLICY acted_on ON crossmatch.outreach_task FOR UPDATE
  USING ((SELECT access.reach('VISIT')) = street_code);
CREATE POLICY told ON crossmatch.alert_event FOR INSERT WITH CHECK (
  actor = (SELECT access.setting('subject')) AND CASE kind
    WHEN 'CORRECTION_ANSWERED' THEN EXISTS (
      SELECT FROM crossmatch.correction_ticket t
       WHERE t.alert_no = alert_event.alert_no AND t.department_code = (SELECT access.department()))
    ELSE EXISTS (SELECT FROM crossmatch.alert a
                  WHERE a.alert_no = alert_event.alert_no
                    AND a.street_code = (SELECT access.reach('ALERT_ACT'))) END);
CREATE POLICY opened ON crossmatch.correction_ticket FOR INSERT WITH CHECK (
  EXISTS (SELECT FROM crossmatch.alert a
           WHERE a.alert_no = correction_ticket.alert_no
             AND a.street_code = (SELECT access.reach('ALERT_ACT'))));
CREATE POLICY answered ON crossmatch.correction_ticket FOR UPDATE
  USING (department_code = (SELECT access.department()));
CREATE POLICY parted ON crossmatch.person_link FOR INSERT WITH CHECK (
  decision = 'DIFFERENT' AND decided_by = (SELECT access.setting('subject'))
  AND EXISTS (SELECT FROM crossmatch.alert a
               WHERE a.alert_no = person_link.alert_no AND a.person_id = person_link.person_id
                 AND a.street_code = (SELECT access.reach('ALERT_ACT'))));
CREATE POLICY parted_again ON crossmatch.person_link FOR UPDATE
  USING (EXISTS (SELECT FROM crossmatch.alert a
                  WHERE a.person_id = person_link.person_id
                    AND a.street_code = (SELECT access.reach('ALERT_ACT'))))
  WITH CHECK (decision = 'DIFFERENT' AND decided_by = (SELECT access.setting('subject')));

-- Recusal whichever code writes, the hub's own too: nobody takes up, is given, decides or judges what concerns the
-- household of a declared relative.
CREATE FUNCTION access.is_recused(account text, household text, person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (
    SELECT FROM households.recusal r
      LEFT JOIN households.membership m ON m.person_id = r.person_id AND m.valid_to IS NULL
     WHERE r.subject = account AND (r.person_id = person OR m.household_no = household))
$$;
GRANT CREATE ON SCHEMA access TO yikou_publisher;
ALTER FUNCTION access.is_recused(text, text, uuid) OWNER TO yikou_publisher;
REVOKE CREATE ON SCHEMA access FROM yikou_publisher;

CREATE FUNCTION access.refuse_recused() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  refused boolean;
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'alert' THEN
      refused := access.is_recused(NEW.claimed_by, NEW.household_no, NEW.person_id)
              OR access.is_recused(NEW.disposed_by, NEW.household_no, NEW.person_id);
    WHEN 'outreach_task' THEN
      refused := access.is_recused(NEW.claimed_by, NULL, NEW.person_id);
    WHEN 'match_decision' THEN
      refused := (SELECT access.is_recused(NEW.decided_by, r.household_no, r.person_id)
                    FROM crossmatch.match_review r WHERE r.id = NEW.review_id);
  END CASE;
  IF refused THEN
    RAISE EXCEPTION 'recused from what this row concerns' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER recusal BEFORE UPDATE ON crossmatch.alert FOR EACH ROW
  WHEN ((NEW.claimed_by, NEW.disposed_by) IS DISTINCT FROM (OLD.claimed_by, OLD.disposed_by))
  EXECUTE FUNCTION access.refuse_recused();
CREATE TRIGGER recusal BEFORE UPDATE ON crossmatch.outreach_task FOR EACH ROW
  WHEN (NEW.claimed_by IS DISTINCT FROM OLD.claimed_by) EXECUTE FUNCTION access.refuse_recused();
CREATE TRIGGER recusal BEFORE INSERT ON crossmatch.match_decision FOR EACH ROW
  EXECUTE FUNCTION access.refuse_recused();
