-- Statistics are released once per period and stored as they may be known: withheld figures are in no table, and what
-- was released answers alike for ever (docs/adr/0020-statistics-are-released.md).

-- CreateTable
CREATE TABLE "assistance"."statistics_release" (
    "period" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "source" TEXT NOT NULL,
    "codes" JSONB NOT NULL,
    "smallest_shown" INTEGER NOT NULL,
    "feasible_values" INTEGER NOT NULL,
    "released_at" TIMESTAMPTZ NOT NULL,
    "released_by" TEXT NOT NULL,

    CONSTRAINT "statistics_release_pkey" PRIMARY KEY ("period")
);

-- CreateTable
CREATE TABLE "assistance"."statistics_cell" (
    "period" TEXT NOT NULL,
    "grouping" TEXT NOT NULL,
    "codes" TEXT NOT NULL,
    "count" INTEGER,
    "measures" JSONB NOT NULL,

    CONSTRAINT "statistics_cell_pkey" PRIMARY KEY ("period","grouping","codes")
);

-- AddForeignKey
ALTER TABLE "assistance"."statistics_cell" ADD CONSTRAINT "statistics_cell_period_fkey" FOREIGN KEY ("period") REFERENCES "assistance"."statistics_release"("period") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "crossmatch"."statistics_release" (
    "period" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "source" TEXT NOT NULL,
    "codes" JSONB NOT NULL,
    "smallest_shown" INTEGER NOT NULL,
    "feasible_values" INTEGER NOT NULL,
    "released_at" TIMESTAMPTZ NOT NULL,
    "released_by" TEXT NOT NULL,

    CONSTRAINT "statistics_release_pkey" PRIMARY KEY ("period")
);

-- CreateTable
CREATE TABLE "crossmatch"."statistics_cell" (
    "period" TEXT NOT NULL,
    "grouping" TEXT NOT NULL,
    "codes" TEXT NOT NULL,
    "count" INTEGER,
    "measures" JSONB NOT NULL,

    CONSTRAINT "statistics_cell_pkey" PRIMARY KEY ("period","grouping","codes")
);

-- AddForeignKey
ALTER TABLE "crossmatch"."statistics_cell" ADD CONSTRAINT "statistics_cell_period_fkey" FOREIGN KEY ("period") REFERENCES "crossmatch"."statistics_release"("period") ON DELETE RESTRICT ON UPDATE CASCADE;

DO $$
DECLARE
  subgraph text;
  released text;
BEGIN
  FOREACH subgraph IN ARRAY ARRAY['assistance', 'crossmatch'] LOOP
    FOREACH released IN ARRAY ARRAY['statistics_release', 'statistics_cell'] LOOP
      EXECUTE format(
        'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I.%I
           FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', subgraph, released);
      EXECUTE format('REVOKE UPDATE, DELETE ON %I.%I FROM %I', subgraph, released, 'yikou_' || subgraph);
    END LOOP;
    -- What is withheld has no other figure either.
    EXECUTE format(
      'ALTER TABLE %I.statistics_cell ADD CONSTRAINT statistics_withheld
         CHECK (count > 0 OR count IS NULL AND measures = ''{}'')', subgraph);
  END LOOP;
END $$;

-- A zero that stands in for a small count is stored as withheld; below three the arithmetic protects nobody.
ALTER TABLE policy.parameter
  ADD CONSTRAINT statistics_protect CHECK (
    code NOT IN ('statistics.smallestShown', 'statistics.feasibleValues') OR value >= 3 AND value = trunc(value));

INSERT INTO policy.parameter (code, value, unit, title, instrument, article, effective_from) VALUES
  ('statistics.smallestShown', 5, 'TIMES', '统计显示的最少户数', '统计发布约定', '人数过少不显示', '2020-01-01'),
  ('statistics.feasibleValues', 5, 'TIMES', '不显示的数至少可取的值的个数', '统计发布约定', '人数过少不显示', '2020-01-01'),
  ('statistics.alertLagDays', 45, 'CALENDAR_DAY', '预警统计在季末后多少日发布', '统计发布约定', '发布日期', '2020-01-01');
