import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRootsFile } from '../../kernel/runtime/audit-seal/roots-file.ts';
import { sealPass } from '../../kernel/runtime/audit-seal/seal.ts';
import { openPool } from '../../kernel/runtime/db.ts';
import { loadKeys } from '../../kernel/runtime/keys.ts';
import { openCliHub, runCli, type CliHub } from '../support/cli.ts';
import { ADD_ROW } from '../support/sealing.ts';

let hub: CliHub;
let owner: pg.Client;
let ids: string[];
const file = (name: string): string => path.join(hub.dataDir, name);
const roots = (): string => path.join(hub.dataDir, 'audit', 'roots.txt');

/** Rows of an act, sealed with the hub's own key, as its worker does it. */
async function sealRows(count: number): Promise<string[]> {
  const added: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { rows } = await owner.query<{ id: string }>(ADD_ROW, [
      '核查',
      'r',
      '{"alertNo": "YJ-1"}',
    ]);
    added.push(rows[0]?.id ?? '');
  }
  const key = loadKeys({ dataDir: hub.dataDir, embedded: true }).auditSealing;
  if (key === null) throw new Error('the hub has no sealing key');
  const pool = openPool({ url: hub.databaseUrl, role: 'sealer', applicationName: 'test' });
  await sealPass({ pool, key, roots: openRootsFile(roots()) });
  await pool.end();
  return added;
}

beforeAll(async () => {
  hub = await openCliHub();
  await hub.run(['migrate']);
  owner = new pg.Client({ connectionString: hub.databaseUrl });
  await owner.connect();
  ids = await sealRows(3);
  ids.push(...(await sealRows(4)));
});
afterAll(async () => {
  await owner.end();
  await hub.close();
});

describe('hub audit', () => {
  it('verifies with the hub’s own roots file and key, in both languages', async () => {
    const chinese = await hub.run(['audit', 'verify']);
    expect([chinese.code, chinese.stdout]).toEqual([
      0,
      expect.stringMatching(/^核验通过：2 块，7 行。/),
    ]);
    const english = await hub.run(['audit', 'verify', '--lang', 'en']);
    expect(english.stdout).toMatch(/^Verified: 2 blocks, 7 rows\./);
  });

  it('exports, proves and checks, the last two of these without a database', async () => {
    const key = (await hub.document<{ key: string }>(['audit', 'key'])).key;
    writeFileSync(file('key.txt'), key);
    expect((await hub.run(['audit', 'export', '--out', file('trail.ndjson')])).code).toBe(0);
    const away = {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      YIKOU_DATA_DIR: file('away'),
    };
    const verified = await runCli(
      [
        ...['audit', 'verify', '--from', file('trail.ndjson'), '--roots', roots()],
        ...['--key', file('key.txt'), '--json'],
      ],
      away,
    );
    expect([verified.code, verified.json()]).toEqual([
      0,
      expect.objectContaining({ ok: true, blocks: 2, rows: 7 }),
    ]);
    const [, , third = ''] = ids;
    await hub.run(['audit', 'prove', '--event', third, '--out', file('proof.json')]);
    const check = ['audit', 'check', '--proof', file('proof.json'), '--key', key];
    expect((await runCli(check, away)).code).toBe(0);
    const forged = readFileSync(file('proof.json'), 'utf8').replace('account-1', 'account-2');
    writeFileSync(file('proof.json'), forged);
    expect((await runCli(check, away)).code).toBe(65);
  });

  it('names the block and the row that were changed, and ends with 65', async () => {
    const before = readFileSync(roots(), 'utf8');
    writeFileSync(file('older.txt'), before);
    await owner.query('SET session_replication_role = replica');
    await owner.query(`UPDATE audit.event SET subject = 'account-2' WHERE id = $1`, [ids[4]]);
    const changed = await hub.run(['audit', 'verify', '--json']);
    expect([changed.code, changed.json()]).toEqual([
      65,
      expect.objectContaining({
        ok: false,
        findings: 1,
        shown: [{ code: 'ROW_CHANGED', block: 2, position: 4, event: ids[4] }],
      }),
    ]);
    const told = await hub.run(['audit', 'verify', '--older', file('older.txt')]);
    expect(told.stdout).toMatch(
      /^核验不符：1 处.*\n块 2 位置 4 行编号 \d+ {2}ROW_CHANGED {2}行被改动\n/,
    );
  });

  it('says what is wrong with a call, a file or a database', async () => {
    expect((await hub.run(['audit', 'burn'])).code).toBe(2);
    expect((await hub.run(['audit', 'verify', '--older', file('none')])).code).toBe(2);
    expect((await hub.run(['audit', 'verify', '--key', 'x'])).code).toBe(2);
    expect((await hub.run(['audit', 'prove'])).code).toBe(2);
    expect((await hub.run(['audit', 'prove', '--event', '999999'])).code).toBe(65);
    writeFileSync(file('cut.ndjson'), readFileSync(file('trail.ndjson'), 'utf8').slice(0, -90));
    const cut = await hub.run(['audit', 'verify', '--from', file('cut.ndjson')]);
    expect([cut.code, cut.stderr]).toEqual([1, expect.stringContaining('cut.ndjson')]);
    const nowhere = await hub.run(['audit', 'verify'], {
      DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none',
      YIKOU_KEYS_FILE: path.join(hub.dataDir, 'keys.json'),
    });
    expect([nowhere.code, nowhere.stderr]).toEqual([69, expect.not.stringContaining('secret')]);
  });
});
