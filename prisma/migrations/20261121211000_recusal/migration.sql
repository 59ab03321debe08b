-- 回避 (000 附件7) follows from two facts and is never stored: which staff member an account belongs to, and which
-- relatives that staff member declared. What is derived anew by every statement cannot be out of date.

-- AlterTable
ALTER TABLE "assistance"."relative_declaration" ADD COLUMN     "near" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "relative_person_id" UUID,
ADD COLUMN     "staff_person_id" UUID;

-- CreateTable
CREATE TABLE "households"."staff_account" (
    "subject" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "tied_on" DATE NOT NULL,

    CONSTRAINT "staff_account_pkey" PRIMARY KEY ("subject")
);

-- CreateIndex
CREATE INDEX "relative_declaration_staff_person_id_idx" ON "assistance"."relative_declaration"("staff_person_id");

ALTER TABLE households.staff_account ADD CONSTRAINT staff_account_subject CHECK (btrim(subject) <> '');
REVOKE ALL ON households.staff_account FROM yikou_households;
GRANT SELECT, INSERT, UPDATE, DELETE ON households.staff_account TO yikou_households_jobs;
GRANT SELECT ON households.staff_account TO yikou_publisher;
GRANT SELECT (staff_person_id, relative_person_id, near) ON assistance.relative_declaration TO yikou_publisher;
CALL access.guard('households.staff_account', 'false');

