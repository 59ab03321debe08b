-- Right after a large load the planner knows nothing of it, and what takes seconds with its statistics takes minutes
-- without. Autovacuum comes to it in its own time; who reads the roster anew need not wait for that.
CREATE FUNCTION crossmatch.analyse_roster() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog AS $$
BEGIN
  ANALYZE households.household, households.person, households.membership, assistance.case_record;
END $$;

REVOKE EXECUTE ON FUNCTION crossmatch.analyse_roster() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crossmatch.analyse_roster() TO yikou_crossmatch;
