-- Tables to come are read by requests and written by the hub's own work; what an act must write is granted by name.
DO $$
DECLARE
  subgraph text;
BEGIN
  FOREACH subgraph IN ARRAY ARRAY['households', 'assistance', 'crossmatch'] LOOP
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I REVOKE INSERT, UPDATE, DELETE ON TABLES FROM %I',
                   subgraph, 'yikou_' || subgraph);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT INSERT, UPDATE, DELETE ON TABLES TO %I',
                   subgraph, 'yikou_' || subgraph || '_jobs');
  END LOOP;
END $$;
