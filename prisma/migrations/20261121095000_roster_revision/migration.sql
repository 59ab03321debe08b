-- Whoever keeps something worked out from the roster (crossmatch: the persons to compare) must learn of
-- every change, by whichever way it is written. One line per statement, appended, so that writers do not
-- wait for each other; the mark tells two histories apart after a backup was restored.
CREATE TABLE "households"."roster_change" (
    "id" BIGSERIAL NOT NULL,
    "mark" UUID NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT "roster_change_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "assistance"."roster_change" (
    "id" BIGSERIAL NOT NULL,
    "mark" UUID NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT "roster_change_pkey" PRIMARY KEY ("id")
);

CREATE FUNCTION households.note_roster_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO households.roster_change DEFAULT VALUES;
  RETURN NULL;
END $$;
CREATE FUNCTION assistance.note_roster_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO assistance.roster_change DEFAULT VALUES;
  RETURN NULL;
END $$;

CREATE TRIGGER note_roster_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
  ON households.household FOR EACH STATEMENT EXECUTE FUNCTION households.note_roster_change();
CREATE TRIGGER note_roster_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
  ON households.person FOR EACH STATEMENT EXECUTE FUNCTION households.note_roster_change();
CREATE TRIGGER note_roster_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
  ON households.membership FOR EACH STATEMENT EXECUTE FUNCTION households.note_roster_change();
CREATE TRIGGER note_roster_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
  ON assistance.case_record FOR EACH STATEMENT EXECUTE FUNCTION assistance.note_roster_change();

-- Equal revisions, equal rosters: a writer that commits after a later one still adds a line.
CREATE VIEW households.roster_revision AS
  SELECT concat_ws('.', count(*), max(id), (SELECT mark FROM households.roster_change ORDER BY id DESC LIMIT 1))
           AS revision
    FROM households.roster_change;
CREATE VIEW assistance.roster_revision AS
  SELECT concat_ws('.', count(*), max(id), (SELECT mark FROM assistance.roster_change ORDER BY id DESC LIMIT 1))
           AS revision
    FROM assistance.roster_change;

REVOKE UPDATE, DELETE ON households.roster_change FROM yikou_households;
REVOKE UPDATE, DELETE ON assistance.roster_change FROM yikou_assistance;
REVOKE INSERT, UPDATE, DELETE ON households.roster_revision FROM yikou_households;
REVOKE INSERT, UPDATE, DELETE ON assistance.roster_revision FROM yikou_assistance;
GRANT SELECT ON households.roster_revision, assistance.roster_revision TO yikou_crossmatch;
