import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createHttpServer } from './http-server.ts';

it('asks the database once for all who ask at the same time whether the process can serve', async () => {
  let asked = 0;
  const app = createHttpServer({
    log: pino({ level: 'silent' }),
    bodyLimit: 1_000,
    async ready() {
      asked += 1;
      await new Promise(setImmediate);
      if (asked === 1) return true;
      throw new Error('no answer');
    },
  });
  const answers = await Promise.all(Array.from({ length: 20 }, () => app.inject('/readyz')));
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
  expect(asked).toBe(1);
  expect((await app.inject('/readyz')).statusCode).toBe(500);
  expect((await app.inject('/readyz')).statusCode).toBe(500);
  expect(asked).toBe(3);
  await app.close();
});
