-- Committed audit rows become signed Merkle blocks (docs/audit-format.md).

-- CreateTable
CREATE TABLE "audit"."block" (
    "number" BIGINT NOT NULL,
    "key_id" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "event_ids" BIGINT[],
    "leaves" BYTEA NOT NULL,
    "frontier" BYTEA NOT NULL,

    CONSTRAINT "block_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "audit"."unsealed" (
    "event_id" BIGINT NOT NULL,
    "queued_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "unsealed_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "audit"."sealing" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "passed_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "sealing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit"."purge" (
    "event_id" BIGINT NOT NULL,
    "positions" TEXT NOT NULL,

    CONSTRAINT "purge_pkey" PRIMARY KEY ("event_id")
);

ALTER TABLE audit.block
  ADD CONSTRAINT block_number CHECK (number >= 1),
  ADD CONSTRAINT block_leaves CHECK (octet_length(leaves) = 32 * cardinality(event_ids)),
  ADD CONSTRAINT block_line CHECK (line !~ '[\n\r]');
ALTER TABLE audit.sealing ADD CONSTRAINT sealing_is_one CHECK (id = 1);
-- Positions of the log as ascending ranges, for example '0-99,105'.
ALTER TABLE audit.purge ADD CONSTRAINT purge_positions CHECK (positions ~ '^\d+(-\d+)?(,\d+(-\d+)?)*$');
INSERT INTO audit.sealing DEFAULT VALUES;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.block
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.purge
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- A row and its place in the queue are committed together, whatever ids and clocks say: what the sealer sees
-- is committed, and what is committed is in the queue.
CREATE FUNCTION audit.queue_for_sealing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO audit.unsealed (event_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION audit.queue_for_sealing() FROM PUBLIC;

INSERT INTO audit.unsealed (event_id) SELECT id FROM audit.event;
CREATE TRIGGER queue_for_sealing AFTER INSERT ON audit.event
  FOR EACH ROW EXECUTE FUNCTION audit.queue_for_sealing();

-- Sealed and emptied every few seconds: its dead rows must go as quickly.
ALTER TABLE audit.unsealed SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Seconds since rows wait without a finished pass of a sealer; 0 while nothing waits.
CREATE FUNCTION audit.sealing_lag() RETURNS double precision
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(extract(epoch FROM clock_timestamp() - greatest(s.passed_at, u.queued_at)), 0)
    FROM audit.sealing s
    LEFT JOIN (SELECT queued_at FROM audit.unsealed ORDER BY event_id LIMIT 1) u ON true
   WHERE u.queued_at IS NOT NULL
   UNION ALL SELECT 0 LIMIT 1
$$;
REVOKE EXECUTE ON FUNCTION audit.sealing_lag() FROM PUBLIC;

ALTER TABLE policy.parameter
  DROP CONSTRAINT parameter_unit,
  ADD CONSTRAINT parameter_unit CHECK (unit IN (
    'YUAN', 'PERCENT', 'RATIO', 'PERSON', 'TIMES', 'CALENDAR_DAY', 'WORKING_DAY', 'MONTH', 'YEAR',
    'DAY_OF_MONTH', 'SECOND'));

INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from) VALUES
  ('audit.sealAlarm', 60, 'SECOND', '审计封存延迟告警', '个人信息保护法', '第五十一条', '2020-01-01'),
  ('audit.sealStop', 1800, 'SECOND', '审计封存中断后停止敏感查询', '个人信息保护法', '第五十一条', '2020-01-01');

-- What nobody can vouch for is not shown: with sealing down for longer than the policy allows, sensitive reads
-- fail with their audit row, in every process and whatever it believes.
CREATE FUNCTION audit.refuse_unsealed_reads() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  allowed numeric;
BEGIN
  -- The usual case costs one look at one row.
  IF EXISTS (SELECT FROM audit.sealing WHERE passed_at > clock_timestamp() - interval '30 seconds') THEN
    RETURN NEW;
  END IF;
  SELECT value INTO allowed
    FROM policy.parameter
   WHERE code = 'audit.sealStop'
     AND (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
         BETWEEN effective_from AND coalesce(effective_to, 'infinity')
   ORDER BY effective_from DESC LIMIT 1;
  IF audit.sealing_lag() > coalesce(allowed, 0) THEN
    RAISE EXCEPTION 'audit rows are not sealed' USING ERRCODE = 'YK001';
  END IF;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION audit.refuse_unsealed_reads() FROM PUBLIC;

CREATE TRIGGER sealing_in_time BEFORE INSERT ON audit.event
  FOR EACH ROW WHEN (NEW.kind IN (
    'PERSON_SEARCHED', 'PERSON_READ', 'ID_NUMBER_UNMASKED', 'SET_ASIDE_DOWNLOADED'))
  EXECUTE FUNCTION audit.refuse_unsealed_reads();

-- The sealer reads rows and adds blocks; the verifier reads. Neither can change what was told.
DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['yikou_sealer', 'yikou_verifier'] LOOP
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
    EXECUTE format('GRANT USAGE ON SCHEMA audit TO %I', role);
  END LOOP;
END $$;

GRANT SELECT ON audit.event TO yikou_sealer;
GRANT SELECT, INSERT ON audit.block TO yikou_sealer;
GRANT SELECT, DELETE ON audit.unsealed TO yikou_sealer;
GRANT UPDATE (passed_at) ON audit.sealing TO yikou_sealer;
GRANT SELECT ON audit.event, audit.block, audit.unsealed, audit.purge TO yikou_verifier;
GRANT EXECUTE ON FUNCTION audit.sealing_lag()
  TO yikou_households, yikou_assistance, yikou_crossmatch, yikou_sealer;
