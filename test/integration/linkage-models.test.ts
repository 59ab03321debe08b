import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrismaClient } from '../../prisma/generated/client/client.ts';
import { readPersonSpec, type PersonModel } from '../../cli/person-model/build-person-model.ts';
import { hashOfJson } from '../../subgraphs/crossmatch/linkage/canonical-json.ts';
import { planLinkage } from '../../subgraphs/crossmatch/linkage/plan.ts';
import { parseLinkageSpec } from '../../subgraphs/crossmatch/linkage/spec.ts';
import type { ModelProposal } from '../../subgraphs/crossmatch/linkage-model.service.ts';
import { loadActiveModel } from '../../subgraphs/crossmatch/match/active-model.ts';
import { createCrossmatch } from '../../subgraphs/crossmatch/subgraph.ts';
import { askOf, type Ask } from '../support/ask.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor, aRequest, refusalOf } from '../support/crossmatch-builders.ts';
import { freshDatabase, testDeps, type FreshDatabase } from '../support/database.ts';

const BUILT_IN = JSON.parse(
  readFileSync('subgraphs/crossmatch/linkage/models/chinese-person.json', 'utf8'),
) as PersonModel;
const SPEC = 'chinese-person';

let database: FreshDatabase;
let db: PrismaClient;
let ask: Ask;
let models: ReturnType<typeof createCrossmatch>['services']['linkageModels'];
beforeAll(async () => {
  database = await freshDatabase();
  const crossmatch = createCrossmatch(testDeps(database, 'crossmatch'));
  ({ db } = database.subgraph('crossmatch'));
  ask = askOf(crossmatch);
  models = crossmatch.services.linkageModels;
});
afterAll(() => database.drop());

const proposer = anActor('BUREAU_SUPERVISOR');
const second = anActor('BUREAU_SUPERVISOR');

function proposal(given: Partial<ModelProposal> = {}): ModelProposal {
  const { model, evaluation } = BUILT_IN;
  return {
    spec: readPersonSpec(),
    model,
    evaluation,
    training: '本区 2026 年 10 月批次',
    ...given,
  };
}

function propose(given: Partial<ModelProposal> = {}) {
  return models.propose(aRequest(proposer), proposal(given));
}

function activate(id: string, actor = second) {
  return models.activate(aRequest(actor), id);
}

async function active() {
  return loadActiveModel(database.subgraph('crossmatch').pool as unknown as pg.Client, SPEC);
}

async function asOwner(sql: string): Promise<unknown> {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  try {
    return await owner.query(sql);
  } finally {
    await owner.end();
  }
}

describe('a fresh hub', () => {
  it('scores with the version the release vouches for, trained for the spec it ships', async () => {
    const found = await active();
    expect(found).toMatchObject({ version: `${SPEC}@1`, model: BUILT_IN.model });
    expect(found?.model.specHash).toBe(planLinkage(parseLinkageSpec(readPersonSpec())).hash);
    const row = await db.linkageModel.findFirstOrThrow({ where: { spec: SPEC, version: 1 } });
    expect(row).toMatchObject({
      evaluation: BUILT_IN.evaluation,
      modelHash: hashOfJson(BUILT_IN.model),
      proposedBy: 'release',
      activatedBy: 'release-review',
    });
  });

  it('ships a report of that very model, on other seeds than it was trained on', () => {
    const { training, model, evaluation } = BUILT_IN;
    expect(evaluation.modelHash).toBe(hashOfJson(model));
    expect(evaluation.data.map(({ description }) => description)).not.toContain(training);
    expect(evaluation.pairs.f1.value).toBeGreaterThan(0.97);
    expect(evaluation.groups.map(({ value }) => value)).toContain('no-number');
  });

  it('has no active version of a linkage that nobody activated', async () => {
    const { pool } = database.subgraph('crossmatch');
    expect(await loadActiveModel(pool as unknown as pg.Client, 'febrl3')).toBeNull();
  });
});

