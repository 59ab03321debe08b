import { expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import { createLogger } from './log.ts';

const NUMBER = '31010619000101999X';

function logged(write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLogger({ logLevel: 'info' }, 'test', { write: (line) => void lines.push(line) }));
  return JSON.parse(lines.join('')) as Record<string, unknown>;
}

it('keeps listed fields and withholds every other', () => {
  const line = logged((log) =>
    log.info({ batchId: 'b-1', name: '张三', phone: '13800138000' }, 'ok'),
  );
  expect(line).toMatchObject({ level: 'info', batchId: 'b-1', name: '[withheld]', msg: 'ok' });
  expect(JSON.stringify(line)).not.toMatch(/张三|13800138000/);
});

it('masks id numbers and mobile numbers wherever they turn up', () => {
  const line = logged((log) =>
    log.info({ reason: `row ${NUMBER}`, path: '/x/310106900101999' }, `call 13800138000 ${NUMBER}`),
  );
  expect(JSON.stringify(line)).not.toMatch(/31010619000101|310106900101999|13800138000/);
  expect(line['reason']).toBe('row 310106********999X');
});

it('leaves hashes, uuids and counts alone', () => {
  const runId = '01234567-8901-8345-8789-012345678901';
  const hash = '1234567890123456789012345678901234567890123456789012345678901234';
  expect(logged((log) => log.info({ runId, reason: hash, rows: 10_000_000 }, ''))).toMatchObject({
    runId,
    reason: hash,
    rows: 10_000_000,
  });
});

it('tells an error’s kind and place, not the values a driver put into its message', () => {
  const driver = Object.assign(new Error('invalid input for "张三": 310106199'), { code: '22P02' });
  const line = logged((log) => log.error({ err: new HubError('INTERNAL', {}, { cause: driver }) }));
  const text = JSON.stringify(line);
  expect(text).toContain('22P02');
  expect(text).toContain('log.test.ts');
  expect(text).not.toMatch(/张三|310106199/);
});

it('tells what an error of the hub’s own says of its cause, and nothing else of its details', () => {
  const details = { reason: 'DUCKDB', errorClass: 'Out of Memory Error', name: '张三' };
  const line = logged((log) => log.error({ err: new HubError('INTERNAL', details) }));
  expect(line['err']).toMatchObject({ reason: 'DUCKDB', errorClass: 'Out of Memory Error' });
  expect(JSON.stringify(line)).not.toContain('张三');
});
