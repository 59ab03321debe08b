import { randomUUID } from 'node:crypto';
import { systemActor } from '../../kernel/actor.ts';
import { HubError } from '../../kernel/errors.ts';
import type { RequestContext } from '../../kernel/runtime/subgraph.ts';
import type { LinkageModel } from '../../prisma/generated/client/client.ts';
import { evaluationReportSchema } from '../../subgraphs/crossmatch/linkage/evaluation-report.ts';
import { parseModelFile } from '../../subgraphs/crossmatch/linkage/model-file.ts';
import { planLinkage } from '../../subgraphs/crossmatch/linkage/plan.ts';
import { versionName } from '../../subgraphs/crossmatch/match/active-model.ts';
import { MODEL_STATUS, modelStatus } from '../../subgraphs/crossmatch/linkage-model.labels.ts';
import { UsageError, type Invocation } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Hub } from '../hub.ts';
import { withHub } from '../with-hub.ts';
import { required } from './link-files.ts';
import { loadSpec, readJson } from './load-spec.ts';
import { tell } from './messages.ts';

/** `hub link models`: every version with what its evaluation says. */
export async function modelsAction({ output }: Invocation): Promise<ExitCode> {
  const { language } = output;
  const models = await withHub('link', {}, (hub) => hub.crossmatch.linkageModels.list(hub.actor));
  const told = models.map(summary);
  output.document(told);
  output.table(
    (['model', 'state', 'precision', 'recall', 'proposer', 'activator', 'trainedOn'] as const).map(
      (key) => tell(language, key),
    ),
    told.map((one) => [
      one.name,
      language === 'zh' ? MODEL_STATUS[one.status] : one.status.toLowerCase(),
      one.precision?.toFixed(4) ?? '—',
      one.recall?.toFixed(4) ?? '—',
      one.proposedBy,
      one.activatedBy ?? '—',
      one.training,
    ]),
  );
  return EXIT.ok;
}

/** `hub link propose`: adds a version, with its evaluation if it is ever to be activated. */
export async function proposeAction(invocation: Invocation): Promise<ExitCode> {
  const proposal = readProposal(invocation);
  const request = requestAs(invocation);
  return told(invocation, 'proposed', (hub) =>
    hub.crossmatch.linkageModels.propose(request, proposal),
  );
}

/** `hub link activate VERSION`: lets it score from the next run on. */
export async function activateAction(invocation: Invocation): Promise<ExitCode> {
  const [request, version] = [requestAs(invocation), versionIn(invocation)];
  return told(invocation, 'activated', async (hub) =>
    hub.crossmatch.linkageModels.activate(request, await idOf(hub, version)),
  );
}

/** `hub link retire VERSION`: nothing is scored until another is activated. */
export async function retireAction(invocation: Invocation): Promise<ExitCode> {
  const [request, version] = [requestAs(invocation), versionIn(invocation)];
  return told(invocation, 'retired', async (hub) =>
    hub.crossmatch.linkageModels.retire(request, await idOf(hub, version)),
  );
}

async function told(
  { output }: Invocation,
  what: 'proposed' | 'activated' | 'retired',
  act: (hub: Hub) => Promise<LinkageModel>,
): Promise<ExitCode> {
  const model = summary(await withHub('link', {}, act));
  output.document(model);
  output.line(tell(output.language, what, { name: model.name }));
  return EXIT.ok;
}

/**
 * Whoever may run the command line acts for the account named; the database holds the two names apart, the house rules
 * hold the two persons apart.
 */
function requestAs(invocation: Invocation): RequestContext {
  const subject = required(invocation, 'as');
  if (!/^[\w.-]{1,80}$/.test(subject)) {
    throw new UsageError(tell(invocation.output.language, 'notASubject', { value: subject }));
  }
  const actor = { ...systemActor(subject), role: 'BUREAU_SUPERVISOR' as const };
  return { actor, purpose: null, requestId: randomUUID() };
}

/** A file of `train`, or one that a release ships with training and evaluation beside the model. */
function readProposal(invocation: Invocation) {
  const spec = loadSpec(required(invocation, 'spec'));
  const file = readJson(required(invocation, 'model'), 'LINK_MODEL_MISMATCH');
  const shipped = isShipped(file)
    ? file
    : { model: parseModelFile(file, planLinkage(spec)), evaluation: null, training: undefined };
  const evaluationFile = invocation.value('evaluation');
  return {
    spec,
    model: shipped.model,
    evaluation:
      evaluationFile === undefined
        ? shipped.evaluation
        : readJson(evaluationFile, 'LINK_MODEL_MISMATCH'),
    training: invocation.value('training') ?? shipped.training ?? required(invocation, 'training'),
  };
}

type Shipped = { model: unknown; evaluation: unknown; training: string };

function isShipped(file: unknown): file is Shipped {
  return typeof file === 'object' && file !== null && 'model' in file && 'training' in file;
}

function versionIn({ args, output }: Invocation): string {
  const [, version] = args;
  if (version === undefined) throw new UsageError(tell(output.language, 'versionMissing'));
  return version;
}

/** The version that is named `spec@number`. @throws HubError NOT_FOUND */
async function idOf(hub: Hub, name: string): Promise<string> {
  const models = await hub.crossmatch.linkageModels.list(hub.actor);
  const model = models.find((one) => versionName(one.spec, one.version) === name);
  if (!model) throw new HubError('NOT_FOUND', { model: name });
  return model.id;
}

function summary(model: LinkageModel) {
  const { id, spec, version, modelHash, training, evaluation } = model;
  const report = evaluation === null ? null : evaluationReportSchema.parse(evaluation);
  return {
    id,
    name: versionName(spec, version),
    status: modelStatus(model),
    modelHash,
    training,
    precision: report?.pairs.precision.value ?? null,
    recall: report?.pairs.recall.value ?? null,
    proposedBy: model.proposedBy,
    activatedBy: model.activatedBy,
  };
}
