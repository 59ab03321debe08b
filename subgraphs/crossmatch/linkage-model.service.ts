import { randomUUID } from 'node:crypto';
import { assertCan, can, type Actor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import type { RequestContext, SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { LinkageModel, LinkageRun, Prisma } from '../../prisma/generated/client/client.ts';
import { auditScope } from './alert-write.ts';
import { assertStatement } from './free-text.ts';
import { hashOfJson } from './linkage/canonical-json.ts';
import { evaluationReportSchema } from './linkage/evaluation-report.ts';
import type { Model } from './linkage/model.ts';
import { parseModel } from './linkage/parse-model.ts';
import { planLinkage } from './linkage/plan.ts';
import { parseLinkageSpec } from './linkage/spec.ts';
import { verifiedModel } from './match/active-model.ts';
import { UUID } from './time-order.ts';

/** A version as its proposer brings it; what is JSON stands as it was read. */
export type ModelProposal = {
  spec: unknown;
  model: unknown;
  /** Null: the model is kept for the record and can never be activated. */
  evaluation: unknown;
  /** What it was trained on: batches or a seeded corpus, never persons. */
  training: string;
};

/** How many of a model's scored batches are told at most. */
const LATEST_RUNS = 100;

/** 比对模型: versions are added and never changed; one of a linkage scores. */
export function createLinkageModelService({ database: { db }, clock }: SubgraphDeps) {
  return {
    /** All versions, by linkage and the newest first; none for a role that may not read them. */
    async list(actor: Actor): Promise<LinkageModel[]> {
      if (!can(actor, 'MODEL_READ')) return [];
      return db.linkageModel.findMany({ orderBy: [{ spec: 'asc' }, { version: 'desc' }] });
    },

    /** The version of that id; null when there is none or the role may not read it. */
    async find(actor: Actor, id: string): Promise<LinkageModel | null> {
      if (!can(actor, 'MODEL_READ') || !UUID.test(id)) return null;
      return db.linkageModel.findUnique({ where: { id } });
    },

    /** The batches a version scored last, the newest first. */
    runsOfModel(modelId: string): Promise<LinkageRun[]> {
      const orderBy = [{ recordedAt: 'desc' }, { batchId: 'asc' }] as const;
      return db.linkageRun.findMany({
        where: { modelId },
        orderBy: [...orderBy],
        take: LATEST_RUNS,
      });
    },

    /** The batches that each comparison run scored. */
    async runsOfMatchRuns(runIds: readonly string[]): Promise<Map<string, LinkageRun[]>> {
      const where = { runId: { in: [...runIds] } };
      const rows = await db.linkageRun.findMany({ where, orderBy: { batchId: 'asc' } });
      return groupBy(rows, (row) => row.runId);
    },

    /**
     * Adds a version. Its evaluation, if it has one, must be of this spec and this model.
     * @throws HubError FORBIDDEN, INVALID_INPUT without a word on the training, LINK_SPEC_INVALID, LINK_MODEL_MISMATCH
     */
    async propose(request: RequestContext, proposal: ModelProposal): Promise<LinkageModel> {
      assertCan(request.actor, 'MODEL_PROPOSE');
      assertStatement('training', proposal.training);
      const content = contentOf(proposal);
      return db.$transaction(async (tx) => {
        await lockVersions(tx, content.spec);
        const { _max } = await tx.linkageModel.aggregate({
          where: { spec: content.spec },
          _max: { version: true },
        });
        const version = (_max.version ?? 0) + 1;
        const added = await tx.linkageModel.create({
          data: {
            id: randomUUID(),
            version,
            ...content,
            proposedBy: request.actor.subject,
            proposedAt: clock.now(),
          },
        });
        await recordAudit(tx, auditScope(request), {
          kind: 'LINKAGE_MODEL_PROPOSED',
          modelId: added.id,
          spec: added.spec,
          version,
          modelHash: added.modelHash,
        });
        return added;
      });
    },

    /**
     * Lets a version score from the next run on, in place of the one before. A version is activated once; whoever
     * wants an earlier one back proposes it again.
     * @throws HubError FORBIDDEN, NOT_FOUND, INVALID_STATE once it was activated, LINK_MODEL_UNEVALUATED,
     *   LINK_MODEL_SAME_PERSON, LINK_MODEL_MISMATCH when this release would score otherwise
     */
    async activate(request: RequestContext, id: string): Promise<LinkageModel> {
      assertCan(request.actor, 'MODEL_ACTIVATE');
      const { subject } = request.actor;
      return db.$transaction(async (tx) => {
        const row = await lockedModel(tx, id);
        if (row.activatedAt !== null) throw new HubError('INVALID_STATE');
        if (row.evaluation === null) throw new HubError('LINK_MODEL_UNEVALUATED');
        if (row.proposedBy === subject) throw new HubError('LINK_MODEL_SAME_PERSON');
        verifiedModel(row);
        const before = await tx.linkageModel.findFirst({
          where: { spec: row.spec, activatedAt: { not: null }, retiredAt: null },
        });
        const now = clock.now();
        if (before) {
          const data = { retiredBy: subject, retiredAt: now };
          await tx.linkageModel.update({ where: { id: before.id }, data });
        }
        const active = await tx.linkageModel.update({
          where: { id },
          data: { activatedBy: subject, activatedAt: now },
        });
        await recordAudit(tx, auditScope(request), {
          kind: 'LINKAGE_MODEL_ACTIVATED',
          modelId: id,
          spec: row.spec,
          version: row.version,
          replaced: before?.id ?? null,
        });
        return active;
      });
    },

    /**
     * Ends a version without another in its place: nothing is scored until one is activated.
     * @throws HubError FORBIDDEN, NOT_FOUND, INVALID_STATE unless it is active
     */
    async retire(request: RequestContext, id: string): Promise<LinkageModel> {
      assertCan(request.actor, 'MODEL_ACTIVATE');
      return db.$transaction(async (tx) => {
        const row = await lockedModel(tx, id);
        if (row.activatedAt === null || row.retiredAt !== null) throw new HubError('INVALID_STATE');
        const retired = await tx.linkageModel.update({
          where: { id },
          data: { retiredBy: request.actor.subject, retiredAt: clock.now() },
        });
        const { spec, version } = retired;
        const event = { kind: 'LINKAGE_MODEL_RETIRED', modelId: id, spec, version } as const;
        await recordAudit(tx, auditScope(request), event);
        return retired;
      });
    },
  };
}

function contentOf({ spec: specJson, model: modelJson, evaluation, training }: ModelProposal) {
  const spec = parseLinkageSpec(specJson);
  const plan = planLinkage(spec);
  const model = parseModel(modelJson, plan);
  const modelHash = hashOfJson(model);
  return {
    spec: spec.name,
    specJson: specJson as Prisma.InputJsonValue,
    specHash: plan.hash,
    modelJson: model,
    modelHash,
    seed: BigInt(model.seed),
    training,
    codeVersion: model.codeVersion,
    ...(evaluation === null ? {} : { evaluation: evaluationOf(evaluation, model, modelHash) }),
  };
}

function evaluationOf(given: unknown, { specHash }: Model, modelHash: string) {
  const parsed = evaluationReportSchema.safeParse(given);
  if (!parsed.success) {
    throw new HubError('LINK_MODEL_MISMATCH', {
      problem: { zh: '不是评估报告', en: 'not an evaluation report' },
    });
  }
  const { data } = parsed;
  if (data.specHash !== specHash || data.modelHash !== modelHash) {
    throw new HubError('LINK_MODEL_MISMATCH', {
      problem: { zh: '评估的是另一个模型', en: 'the evaluation is of another model' },
    });
  }
  return data;
}

/** One at a time adds or activates a version of a linkage; held to the end of the transaction. */
async function lockVersions(tx: Prisma.TransactionClient, spec: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`linkage_model ${spec}`}, 0))`;
}

async function lockedModel(tx: Prisma.TransactionClient, id: string): Promise<LinkageModel> {
  const known = UUID.test(id) ? await tx.linkageModel.findUnique({ where: { id } }) : null;
  if (!known) throw new HubError('NOT_FOUND', { modelId: id });
  await lockVersions(tx, known.spec);
  // Read again: whoever held the lock may have changed it.
  return tx.linkageModel.findUniqueOrThrow({ where: { id } });
}
