import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import {
  getDistDirectory,
  renderAltair,
  renderInitSnippet,
  type RenderOptions,
} from 'altair-static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const SAMPLES = fileURLToPath(new URL('samples/', import.meta.url));
const INITIAL_OPTIONS = 'initial-options.js';
/** The renderer writes values only; these stand for what the page itself knows. */
const TOKEN_MARK = '令牌在此';
const ENDPOINT_MARK = '端点在此';
const EXPRESSIONS: Record<string, string> = {
  [TOKEN_MARK]: `new URLSearchParams(location.hash.slice(1)).get('token') ?? ''`,
  [ENDPOINT_MARK]: `location.origin + '/graphql'`,
};

/**
 * What the page may load: its own files and nothing from anywhere else. Angular sets element styles, which
 * needs 'unsafe-inline' for styles; scripts stay without it.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The query IDE at /ide: Altair's files from this machine, in Chinese, opened with one sample query per
 * role. It holds no identity; a token is pasted, or handed over as `/ide/#token=…`, which never leaves the
 * browser.
 */
export async function ideRoutes(app: FastifyInstance): Promise<void> {
  const options: RenderOptions = {
    baseURL: '/ide/',
    endpointURL: ENDPOINT_MARK,
    serveInitialOptionsInSeperateRequest: INITIAL_OPTIONS,
    initialWindows: sampleWindows(),
    initialEnvironments: {
      base: { id: 'base', title: '全局', variables: { token: TOKEN_MARK } },
      subEnvironments: [],
    },
    initialSettings: {
      language: 'zh-CN',
      theme: 'light',
      'alert.disableUpdateNotification': true,
      'banners.disable': true,
      disablePushNotification: true,
    },
    disableAccount: true,
  };
  const page = renderAltair(options).replace('<html>', '<html lang="zh-CN">');
  const script = Object.entries(EXPRESSIONS).reduce(
    (text, [mark, expression]) => text.replaceAll(`\`${mark}\``, expression),
    renderInitSnippet(options),
  );

  app.get('/ide', (_request, reply) => reply.redirect('/ide/'));
  app.get('/ide/', (_request, reply) => secured(reply).type('text/html; charset=utf-8').send(page));
  app.get(`/ide/${INITIAL_OPTIONS}`, (_request, reply) =>
    secured(reply).type('text/javascript; charset=utf-8').send(script),
  );
  await app.register(fastifyStatic, {
    root: getDistDirectory(),
    prefix: '/ide/',
    index: false,
    list: false,
    setHeaders: (response) => {
      response.header('content-security-policy', CONTENT_SECURITY_POLICY);
    },
  });
}

/** One window per sample file, named by the first line of the file. */
function sampleWindows(): NonNullable<RenderOptions['initialWindows']> {
  return (
    readdirSync(SAMPLES)
      .filter((file) => file.endsWith('.graphql'))
      // The last window is the one that opens in front: the case officer's.
      .sort((a, b) => (a < b ? 1 : -1))
      .map((file) => {
        const initialQuery = readFileSync(path.join(SAMPLES, file), 'utf8');
        const title = /^# ([^（—；\n]+)/u.exec(initialQuery)?.[1] ?? file;
        return {
          initialName: title,
          endpointURL: ENDPOINT_MARK,
          initialQuery,
          initialVariables: initialQuery.includes('$alertNo') ? '{ "alertNo": "YJ-" }' : '{}',
          initialHeaders: { Authorization: 'Bearer {{token}}' },
        };
      })
  );
}

function secured(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('cache-control', 'no-store');
}
