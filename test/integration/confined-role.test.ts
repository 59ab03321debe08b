import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { errorMessage, HubError } from '../../kernel/errors.ts';
import { assertConfined } from '../../kernel/runtime/confined-role.ts';
import { openDatabase, type Database } from '../../kernel/runtime/db.ts';
import { makeRequestLogins } from '../../kernel/runtime/request-logins.ts';
import { asOwner } from '../support/as-owner.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

let database: FreshDatabase;
const logins: string[] = [];
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  for (const login of logins) await asOwner(database, `DROP OWNED BY ${login}; DROP ROLE ${login}`);
  await database.drop();
});

function open(url: string): Database {
  return openDatabase({ url, role: 'crossmatch', applicationName: 'test-confined', poolSize: 1 });
}

/** A login that is made for the test, with what the words say beyond the subgraph's role. */
async function login(words: string, more?: (name: string) => string): Promise<string> {
  const name = `confined_${randomUUID().replaceAll('-', '')}`;
  logins.push(name);
  const made = `CREATE ROLE ${name} LOGIN PASSWORD 'only-for-this-test' ${words}; GRANT yikou_crossmatch TO ${name}`;
  await asOwner(database, more ? `${made}; ${more(name)}` : made);
  const address = new URL(database.url);
  address.username = name;
  address.password = 'only-for-this-test';
  return address.href;
}

async function refusal(url: string): Promise<string> {
  const opened = open(url);
  try {
    await assertConfined(opened, 'crossmatch');
    return 'served';
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    return errorMessage(error.code, error.details, 'zh');
  } finally {
    await opened.close();
  }
}

it.each([
  ['SUPERUSER', undefined, '超级用户'],
  ['', (name: string) => `GRANT pg_execute_server_program TO ${name}`, '超级用户'],
  ['', (name: string) => `GRANT pg_write_server_files TO ${name}`, '超级用户'],
  ['BYPASSRLS', undefined, 'BYPASSRLS'],
  ['CREATEROLE', undefined, 'CREATEROLE'],
  ['', (name: string) => `GRANT yikou_crossmatch_jobs TO ${name}`, '系统任务角色'],
  ['', (name: string) => `GRANT yikou_publisher TO ${name}`, '所有者'],
  ['', (name: string) => `ALTER TABLE crossmatch.rule_state_change OWNER TO ${name}`, '所有者'],
])(
  'serves no request with a login that could pass row security: %s %s',
  async (words, more, said) => {
    expect(await refusal(await login(words, more))).toContain(said);
  },
);

it('serves requests with a login of the subgraph and nothing more', async () => {
  expect(await refusal(await login(''))).toBe('served');
});

it('serves requests with the logins of the embedded database, which cannot put on another role', async () => {
  const { crossmatch } = await makeRequestLogins(database.url);
  expect(await refusal(crossmatch)).toBe('served');
  const opened = open(crossmatch);
  for (const role of ['yikou_crossmatch_jobs', 'yikou_publisher', 'yikou', 'yikou_households'])
    await expect(opened.requests.query(`SET ROLE ${role}`)).rejects.toThrow(/permission denied/);
  await opened.close();
});

it('refuses the owner of the embedded database', async () => {
  expect(await refusal(database.url)).toContain('请为 CROSSMATCH_DATABASE_URL 另设账号');
});

it('refuses to serve while the row security of one table is switched off', async () => {
  const { crossmatch } = await makeRequestLogins(database.url);
  for (const off of ['DISABLE', 'NO FORCE']) {
    await asOwner(database, `ALTER TABLE crossmatch.alert ${off} ROW LEVEL SECURITY`);
    expect(await refusal(crossmatch)).toContain('行级安全已被关闭');
    await asOwner(
      database,
      'ALTER TABLE crossmatch.alert ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
    );
  }
  const client = new pg.Client({ connectionString: crossmatch });
  await client.connect();
  await expect(
    client.query('ALTER TABLE crossmatch.alert DISABLE ROW LEVEL SECURITY'),
  ).rejects.toThrow(/must be owner/);
  await client.end();
});
