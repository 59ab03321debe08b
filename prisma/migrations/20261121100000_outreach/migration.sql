-- 走访任务 (003 二(四)): residents on a list of need who are on no aid.
-- CreateTable
CREATE TABLE "crossmatch"."outreach_task" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "id_number_cipher" BYTEA NOT NULL,
    "street_code" TEXT NOT NULL,
    "recognised_on" DATE NOT NULL,
    "batch_id" UUID NOT NULL,
    "period_end" DATE NOT NULL,
    "status" TEXT NOT NULL,
    "raised_on" DATE NOT NULL,
    "closed_on" DATE,

    CONSTRAINT "outreach_task_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "outreach_task_street_code_status_idx" ON "crossmatch"."outreach_task"("street_code", "status");

-- CreateIndex
CREATE INDEX "outreach_task_person_id_idx" ON "crossmatch"."outreach_task"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "outreach_task_source_person_id_key" ON "crossmatch"."outreach_task"("source", "person_id");

-- AddForeignKey
ALTER TABLE "crossmatch"."outreach_task" ADD CONSTRAINT "outreach_task_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "crossmatch"."extract_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


ALTER TABLE crossmatch.outreach_task
  ADD CONSTRAINT outreach_status CHECK (status IN ('OPEN', 'COVERED', 'WITHDRAWN')),
  ADD CONSTRAINT outreach_closed CHECK ((status = 'OPEN') = (closed_on IS NULL)),
  ADD CONSTRAINT outreach_street_shape CHECK (street_code ~ '^[0-9]{9}$'),
  ADD CONSTRAINT outreach_cipher_length CHECK (octet_length(id_number_cipher) > 29);

-- Whoever belongs to a household with a current case, covered by it or not, is known to the street.
CREATE VIEW assistance.known_person AS
  SELECT i.person_id, i.household_no, c.case_no
    FROM assistance.case_record c
    JOIN households.person_identity i ON i.household_no = c.household_no
   WHERE c.status <> 'ENDED';

-- The streets of the district whose households the roster lists, by the names they go by.
CREATE VIEW households.own_street AS
  SELECT code, name, valid_from, valid_to
    FROM households.area
   WHERE level = 'SUBDISTRICT'
     AND left(code, 6) IN (SELECT left(street_code, 6) FROM households.household
                            WHERE ended_on IS NULL);

REVOKE INSERT, UPDATE, DELETE ON assistance.known_person FROM yikou_assistance;
REVOKE INSERT, UPDATE, DELETE ON households.own_street FROM yikou_households;
GRANT SELECT ON assistance.known_person, households.own_street TO yikou_crossmatch;
