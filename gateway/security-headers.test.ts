import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpServer } from '../kernel/runtime/http-server.ts';
import { ideRoutes } from './ide.ts';

const COMMON = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'strict-transport-security': expect.stringMatching(/^max-age=\d{7,}/) as unknown,
  'permissions-policy': expect.stringContaining('camera=()') as unknown,
};

describe('every answer', () => {
  let app: FastifyInstance;
  beforeAll(async () => {
    app = createHttpServer({
      log: pino({ level: 'silent' }),
      bodyLimit: 1_000,
      ready: () => Promise.resolve(true),
    });
    await app.register(ideRoutes);
  });
  afterAll(() => app.close());

  it.each([
    ['/livez', 200],
    ['/readyz', 200],
    ['/nothing', 404],
    ['/ide/../../package.json', 404],
    ['/ide', 302],
  ])('%s loads nothing and is framed by nobody', async (url, status) => {
    const { statusCode, headers } = await app.inject(url);
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({
      ...COMMON,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });

  it.each(['/ide/', '/ide/initial-options.js', '/ide/styles.css'])(
    '%s of the query page loads from its own origin only, and no script of the page’s text',
    async (url) => {
      const { statusCode, headers } = await app.inject(url);
      expect([url, statusCode]).toEqual([url, 200]);
      expect(headers).toMatchObject(COMMON);
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'self'; script-src 'self';/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    },
  );

  it('of the query page holds no script that the policy would stop', async () => {
    const { body } = await app.inject('/ide/');
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>[^<]/);
    expect(body).not.toMatch(/\son\w+=/);
    expect(body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});
