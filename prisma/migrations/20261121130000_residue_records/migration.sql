-- Of the rows whose number leads to nobody: whom the linkage found worth scoring them against. When persons of the
-- roster change, the rows to be scored again are found by it.

-- CreateTable
CREATE TABLE "crossmatch"."residue_record" (
    "batch_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "person_ids" UUID[],

    CONSTRAINT "residue_record_pkey" PRIMARY KEY ("batch_id","row_no","part")
);

-- AddForeignKey
ALTER TABLE "crossmatch"."residue_record" ADD CONSTRAINT "residue_record_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "crossmatch"."extract_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