-- Whom an account may not handle: the staff member, and the near relatives who were declared.
CREATE FUNCTION access.relatives_of(account text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT a.person_id FROM households.staff_account a WHERE a.subject = account
   UNION
  SELECT d.relative_person_id
    FROM households.staff_account a
    JOIN assistance.relative_declaration d ON d.staff_person_id = a.person_id AND d.near
   WHERE a.subject = account AND d.relative_person_id IS NOT NULL
$$;

-- Where a person belongs: the households they are in now; who is in none any more, those that had them.
CREATE FUNCTION access.recused_households(account text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(array_agg(DISTINCT m.household_no), '{}')
    FROM access.relatives_of(account) AS relative (id)
    JOIN households.membership m ON m.person_id = relative.id
   WHERE m.valid_to IS NULL OR NOT EXISTS (
           SELECT FROM households.membership n WHERE n.person_id = m.person_id AND n.valid_to IS NULL)
$$;

-- The relatives, and whoever belongs to a household with one.
CREATE FUNCTION access.recused_persons(account text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(array_agg(id), '{}')
    FROM (SELECT access.relatives_of(account) AS id
           UNION
          SELECT m.person_id FROM households.membership m
           WHERE m.household_no = ANY (access.recused_households(account))
             AND (m.valid_to IS NULL OR NOT EXISTS (
                   SELECT FROM households.membership n WHERE n.person_id = m.person_id AND n.valid_to IS NULL))
         ) AS persons
$$;

-- The same for whom the settings name: what the policies ask.
CREATE OR REPLACE FUNCTION access.recused() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT access.recused_households(access.setting('subject'))
$$;
CREATE FUNCTION access.recused_persons() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT access.recused_persons(access.setting('subject'))
$$;
CREATE FUNCTION access.recused_cases() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(array_agg(c.case_no), '{}') FROM assistance.case_record c
   WHERE c.household_no = ANY (access.recused_households(access.setting('subject')))
$$;

CREATE OR REPLACE FUNCTION access.is_recused(account text, household text, person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(household = ANY (access.recused_households(account)), false)
      OR coalesce(person = ANY (access.recused_persons(account)), false)
$$;

-- Looks at rows that the writer need not see, and at what no request may ask of another account.
CREATE OR REPLACE FUNCTION access.refuse_recused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
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
    WHEN 'case_step' THEN
      refused := (SELECT access.is_recused(NEW.recorded_by, c.household_no, NULL)
                    FROM assistance.case_record c WHERE c.case_no = NEW.case_no);
  END CASE;
  IF refused THEN
    RAISE EXCEPTION 'recused from what this row concerns' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
GRANT USAGE ON SCHEMA crossmatch TO yikou_publisher;
GRANT SELECT (id, household_no, person_id) ON crossmatch.match_review TO yikou_publisher;

-- A person's own reach, without the households of others: who is recused is a condition of its own now.
CREATE FUNCTION access.sees_person(who uuid, reach text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT reach IS NOT NULL
     AND (reach = 'ALL' OR EXISTS (
           SELECT FROM households.membership m JOIN households.household h USING (household_no)
            WHERE m.person_id = who AND h.street_code = reach
              AND (m.valid_to IS NULL OR NOT EXISTS (
                    SELECT FROM households.membership n WHERE n.person_id = who AND n.valid_to IS NULL))))
$$;

GRANT CREATE ON SCHEMA access TO yikou_publisher;
ALTER FUNCTION access.relatives_of(text) OWNER TO yikou_publisher;
ALTER FUNCTION access.recused_households(text) OWNER TO yikou_publisher;
ALTER FUNCTION access.recused_persons(text) OWNER TO yikou_publisher;
ALTER FUNCTION access.recused_persons() OWNER TO yikou_publisher;
ALTER FUNCTION access.recused_cases() OWNER TO yikou_publisher;
ALTER FUNCTION access.refuse_recused() OWNER TO yikou_publisher;
ALTER FUNCTION access.sees_person(uuid, text) OWNER TO yikou_publisher;
REVOKE CREATE ON SCHEMA access FROM yikou_publisher;

-- Who is related to whom is nobody's question: a request learns what itself may not see, and no more. The services
-- ask as the hub.
REVOKE EXECUTE ON FUNCTION access.relatives_of(text), access.recused_households(text),
  access.recused_persons(text), access.is_recused(text, text, uuid), access.refuse_recused() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.relatives_of(text), access.recused_households(text),
  access.recused_persons(text), access.is_recused(text, text, uuid), access.refuse_recused()
  TO yikou_publisher;
GRANT EXECUTE ON FUNCTION access.recused_households(text), access.recused_persons(text),
  access.is_recused(text, text, uuid)
  TO yikou_households_jobs, yikou_assistance_jobs, yikou_crossmatch_jobs;

DO $$
DECLARE
  here text := $p$(SELECT access.reach('%s')) IN ('ALL', street_code)$p$;
  no_household text := $p$ AND household_no <> ALL ((SELECT access.recused())::text[])$p$;
  no_person text := $p$ AND person_id <> ALL ((SELECT access.recused_persons())::uuid[])$p$;
  guarded text;
  seen text;
BEGIN
  FOR guarded, seen IN VALUES
    ('households.person', $p$(SELECT access.reach('PERSON')) IS NOT NULL
       AND id <> ALL ((SELECT access.recused_persons())::uuid[])
       AND access.sees_person(id, (SELECT access.reach('PERSON')))$p$),
    ('assistance.case_month', format(here, 'CASE') || $p$
       AND case_no <> ALL ((SELECT access.recused_cases())::text[])$p$),
    ('crossmatch.alert', format(here, 'ALERT') || no_household || no_person),
    ('crossmatch.outreach_task', format(here, 'ALERT') || no_person),
    ('crossmatch.match_review', format(here, 'REVIEW') || no_household || no_person),
    ('crossmatch.shadow_finding', format(here, 'TRIAL') || no_person)
  LOOP
    EXECUTE format('ALTER POLICY seen ON %s USING (%s)', guarded, seen);
  END LOOP;
END $$;

CREATE OR REPLACE VIEW households.person_in_reach WITH (security_barrier) AS
  SELECT i.*
    FROM households.person_identity i
   WHERE (SELECT access.reach('PERSON')) IN ('ALL', i.street_code)
     AND i.household_no <> ALL ((SELECT access.recused())::text[])
     AND i.person_id <> ALL ((SELECT access.recused_persons())::uuid[]);

DROP FUNCTION access.sees_person(uuid, text, text[]);
-- DropTable
DROP TABLE "households"."recusal";
