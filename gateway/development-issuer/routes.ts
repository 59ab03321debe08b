import { parse } from 'node:querystring';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import type { Clock } from '../../kernel/clock.ts';
import { HubError } from '../../kernel/errors.ts';
import { isLoopback } from '../../kernel/runtime/env.ts';
import type { LocalIssuer } from '../local-issuer.ts';
import { developmentAccount } from './accounts.ts';
import { ACCOUNTS_PATH, CLIENT_ID, createDevelopmentIssuer } from './issuer.ts';
import { accountsPage, PAGE_HEADERS } from './pages.ts';
import { ISSUER_PATH } from './place.ts';
import { signInRoutes } from './sign-in.ts';

type WithUid = { Params: { uid: string } };

/**
 * The development issuer at /issuer (discovery at /issuer/.well-known/openid-configuration), and /sign-in,
 * which signs a developer in and opens the query page. Created when it is first asked for.
 *
 * @param options.url the issuer's name, which is where these routes are reached
 */
export function developmentIssuerRoutes(
  app: FastifyInstance,
  options: { url: string; localIssuer: LocalIssuer; clock: Clock; production: boolean },
): void {
  const { url, localIssuer, clock, production } = options;
  let created: Promise<Provider> | undefined;
  function issuer(): Promise<Provider> {
    const { privateKey } = localIssuer;
    return (created ??= createDevelopmentIssuer({ url, privateKey, clock, production }));
  }

  app.addHook('onRequest', (request, _reply, done) => {
    // A page elsewhere that has its own name point here would read what this issuer answers.
    done(isLoopback(request.hostname) ? undefined : new HubError('NOT_FOUND'));
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 4_096 },
    (_request, body, done) => done(null, parse(String(body))),
  );
  app.get<WithUid>(`${ACCOUNTS_PATH}/:uid`, async (request, reply) => {
    const details = await (await issuer()).interactionDetails(request.raw, reply.raw);
    const page = accountsPage(`${ACCOUNTS_PATH}/${details.uid}`);
    return reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(page);
  });
  app.post<WithUid>(`${ACCOUNTS_PATH}/:uid`, async (request, reply) => {
    const target = await choose(await issuer(), request, reply);
    return reply.redirect(target, 303);
  });
  signInRoutes(app, { url });
  app.register((routes, _options, done) => {
    // The library reads the body itself.
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    routes.all(`${ISSUER_PATH}/*`, async (request, reply) => {
      const handle = (await issuer()).callback();
      reply.hijack();
      await handle(mounted(request), reply.raw);
    });
    done();
  });
}

/** Signs the chosen account in and grants the client all it asks for: the choice was the consent. */
async function choose(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> {
  await provider.interactionDetails(request.raw, reply.raw);
  const { account } = request.body as { account?: unknown };
  const chosen = typeof account === 'string' ? developmentAccount(account) : null;
  if (!chosen) throw new HubError('INVALID_INPUT', { field: 'account' });
  const grant = new provider.Grant({ accountId: chosen.subject, clientId: CLIENT_ID });
  grant.addOIDCScope('openid');
  const grantId = await grant.save();
  const result = { login: { accountId: chosen.subject, remember: false }, consent: { grantId } };
  return provider.interactionResult(request.raw, reply.raw, result);
}

/** The request as the library sees it: at the root, with its whole address beside it. */
function mounted({ raw }: FastifyRequest): FastifyRequest['raw'] {
  const originalUrl = raw.url ?? '/';
  return Object.assign(raw, { originalUrl, url: originalUrl.slice(ISSUER_PATH.length) });
}