describe('a proposed version', () => {
  it('gets the next number and is told in the audit trail', async () => {
    const [a, b] = [await propose(), await propose()];
    expect(b.version).toBe(a.version + 1);
    expect(a).toMatchObject({ spec: SPEC, proposedBy: proposer.subject, activatedAt: null });
    const [line] = await auditTrail(database, 'LINKAGE_MODEL_PROPOSED');
    expect(line).toMatchObject({ subject: proposer.subject, detail: { spec: SPEC } });
  });

  it('gets a number of its own when two are proposed at once', async () => {
    const versions = await Promise.all([propose(), propose(), propose()]);
    expect(new Set(versions.map(({ version }) => version)).size).toBe(3);
  });

  it.each([
    ['a model of another spec', { model: { ...BUILT_IN.model, specHash: 'f'.repeat(64) } }],
    ['an evaluation of another model', { model: { ...BUILT_IN.model, prior: 0.001 } }],
    ['what is no evaluation', { evaluation: { f1: 1 } }],
  ])('is refused with %s', async (_, given) => {
    expect(await refusalOf(propose(given))).toBe('LINK_MODEL_MISMATCH');
  });

  it('is refused without a word on what it was trained on', async () => {
    expect(await refusalOf(propose({ training: ' ' }))).toBe('INVALID_INPUT');
  });

  it.each(['AUDITOR', 'MATCH_REVIEWER', 'SYSTEM', 'CASE_OFFICER'] as const)(
    'is not for the role %s to bring or to activate',
    async (role) => {
      const request = aRequest(anActor(role));
      expect(await refusalOf(models.propose(request, proposal()))).toBe('FORBIDDEN');
      const { id } = await propose();
      expect(await refusalOf(models.activate(request, id))).toBe('FORBIDDEN');
      expect(await refusalOf(models.retire(request, id))).toBe('FORBIDDEN');
    },
  );
});

describe('activation', () => {
  it('needs an evaluation report, and someone else than the proposer', async () => {
    const bare = await propose({ evaluation: null });
    expect(await refusalOf(activate(bare.id))).toBe('LINK_MODEL_UNEVALUATED');
    const whole = await propose();
    expect(await refusalOf(activate(whole.id, proposer))).toBe('LINK_MODEL_SAME_PERSON');
    expect(await active()).toMatchObject({ version: `${SPEC}@1` });
  });

  it('puts a version in the place of the one before, once, and audits both', async () => {
    const before = await active();
    const next = await propose();
    await activate(next.id);
    expect(await active()).toMatchObject({ id: next.id, version: `${SPEC}@${next.version}` });
    expect(await refusalOf(activate(next.id))).toBe('INVALID_STATE');
    expect(await refusalOf(activate(before?.id ?? ''))).toBe('INVALID_STATE');
    const [line] = (await auditTrail(database, 'LINKAGE_MODEL_ACTIVATED')).slice(-1);
    expect(line).toMatchObject({
      subject: second.subject,
      detail: { modelId: next.id, replaced: before?.id },
    });
  });

  it('of two versions at once leaves one active', async () => {
    const [a, b] = [await propose(), await propose()];
    await Promise.all([activate(a.id), activate(b.id)]);
    const standing = await db.linkageModel.count({
      where: { spec: SPEC, activatedAt: { not: null }, retiredAt: null },
    });
    expect(standing).toBe(1);
  });

  it('ends with retirement, and then nothing is scored', async () => {
    const standing = await active();
    await models.retire(aRequest(second), standing?.id ?? '');
    expect(await active()).toBeNull();
    expect(await refusalOf(models.retire(aRequest(second), standing?.id ?? ''))).toBe(
      'INVALID_STATE',
    );
    await activate((await propose()).id);
  });

  it('of a version that does not exist is not found', async () => {
    expect(await refusalOf(activate('00000000-0000-8000-8000-00000000dead'))).toBe('NOT_FOUND');
    expect(await refusalOf(activate('no-id'))).toBe('NOT_FOUND');
  });
});

