import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { HubError } from '../../kernel/errors.ts';
import { isErrorCode } from '../../kernel/runtime/shown-error.ts';
import type { GatewayContext } from '../context.ts';
import type { PlannedGraph } from '../planned-graph.ts';
import { SUBJECT_REPORT, type Subject } from './document.ts';

/** Whose report, why, and under which case the id number is written whole; null: masked. */
export type ReportRequest = { personId: string; purpose: string; wholeFor: string | null };

const DOCUMENT = parse(SUBJECT_REPORT, { noLocation: true });
const HASH = createHash('sha256').update(SUBJECT_REPORT).digest('hex');

/**
 * What the three subgraphs give this caller of the person, or nothing: a report that leaves something out for an
 * error would say that the hub does not hold it.
 *
 * @throws HubError NOT_FOUND for a person the caller does not see, and whatever a subgraph refuses
 */
export async function askSubject(
  graph: PlannedGraph,
  { personId, purpose, wholeFor }: ReportRequest,
  context: GatewayContext,
): Promise<Subject> {
  const variables = { id: personId, purpose, caseNo: wholeFor ?? '', whole: wholeFor !== null };
  const request = { document: DOCUMENT, queryHash: HASH, request: { variables }, context };
  const { data, errors } = await graph.execute(
    request as unknown as Parameters<PlannedGraph['execute']>[0],
  );
  const [error] = errors ?? [];
  if (error) {
    const code = error.extensions?.['code'];
    throw new HubError(isErrorCode(code) ? code : 'INTERNAL', {}, { cause: error });
  }
  const person = (data as { person?: Subject | null } | null)?.person;
  if (!person) throw new HubError('NOT_FOUND');
  return person;
}
