-- Requests write what their acts need and nothing else (docs/adr/0022-row-security.md), in the tables without row
-- security too. The jobs roles had their rights by being members: each right goes to them before requests lose it.
DO $$
DECLARE
  guarded regclass;
  requests text;
  held text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY[
    'households.area', 'households.roster_load', 'households.roster_change',
    'assistance.programme', 'assistance.roster_load', 'assistance.roster_change',
    'assistance.statistics_release', 'assistance.statistics_cell',
    'crossmatch.department', 'crossmatch.extract_batch', 'crossmatch.set_aside_row', 'crossmatch.deletion_record',
    'crossmatch.match_run', 'crossmatch.job_run', 'crossmatch.linkage_run',
    'crossmatch.statistics_release', 'crossmatch.statistics_cell']::regclass[] LOOP
    requests := 'yikou_' || (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                              WHERE c.oid = guarded);
    FOREACH held IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
      CONTINUE WHEN NOT has_table_privilege(requests, guarded, held);
      EXECUTE format('GRANT %s ON %s TO %I', held, guarded, requests || '_jobs');
      EXECUTE format('REVOKE %s ON %s FROM %I', held, guarded, requests);
    END LOOP;
  END LOOP;
END $$;

-- A supervisor releases or gives up a held batch.
GRANT UPDATE (status, staged_path, superseded_by_id) ON crossmatch.extract_batch TO yikou_crossmatch;

-- A retired key writes no more, and for good: only the rotation retires one, and it comes as a command.
REVOKE UPDATE (retired_at) ON policy.key_fingerprint FROM yikou_households, yikou_assistance, yikou_crossmatch;
GRANT UPDATE (retired_at) ON policy.key_fingerprint TO yikou_crossmatch_jobs;
