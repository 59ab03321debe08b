-- 查询记录: who looked at a person, asked of the sealed rows themselves (docs/adr/0027-objections-hold-records.md).

-- Whom a row of these kinds names: hub ids, never numbers of people.
CREATE FUNCTION audit.persons_of(detail jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_remove(
    ARRAY(SELECT jsonb_path_query(detail, '$.persons[*]') #>> '{}')
      || ARRAY(SELECT jsonb_path_query(detail, '$.withheld[*]') #>> '{}')
      || ARRAY[detail ->> 'personId', CASE WHEN detail ->> 'entity' = 'Person' THEN detail ->> 'key' END],
    NULL)
$$;

-- An index and no copy: what it finds is the sealed row.
CREATE INDEX event_of_person ON audit.event USING gin (audit.persons_of(detail))
  WHERE kind IN ('PERSONS_READ', 'PERSON_SEARCHED', 'ID_NUMBER_UNMASKED', 'ACTION_DENIED', 'SUBJECT_REPORTED',
                 'PERSON_ASKED_ABOUT');

-- A person's log as far as the reader may have it: bureau and auditors all of it; the street of the person names its
-- own staff, and of others the office and the role. Whoever does not see the person sees no log.
CREATE FUNCTION access.person_log(who uuid)
RETURNS TABLE (at timestamptz, kind text, role text, office text, subject text, purpose text, case_no text,
               fields text[], refused boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  WITH reader AS (
    SELECT CASE WHEN access.setting('role') IN ('BUREAU_SUPERVISOR', 'AUDITOR') THEN 'ALL'
                WHEN access.setting('role') IN ('CASE_OFFICER', 'OFFICE_HEAD') THEN access.setting('street') END AS reach)
  SELECT e.at, e.kind, e.role, e.detail ->> 'office',
         CASE WHEN r.reach = 'ALL' OR e.detail ->> 'office' = r.reach THEN e.subject END,
         e.purpose, e.detail ->> 'caseNo',
         ARRAY(SELECT jsonb_path_query(e.detail, '$.fields[*]') #>> '{}'),
         e.kind = 'ACTION_DENIED' OR e.detail @> jsonb_build_object('withheld', jsonb_build_array(who))
    FROM reader r, audit.event e
   WHERE r.reach IS NOT NULL AND who <> ALL (access.recused_persons())
     AND access.sees_person(who, r.reach)
     AND e.kind IN ('PERSONS_READ', 'PERSON_SEARCHED', 'ID_NUMBER_UNMASKED', 'ACTION_DENIED', 'SUBJECT_REPORTED',
                 'PERSON_ASKED_ABOUT')
     AND audit.persons_of(e.detail) @> ARRAY[who::text]
   ORDER BY e.id DESC
$$;
REVOKE EXECUTE ON FUNCTION access.person_log(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.person_log(uuid) TO yikou_households;