describe('what is stored', () => {
  const IMMUTABLE: readonly [string, string][] = [
    ['a changed model', `UPDATE crossmatch.linkage_model SET model_json = '{}'`],
    ['a better evaluation', `UPDATE crossmatch.linkage_model SET evaluation = '{}'`],
    ['another proposer', `UPDATE crossmatch.linkage_model SET proposed_by = 'x'`],
    ['another date', `UPDATE crossmatch.linkage_model SET activated_at = now() WHERE version = 1`],
    [
      'life after retirement',
      `UPDATE crossmatch.linkage_model SET retired_at = NULL, retired_by = NULL WHERE retired_at IS NOT NULL`,
    ],
    ['a deletion', 'DELETE FROM crossmatch.linkage_model'],
    ['an empty table', 'TRUNCATE crossmatch.linkage_model CASCADE'],
  ];

  it.each(IMMUTABLE)('takes no %s, from its owner either', async (_, sql) => {
    await expect(asOwner(sql)).rejects.toThrow(/never changed|append-only/);
  });

  it('takes nothing but activation and retirement from the subgraph', async () => {
    const { pool } = database.subgraph('crossmatch');
    for (const sql of [`UPDATE linkage_model SET training = 'x'`, 'DELETE FROM linkage_model']) {
      await expect(pool.query(sql)).rejects.toThrow(/permission denied/);
    }
  });

  it('takes no second active version, and none activated by its proposer or without a report', async () => {
    const [bare, whole] = [await propose({ evaluation: null }), await propose()];
    const set = (id: string, by: string) =>
      asOwner(
        `UPDATE crossmatch.linkage_model SET activated_by = '${by}', activated_at = now() WHERE id = '${id}'`,
      );
    await expect(set(whole.id, 'someone')).rejects.toThrow(/linkage_model_active/);
    await expect(set(whole.id, proposer.subject)).rejects.toThrow(/model_activated_by_another/);
    await expect(set(bare.id, 'someone')).rejects.toThrow(/model_activated_when_evaluated/);
  });

  it('is not scored with when it is not what its hash says', async () => {
    const row = await db.linkageModel.findFirstOrThrow({ where: { spec: SPEC, version: 1 } });
    const { activatedAt, retiredBy, retiredAt, ...content } = row;
    const forged = { ...BUILT_IN.model, prior: 0.5 };
    const standing = await active();
    await models.retire(aRequest(second), standing?.id ?? '');
    await db.linkageModel.create({
      data: {
        ...content,
        id: '00000000-0000-8000-8000-00000000f0f0',
        version: 999,
        specJson: row.specJson ?? {},
        modelJson: forged,
        evaluation: row.evaluation ?? {},
        activatedAt,
      },
    });
    expect([retiredBy, retiredAt]).not.toContain(null);
    expect(await refusalOf(active())).toBe('LINK_MODEL_MISMATCH');
  });
});

describe('in the graph', () => {
  const QUERY = `{ linkageModels { name status prior training proposedBy
    comparisons { title trained levels { title bits } }
    evaluation { pairs { f1 { value low high } } blockingRecall { value } groups { group }
      thresholds { bits } data { records } } runs { batchId } } }`;

  it('tells an auditor every version with its weights and its report', async () => {
    const { data, errors } = await ask(anActor('AUDITOR'), QUERY);
    expect(errors).toEqual([]);
    const [...all] = data?.['linkageModels'] as Record<string, unknown>[];
    expect(all.at(-1)).toMatchObject({
      name: `${SPEC}@1`,
      status: 'RETIRED',
      proposedBy: 'release',
      runs: [],
    });
    expect(JSON.stringify(all.at(-1))).toContain('姓名同音异字');
  });

  it('lets a supervisor activate what another proposed, and end it', async () => {
    const { id } = await propose();
    const acted = await ask(second, `mutation { activateLinkageModel(id: "${id}") { status } }`);
    expect(acted).toEqual({ data: { activateLinkageModel: { status: 'ACTIVE' } }, errors: [] });
    const ended = await ask(second, `mutation { retireLinkageModel(id: "${id}") { status } }`);
    expect(ended.data).toEqual({ retireLinkageModel: { status: 'RETIRED' } });
  });

  it('refuses the proposer by a code', async () => {
    const { id } = await propose();
    const { errors } = await ask(proposer, `mutation { activateLinkageModel(id: "${id}") { id } }`);
    expect(errors).toEqual(['activateLinkageModel: LINK_MODEL_SAME_PERSON']);
  });
});
