-- Audit rows end with the term of their class. One path leads there: audit.purge_rows, which the retention job alone
-- may call and which says what it deleted in the same transaction (docs/audit-format.md, "Purged rows").

CREATE FUNCTION audit.refuse_change_but_purge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_user = 'yikou_audit_purger' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER append_only ON audit.event;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.event
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change_but_purge();

-- Nobody else certifies, whatever table they may write.
CREATE FUNCTION audit.refuse_made_up_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'yikou_audit_purger' THEN
    RAISE EXCEPTION 'a certificate comes with its purge' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER comes_with_its_purge BEFORE INSERT ON audit.event
  FOR EACH ROW WHEN (NEW.kind = 'AUDIT_ROWS_PURGED') EXECUTE FUNCTION audit.refuse_made_up_certificate();
CREATE TRIGGER comes_with_its_purge BEFORE INSERT ON audit.purge
  FOR EACH ROW EXECUTE FUNCTION audit.refuse_made_up_certificate();

CREATE OR REPLACE FUNCTION audit.refuse_foreign_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user LIKE 'yikou\_%'
     AND (CASE current_user WHEN 'yikou_audit_purger' THEN 'yikou_retention'
                            ELSE regexp_replace(current_user, '_jobs$', '') END) <> 'yikou_' || NEW.subgraph THEN
    RAISE EXCEPTION 'audit row of % signed by %', current_user, NEW.subgraph
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

GRANT USAGE ON SCHEMA audit, crossmatch, policy TO yikou_audit_purger;
GRANT SELECT, INSERT, DELETE ON audit.event TO yikou_audit_purger;
GRANT USAGE ON SEQUENCE audit.event_id_seq TO yikou_audit_purger;
GRANT SELECT ON audit.block TO yikou_audit_purger;
GRANT INSERT ON audit.purge TO yikou_audit_purger;
GRANT SELECT ON crossmatch.retention_class, crossmatch.retention_cover, policy.parameter TO yikou_audit_purger;

-- The retention job finds what is due without reading what rows say: kind, age, and whom a hold may name.
CREATE FUNCTION audit.due_rows(class text, before date)
RETURNS TABLE (id bigint, person text, alert text, batch text, case_no text, review text, task text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT e.id, e.detail ->> 'personId', e.detail ->> 'alertNo', e.detail ->> 'batchId', e.detail ->> 'caseNo',
         e.detail ->> 'reviewId', e.detail ->> 'taskId'
    FROM audit.event e
   WHERE e.kind IN (SELECT substr(relation, 7) FROM crossmatch.retention_cover
                     WHERE class_code = class AND relation LIKE 'audit:%')
     AND e.at < (before::timestamp AT TIME ZONE 'Asia/Shanghai')
$$;

-- When a block was sealed, as its signed line says.
CREATE FUNCTION audit.sealed_at(line text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = '' AS $$
  SELECT substring(line FROM 'sealed ([0-9T:.-]+Z)')::timestamptz
$$;

-- Deletes these rows and certifies it: which positions of the log are empty now, and their digest in a row of its own.
-- Refuses, whoever asks: rows of another class, rows younger than the class's term by the clock of the database, and
-- rows whose block was not sealed before the day. The certificate's id, and the ids of the rows that went.
CREATE FUNCTION audit.purge_rows(class text, before date, ids bigint[], subject text)
RETURNS TABLE (certificate bigint, purged_ids bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  limit_day date := crossmatch.retention_cutoff(class, (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date);
  purged bigint[];
  emptied text;
  number bigint;
BEGIN
  IF limit_day IS NULL OR before > limit_day THEN
    RAISE EXCEPTION 'audit rows of % are kept until %', class, limit_day USING ERRCODE = 'insufficient_privilege';
  END IF;
  WITH block AS MATERIALIZED (
    SELECT b.event_ids, audit.sealed_at(b.line) AS sealed,
           sum(cardinality(b.event_ids)) OVER (ORDER BY b.number) - cardinality(b.event_ids) AS start
      FROM audit.block b
  ), asked AS (
    SELECT i.id, block.start + i.n - 1 AS position
      FROM block, unnest(block.event_ids) WITH ORDINALITY AS i (id, n)
     WHERE block.event_ids && ids AND i.id = ANY (ids)
       AND block.sealed < (before::timestamp AT TIME ZONE 'Asia/Shanghai')
  ), gone AS (
    DELETE FROM audit.event e USING asked
     WHERE e.id = asked.id AND e.at < (before::timestamp AT TIME ZONE 'Asia/Shanghai')
       AND e.kind IN (SELECT substr(relation, 7) FROM crossmatch.retention_cover
                       WHERE class_code = class AND relation LIKE 'audit:%')
    RETURNING e.id, asked.position
  ), island AS (
    SELECT position, position - row_number() OVER (ORDER BY position) AS run FROM gone
  ), stretch AS (
    SELECT min(position) AS first, max(position) AS last FROM island GROUP BY run
  )
  SELECT (SELECT array_agg(id) FROM gone),
         (SELECT string_agg(CASE WHEN first = last THEN first::text ELSE first || '-' || last END, ',' ORDER BY first)
            FROM stretch)
    INTO purged, emptied;
  IF purged IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO audit.event (subgraph, subject, role, kind, detail)
  VALUES ('retention', subject, 'SYSTEM', 'AUDIT_ROWS_PURGED', jsonb_build_object(
    'class', class, 'before', before, 'rows', cardinality(purged),
    'positionsHash', encode(sha256(convert_to(emptied, 'UTF8')), 'hex')))
  RETURNING id INTO number;
  INSERT INTO audit.purge (event_id, positions) VALUES (number, emptied);
  RETURN QUERY SELECT number, purged;
END $$;

GRANT CREATE ON SCHEMA audit TO yikou_audit_purger;
ALTER FUNCTION audit.due_rows(text, date) OWNER TO yikou_audit_purger;
ALTER FUNCTION audit.purge_rows(text, date, bigint[], text) OWNER TO yikou_audit_purger;
REVOKE CREATE ON SCHEMA audit FROM yikou_audit_purger;
REVOKE EXECUTE ON FUNCTION audit.due_rows(text, date), audit.purge_rows(text, date, bigint[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.due_rows(text, date), audit.purge_rows(text, date, bigint[], text)
  TO yikou_retention_jobs;
