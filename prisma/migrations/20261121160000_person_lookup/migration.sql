-- A record without a usable number is about someone who shares a name, a birth date or a telephone with it: a night's
-- few records must not read a million persons.
CREATE INDEX "person_name_idx" ON "households"."person"("name");
CREATE INDEX "person_former_name_idx" ON "households"."person"("former_name");
CREATE INDEX "person_birth_date_idx" ON "households"."person"("birth_date");
CREATE INDEX "person_phone_idx" ON "households"."person"("phone");
