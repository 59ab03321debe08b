import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { HubError } from '../../kernel/errors.ts';
import { startDeadline } from '../deadline.ts';
import { LIMITS } from '../limits.ts';
import type { PlannedGraph } from '../planned-graph.ts';
import { isSpeakablePurpose } from '../purpose.ts';
import { askSubject } from './ask-subject.ts';
import { PAGE_POLICY } from './page.ts';
import { renderSubject } from './render.ts';

const Request = z.strictObject({
  personId: z.uuid(),
  purpose: z.string().min(2).max(100).refine(isSpeakablePurpose),
  /** The case under which the id number is written whole. */
  wholeFor: z.string().min(1).max(80).optional(),
  language: z.enum(['zh', 'en']).default('zh'),
});

/**
 * `POST /subject-report` — { personId, purpose, wholeFor?, language? } → 本人信息报告 as a page. A POST because it is
 * an act with a reason; who may not have it is refused by the subgraphs, which keep the trace of it. It is
 * the same document, under the same rights, as `hub subject report`.
 */
export function subjectReportRoute(
  app: FastifyInstance,
  { graph, clock }: { graph: PlannedGraph; clock: Clock },
): void {
  // The graph's route next door reads its JSON in a way of its own.
  app.removeContentTypeParser(['application/json', 'text/plain']);
  const json = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: 8_192 }, json);
  app.post('/subject-report', async (request, reply) => {
    const { actor, id: requestId } = request;
    const given = Request.safeParse(request.body);
    if (!given.success) throw new HubError('REQUEST_INVALID');
    const { personId, purpose, wholeFor = null, language } = given.data;
    const deadline = startDeadline(LIMITS.operationMs);
    try {
      const context = { actor, purpose, requestId, deadline };
      const subject = await askSubject(graph, { personId, purpose, wholeFor }, context);
      const printedAt = clock.now().toISOString();
      return await reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', PAGE_POLICY)
        .header('cache-control', 'no-store')
        .header('content-disposition', 'inline; filename="subject-report.html"')
        .send(renderSubject(subject, { language, purpose, printedAt }));
    } finally {
      deadline.clear();
    }
  });
}
