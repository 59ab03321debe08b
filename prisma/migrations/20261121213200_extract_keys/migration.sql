-- 部门公钥: once a department has one, its extracts are taken in only when signed (docs/adr/0028-signed-extracts.md).

-- CreateTable
CREATE TABLE "crossmatch"."department_key" (
    "key_id" TEXT NOT NULL,
    "department_code" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ NOT NULL,
    "valid_to" TIMESTAMPTZ NOT NULL,
    "revoked_at" TIMESTAMPTZ,
    "registered_by" TEXT NOT NULL,
    "registered_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "department_key_pkey" PRIMARY KEY ("key_id")
);
CREATE INDEX "department_key_department_code_idx" ON "crossmatch"."department_key"("department_code");
ALTER TABLE "crossmatch"."department_key" ADD CONSTRAINT "department_key_department_code_fkey"
  FOREIGN KEY ("department_code") REFERENCES "crossmatch"."department"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE crossmatch.department_key
  ADD CONSTRAINT department_key_id CHECK (key_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  ADD CONSTRAINT department_key_term CHECK (valid_to > valid_from);

-- No request reads or writes it: registering is the operator's, checking the hub's.
REVOKE ALL ON crossmatch.department_key FROM yikou_crossmatch;
GRANT SELECT, INSERT ON crossmatch.department_key TO yikou_crossmatch_jobs;
-- A key ends early and never begins anew.
GRANT UPDATE (revoked_at) ON crossmatch.department_key TO yikou_crossmatch_jobs;
