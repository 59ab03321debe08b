import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HubError } from '../../kernel/errors.ts';
import { CALLBACK_PATH, CLIENT_ID } from './issuer.ts';
import { ISSUER_PATH } from './place.ts';

const COOKIE = 'yikou-sign-in';
const COOKIE_PATTERN = new RegExp(`(?:^|; )${COOKIE}=([\\w-]{43})\\.([\\w-]{43})(?:;|$)`);
const tokenAnswer = z.object({ access_token: z.string() });

/**
 * /sign-in: the code flow with PKCE as an application would do it, ending on the query page with the token
 * behind the #, which no browser sends anywhere.
 *
 * @param options.url the issuer's name
 */
export function signInRoutes(app: FastifyInstance, options: { url: string }): void {
  app.get('/sign-in', (request, reply) => {
    const [state, verifier] = [secret(), secret()];
    const address = new URL(`${ISSUER_PATH}/auth`, originOf(request));
    address.search = new URLSearchParams({
      client_id: CLIENT_ID,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: originOf(request) + CALLBACK_PATH,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state,
    }).toString();
    return keep(reply, `${state}.${verifier}`, 600).redirect(address.href);
  });

  app.get<{ Querystring: Record<string, unknown> }>(CALLBACK_PATH, async (request, reply) => {
    const { code, state, iss } = request.query;
    const [, expected, verifier] = COOKIE_PATTERN.exec(request.headers.cookie ?? '') ?? [];
    if (typeof code !== 'string' || !verifier || state !== expected || iss !== options.url)
      throw new HubError('UNAUTHENTICATED');
    const token = await redeem({ code, verifier, redirectUri: originOf(request) + CALLBACK_PATH });
    return keep(reply, '', 0).redirect(`/ide/#token=${token}`);

    async function redeem(what: { code: string; verifier: string; redirectUri: string }) {
      const response = await fetch(`${options.url}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: CLIENT_ID,
          code: what.code,
          code_verifier: what.verifier,
          redirect_uri: what.redirectUri,
        }),
        signal: AbortSignal.timeout(5_000),
      });
      const answer = tokenAnswer.safeParse(await response.json());
      if (!answer.success) throw new HubError('UNAUTHENTICATED');
      return answer.data.access_token;
    }
  });
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function originOf({ host }: FastifyRequest): string {
  return `http://${host}`;
}

function keep(reply: FastifyReply, value: string, seconds: number): FastifyReply {
  return reply
    .header(
      'set-cookie',
      `${COOKIE}=${value}; Path=/sign-in; Max-Age=${seconds}; HttpOnly; SameSite=Lax`,
    )
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer');
}
