import { randomUUID } from 'node:crypto';
import { assertCan, type Actor } from '../../kernel/actor.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { loadPolicyParameters } from '../../kernel/runtime/policy-parameters.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Duckdb } from './duckdb/duckdb-process.ts';
import { planLinkage, type Plan } from './linkage/plan.ts';
import { activeVersion, loadActiveModel, PERSON_LINKAGE } from './match/active-model.ts';
import { changedPersons, type ChangedPersons } from './match/changed-persons.ts';
import { checkFence, lockComparison, type Fence } from './match/fence.ts';
import { alertsWithoutDueDate, putInOrder } from './match/housekeeping.ts';
import { matchBatch } from './match/match-batch.ts';
import {
  addCounts,
  NO_COUNTS,
  type BatchReport,
  type ComparisonContext,
  type MatchContext,
  type MatchCounts,
  type MatchReport,
  type PendingBatch,
} from './match/match-run.ts';
import { pendingBatches } from './match/pending-batches.ts';
import { reconcilePersons } from './match/reconcile-persons.ts';
import { areKeysKept } from './match/kept-keys.ts';
import { openRosterKeys } from './match/roster-keys.ts';
import { knownRosterVersion, openRoster, removeStaleRoster } from './match/roster-snapshot.ts';
import {
  decidingVersion,
  finishRun,
  loadShares,
  noteRoster,
  personsConcerned,
  startRun,
} from './match/run-record.ts';
import { hashOfPersons } from './match/stored-results.ts';
import { inTransaction } from './match/transaction.ts';
import { createWorkplace, type Workplace } from './match/workplace.ts';
import { compareListsAgain } from './outreach/outreach-tasks.ts';
import { createStageTimes } from './stage-times.ts';

/** Memory does not grow with the rows of a batch. */
const ROWS_AT_ONCE = 25_000;

export type MatchOptions = {
  /** The day the comparison is made for; nothing reads the machine's clock behind it. */
  asOf: PlainDate;
  /** The claim of the job that runs it, checked before each commit. */
  fence?: Fence;
  onProgress?: (progress: { done: number; batches: number; file: string }) => void;
  memoryLimitMb?: number;
  threads?: number;
  /** So many rows without a usable number are scored at once; the outcome does not depend on it. */
  rowsAtOnce?: number;
  /** Compares every batch that waits with everybody, also where comparing those who changed would do. */
  whole?: boolean;
};

/** 比对: compares every batch that waits with the roster and brings the alerts in line. */
export function createMatchService(deps: SubgraphDeps) {
  return {
    /**
     * Reads the roster for the next comparison, unless nothing has changed in it: to be called after a roster
     * was loaded, so that the first extract need not wait for it.
     *
     * @throws HubError FORBIDDEN
     */
    async prepareRoster(actor: Actor): Promise<void> {
      assertCan(actor, 'MATCH_RUN');
      const plan = await activePlan(deps);
      const known = await knownRosterVersion(deps);
      if (known !== null && (plan === null || (await areKeysKept(deps, plan, known)))) return;
      const workplace = createWorkplace(deps, {});
      try {
        const { duckdb, keptKeys: kept } = await workplace.open();
        const version = await openRoster(deps, duckdb);
        if (plan === null) return;
        await inTransaction(deps.database.pool, (client) =>
          openRosterKeys(deps, client, duckdb, { plan, version, kept }),
        );
      } finally {
        await workplace.close();
      }
    },

    /**
     * Compares the batches that were not yet compared with the roster as it stands. Running again changes
     * nothing; two runs at once take turns, batch by batch; a run that dies is finished by the next one.
     *
     * @throws HubError FORBIDDEN, PARAMETER_MISSING, CONFLICT when the job's claim was taken over
     */
    async run(actor: Actor, options: MatchOptions): Promise<MatchReport> {
      assertCan(actor, 'MATCH_RUN');
      const started = performance.now();
      const { context, decidedBy, reconcileAll } = await startedRun(deps, actor, options);
      const { stages } = context;
      const { inOrder, ...compared } = await compareInOrder(context, options, reconcileAll);
      const totals = compared.batches.reduce<MatchCounts>(addCounts, inOrder);
      return inTransaction(deps.database.pool, async (client) => {
        const report: MatchReport = {
          runId: context.runId,
          asOf: context.asOf,
          rosterVersion: compared.rosterVersion,
          batches: compared.batches,
          totals,
          linkageModel: await activeVersion(client, PERSON_LINKAGE),
          withoutDueDate: await alertsWithoutDueDate(client),
          seconds: (performance.now() - started) / 1_000,
          stages: stages.seconds,
          peakMemoryMb: compared.peakMemoryMb,
          resultHash: await stages.time('finish', () => hashOfPersons(client, null)),
        };
        await finishRun(client, report, decidedBy);
        await recordAudit(
          client,
          { subgraph: 'crossmatch', actor, requestId: null },
          {
            kind: 'MATCH_RUN_FINISHED',
            runId: report.runId,
            asOf: report.asOf,
            batches: report.batches.length,
            raised: totals.raised,
            updated: totals.updated,
            withdrawn: totals.withdrawn,
            resultHash: report.resultHash,
          },
        );
        await checkFence(client, context.fence);
        return report;
      });
    },
  };
}

async function activePlan({ database }: SubgraphDeps): Promise<Plan | null> {
  const active = await inTransaction(database.pool, (client) =>
    loadActiveModel(client, PERSON_LINKAGE),
  );
  return active && planLinkage(active.spec);
}

