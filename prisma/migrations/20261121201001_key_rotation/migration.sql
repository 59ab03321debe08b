-- A household's head by person id: unlike the blind index, whose key may be replaced, it stays what it is.
ALTER TABLE "households"."household" ADD COLUMN "head_person_id" UUID;
UPDATE households.household SET head_person_id = person.id
  FROM households.person WHERE person.id_number_index = household.head_id_index;
ALTER TABLE "households"."household" DROP COLUMN "head_id_index";

-- An index says in its first byte which key made it, as a sealed value does.
ALTER TABLE households.person DROP CONSTRAINT person_index_length;
UPDATE households.person SET id_number_index = '\x01'::bytea || id_number_index;
ALTER TABLE households.person
  ADD CONSTRAINT person_index_length CHECK (octet_length(id_number_index) = 33);

-- Which keys this database is written under: one line per key that was ever current.
ALTER TABLE "policy"."key_fingerprint" ADD COLUMN "retired_at" TIMESTAMPTZ;
GRANT UPDATE (retired_at) ON policy.key_fingerprint
  TO yikou_households, yikou_assistance, yikou_crossmatch;

-- Sealing a number anew tells nothing new of the roster: nobody needs to be compared again for it.
DROP TRIGGER note_roster_change ON households.person;
CREATE TRIGGER note_roster_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
  ON households.person FOR EACH STATEMENT
  WHEN (current_setting('yikou.reseal', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION households.note_roster_change();

-- A process that still holds an old keys file must not write what nobody will be able to read: once a key
-- is retired, the database takes nothing under it.
CREATE FUNCTION policy.refuse_retired_key() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found_one boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM policy.key_fingerprint WHERE retired_at IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  EXECUTE format(
    'SELECT EXISTS (SELECT FROM written JOIN policy.key_fingerprint k
                      ON k.retired_at IS NOT NULL AND k.purpose = %L || get_byte(written.%I, 0))',
    TG_ARGV[0] || '/', TG_ARGV[1]) INTO found_one;
  IF found_one THEN
    RAISE EXCEPTION 'written under a retired key' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'key_not_retired';
  END IF;
  RETURN NULL;
END $$;

CREATE PROCEDURE policy.guard_keys_of(guarded regclass, ring text, key_column text)
LANGUAGE plpgsql AS $$
DECLARE
  event text;
BEGIN
  FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
    EXECUTE format(
      'CREATE TRIGGER %I AFTER %s ON %s REFERENCING NEW TABLE AS written
         FOR EACH STATEMENT EXECUTE FUNCTION policy.refuse_retired_key(%L, %L)',
      'key_of_' || key_column || '_on_' || lower(event), event, guarded, ring, key_column);
  END LOOP;
END $$;
REVOKE EXECUTE ON PROCEDURE policy.guard_keys_of FROM PUBLIC;

CALL policy.guard_keys_of('households.person', 'ID_CIPHER', 'id_number_cipher');
CALL policy.guard_keys_of('households.person', 'NUMBER_INDEX', 'id_number_index');
CALL policy.guard_keys_of('households.roster_set_aside', 'ID_CIPHER', 'row_cipher');
CALL policy.guard_keys_of('assistance.roster_set_aside', 'ID_CIPHER', 'row_cipher');
CALL policy.guard_keys_of('assistance.relative_declaration', 'ID_CIPHER', 'staff_id_cipher');
CALL policy.guard_keys_of('assistance.relative_declaration', 'ID_CIPHER', 'relative_id_cipher');
CALL policy.guard_keys_of('crossmatch.set_aside_row', 'ID_CIPHER', 'row_cipher');
CALL policy.guard_keys_of('crossmatch.match_review', 'ID_CIPHER', 'record_cipher');
CALL policy.guard_keys_of('crossmatch.outreach_task', 'ID_CIPHER', 'id_number_cipher');
