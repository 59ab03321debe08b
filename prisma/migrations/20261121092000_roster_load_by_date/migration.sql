-- A roster says how things stood on its date: the same content of another date is another statement
-- (it confirms a month in which nothing changed), and only name and content together make the same file.
DROP INDEX "households"."roster_load_kind_sha256_key";
DROP INDEX "assistance"."roster_load_kind_sha256_key";
CREATE UNIQUE INDEX "roster_load_kind_roster_date_sha256_key" ON "households"."roster_load"("kind", "roster_date", "sha256");
CREATE UNIQUE INDEX "roster_load_kind_roster_date_sha256_key" ON "assistance"."roster_load"("kind", "roster_date", "sha256");
