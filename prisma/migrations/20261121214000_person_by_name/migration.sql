-- Served a search among the roster's persons; the roster's kept keys answer it since (docs/adr/0017).
DROP INDEX "households"."person_former_name_idx";
DROP INDEX "households"."person_birth_date_idx";
DROP INDEX "households"."person_phone_idx";
