import type { FastifyInstance } from 'fastify';
import { ideRoutes } from './ide.ts';
import type { LocalIssuer } from './local-issuer.ts';

/**
 * The routes that ask for no identity: the query IDE, and in the demo the public keys of its issuer. Health
 * is served by every process alike (kernel/runtime/http-server.ts).
 */
export async function openRoutes(
  app: FastifyInstance,
  options: { localIssuer: LocalIssuer | null; ide: boolean },
): Promise<void> {
  const { localIssuer } = options;
  if (localIssuer) app.get('/.well-known/jwks.json', () => localIssuer.jwks);
  if (!options.ide) return;
  await ideRoutes(app);
  app.get('/', (_request, reply) => reply.redirect('/ide/'));
}
