import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kernel/clock.ts';
import type { HubEnv } from '../kernel/runtime/env.ts';
import { signInPlace } from './development-issuer/place.ts';
import { developmentIssuerRoutes } from './development-issuer/routes.ts';
import { ideRoutes } from './ide.ts';
import type { LocalIssuer } from './local-issuer.ts';

/**
 * The routes that ask for no identity: the query IDE, and in the demo the public keys of its issuer and, on a
 * developer's own machine, its sign-in pages. Health is served by every process alike
 * (kernel/runtime/http-server.ts).
 */
export async function openRoutes(
  app: FastifyInstance,
  options: { localIssuer: LocalIssuer | null; env: HubEnv; clock: Clock },
): Promise<void> {
  const { localIssuer, env, clock } = options;
  if (localIssuer) app.get('/.well-known/jwks.json', () => localIssuer.jwks);
  const { url } = signInPlace(env);
  if (localIssuer && url !== null) {
    const { production } = env;
    await app.register((routes, _options, done) => {
      developmentIssuerRoutes(routes, { url, localIssuer, clock, production });
      done();
    });
  }
  if (env.production) return;
  await ideRoutes(app);
  app.get('/', (_request, reply) => reply.redirect('/ide/'));
}