async function startedRun(
  deps: SubgraphDeps,
  actor: Actor,
  { asOf, fence }: MatchOptions,
): Promise<{ context: MatchContext; decidedBy: string; reconcileAll: boolean }> {
  const { pool } = deps.database;
  const parameters = await loadPolicyParameters(pool, asOf);
  const runId = randomUUID();
  return inTransaction(pool, async (client) => {
    const { version, changed } = await decidingVersion(client, parameters);
    await startRun(client, { runId, asOf, startedBy: actor.subject });
    const context: MatchContext = {
      deps,
      actor,
      runId,
      asOf,
      parameters,
      shares: await loadShares(client),
      fence: fence ?? null,
      stages: createStageTimes(),
      dueDates: new Map(),
    };
    return { context, decidedBy: version, reconcileAll: changed };
  });
}

/**
 * A rule that is on again, or another line, finds what was left aside: everyone with facts is looked at once, and the
 * lists of need are compared again.
 */
async function beforeBatches(context: MatchContext, everyone: boolean): Promise<MatchCounts> {
  return inTransaction(context.deps.database.pool, async (client) => {
    await lockComparison(client);
    await putInOrder(client, context);
    if (everyone) await compareListsAgain(client);
    const counts = everyone
      ? await reconcilePersons(client, context, await personsConcerned(client), null)
      : NO_COUNTS;
    await checkFence(client, context.fence);
    return counts;
  });
}

type Compared = { batches: BatchReport[]; peakMemoryMb: number; rosterVersion: string };

async function compareInOrder(
  context: MatchContext,
  options: MatchOptions,
  reconcileAll: boolean,
): Promise<Compared & { inOrder: MatchCounts }> {
  const { deps, stages } = context;
  const workplace = createWorkplace(deps, options);
  try {
    const isPending = (await rosterWithNothingPending(deps)) === null;
    const early = isPending ? workplace.open() : null;
    const inOrder = await stages.time('order', () => beforeBatches(context, reconcileAll));
    await early;
    return { inOrder, ...(await compareBatches(context, options, () => workplace.open())) };
  } finally {
    await workplace.close();
  }
}

/** The version of the roster if no batch waits to be compared with it; else null. */
async function rosterWithNothingPending(deps: SubgraphDeps): Promise<string | null> {
  const known = await knownRosterVersion(deps);
  if (known === null) return null;
  return (await pendingBatches(deps.database.pool, known)).length === 0 ? known : null;
}

async function compareBatches(
  context: MatchContext,
  options: MatchOptions,
  workplace: () => Promise<Workplace>,
): Promise<Compared> {
  const { deps, stages } = context;
  const known = await rosterWithNothingPending(deps);
  if (known !== null) return { batches: [], peakMemoryMb: 0, rosterVersion: known };
  const { duckdb, keptKeys } = await workplace();
  const version = await stages.time('roster', () => openRoster(deps, duckdb));
  await noteRoster(deps.database.pool, context.runId, version);
  const { rowsAtOnce = ROWS_AT_ONCE } = options;
  const comparison = { ...context, rosterVersion: version, keptKeys, rowsAtOnce };
  const batches = await compareAll(duckdb, comparison, options);
  return { batches, peakMemoryMb: await duckdb.peakMemoryMb(), rosterVersion: version };
}

async function compareAll(
  duckdb: Duckdb,
  context: ComparisonContext,
  { onProgress, whole = false }: MatchOptions,
): Promise<BatchReport[]> {
  const reports: BatchReport[] = [];
  const pending = await pendingBatches(context.deps.database.pool, context.rosterVersion);
  const changed = whole ? NOBODY_SPARED : await changedSince(duckdb, context, pending);
  for (const [done, batch] of pending.entries()) {
    onProgress?.({ done, batches: pending.length, file: batch.fileName });
    const persons = changed.get(batch.matchedRoster ?? '') ?? null;
    const report = await matchBatch(duckdb, context, batch, persons);
    if (report) reports.push(report);
  }
  await removeStaleRoster(context.deps);
  return reports;
}

/** By the version of the roster that batches were compared with: whom to compare them with again. */
type Changed = ReadonlyMap<string, ChangedPersons | null>;
const NOBODY_SPARED: Changed = new Map();

async function changedSince(
  duckdb: Duckdb,
  context: MatchContext,
  pending: readonly PendingBatch[],
): Promise<Changed> {
  const { deps, asOf, stages } = context;
  const changed = new Map<string, ChangedPersons | null>();
  for (const { matchedRoster } of pending) {
    if (matchedRoster === null || changed.has(matchedRoster)) continue;
    const persons = await stages.time('changes', () =>
      changedPersons(deps, duckdb, matchedRoster, asOf),
    );
    changed.set(matchedRoster, persons);
  }
  await followTheDay(context, [...changed.values()]);
  return changed;
}

/**
 * Another day may find other things in the same facts. Where everybody is compared again that comes by itself; else
 * those who did not change are looked at once.
 */
async function followTheDay(
  context: MatchContext,
  changed: readonly (ChangedPersons | null)[],
): Promise<void> {
  const partly = changed.filter((persons) => persons !== null);
  if (!partly.some(({ dayMoved }) => dayMoved)) return;
  const spared = new Set(partly.flatMap(({ personIds }) => personIds));
  await inTransaction(context.deps.database.pool, async (client) => {
    await lockComparison(client);
    const others = (await personsConcerned(client)).filter((personId) => !spared.has(personId));
    await reconcilePersons(client, context, others, null);
    await checkFence(client, context.fence);
  });
}
