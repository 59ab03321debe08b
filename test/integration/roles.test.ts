import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../../kernel/actor.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import { openDatabase, type DatabaseRole } from '../../kernel/runtime/db.ts';
import { asOwner } from '../support/as-owner.ts';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';

const ROLES: readonly DatabaseRole[] = ['households', 'assistance', 'crossmatch'];
/** What each may do with the agreements: grant, or ask and say what was asked. */
const SHARING: Readonly<Record<DatabaseRole, readonly string[]>> = {
  households: [],
  assistance: [
    'agreement INSERT SELECT UPDATE',
    'agreement_event INSERT SELECT',
    'exchange INSERT SELECT',
    'purpose SELECT',
  ],
  crossmatch: ['agreement SELECT', 'exchange INSERT', 'purpose SELECT'],
};
/** What the hub's own work in a subgraph reads of the others; requests read nothing but persons in reach. */
const PUBLISHED: Readonly<Record<DatabaseRole, readonly string[]>> = {
  households: [],
  assistance: ['households.household_jurisdiction'],
  crossmatch: [
    'assistance.covered_person',
    'assistance.current_authorisation',
    'assistance.known_person',
    'assistance.roster_revision',
    'households.household_jurisdiction',
    'households.own_street',
    'households.person_identity',
    'households.person_in_reach',
    'households.roster_revision',
  ],
};

/** 批次的放行与放弃, 模型的提出与启停, 规则的启停: rows are added, and of a row that stands only these acts' columns change. */
const REQUESTS_WRITE = [
  'crossmatch.extract_batch',
  'crossmatch.linkage_model',
  'crossmatch.rule_state_change',
];

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

describe.each(ROLES)('role yikou_%s', (role) => {
  it('acts under its own name with its own schema first', async () => {
    const { rows } = await database
      .subgraph(role)
      .requests.query('SELECT current_user AS "user", current_schema() AS schema');
    expect(rows).toEqual([{ user: `yikou_${role}`, schema: role }]);
  });

  it('reads a table that is still to come, which the hub’s own work writes', async () => {
    await asOwner(database, `CREATE TABLE ${role}.later (id int)`);
    const { rows } = await database.subgraph(role).requests.query<Record<string, boolean>>(
      `SELECT has_table_privilege('yikou_${role}', '${role}.later', 'SELECT') AS reads,
              has_table_privilege('yikou_${role}', '${role}.later', 'INSERT, UPDATE, DELETE') AS writes,
              has_table_privilege('yikou_${role}_jobs', '${role}.later', 'INSERT') AS jobs_write`,
    );
    await asOwner(database, `DROP TABLE ${role}.later`);
    expect(rows).toEqual([{ reads: true, writes: false, jobs_write: true }]);
  });

  it('writes only its own schema', async () => {
    const { rows } = await database.subgraph(role).requests.query<{ relation: string }>(
      `SELECT DISTINCT n.nspname AS relation
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'S') AND n.nspname IN
              ('households', 'assistance', 'crossmatch', 'policy', 'audit', 'public')
          AND c.oid NOT IN ('audit.event'::regclass, 'policy.key_fingerprint'::regclass)
          AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
               OR has_any_column_privilege(c.oid, 'INSERT, UPDATE'))`,
    );
    expect(rows).toEqual([{ relation: role }]);
  });

  it('writes for requests, where no row security decides, what their acts need and no more', async () => {
    const { rows } = await database.subgraph(role).requests.query<{ written: string }>(
      `SELECT DISTINCT n.nspname || '.' || c.relname AS written
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v') AND NOT c.relrowsecurity AND n.nspname IN
              ('households', 'assistance', 'crossmatch', 'access', 'policy', 'audit', 'public')
          AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
               OR has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
        ORDER BY 1`,
    );
    expect(rows.map((row) => row.written)).toEqual([
      'audit.event',
      ...(role === 'crossmatch' ? REQUESTS_WRITE : []),
      'policy.key_fingerprint',
    ]);
    const { rows: whole } = await database.subgraph(role).requests.query<{ written: string }>(
      `SELECT written FROM unnest($1::text[]) AS written
        WHERE has_table_privilege(written, 'UPDATE, DELETE, TRUNCATE')`,
      [['policy.key_fingerprint', ...(role === 'crossmatch' ? REQUESTS_WRITE : [])]],
    );
    expect(whole).toEqual([]);
  });

  it('retires no key for a request', async () => {
    const { requests } = database.subgraph(role);
    await expect(
      requests.query('UPDATE policy.key_fingerprint SET retired_at = now()'),
    ).rejects.toThrow(/permission denied/);
  });

  it.each([
    ['requests', role === 'crossmatch' ? ['households.person_in_reach'] : []],
    ['pool', PUBLISHED[role]],
  ] as const)('reads from the others exactly what is published (%s)', async (by, published) => {
    const { rows } = await database.subgraph(role)[by].query<{ relation: string }>(
      `SELECT n.nspname || '.' || c.relname AS relation
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname <> $1 AND n.nspname IN
              ('households', 'assistance', 'crossmatch', 'policy', 'audit', 'public')
          AND (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'))
        ORDER BY 1`,
      [role],
    );
    expect(rows.map((row) => row.relation)).toEqual([
      ...published,
      'policy.key_fingerprint',
      'policy.parameter',
    ]);
  });

  it('does with the agreements what its part is', async () => {
    const { rows } = await database.subgraph(role).requests.query<{ granted: string }>(
      `SELECT c.relname || ' ' || string_agg(privilege, ' ' ORDER BY privilege) AS granted
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
              unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS privilege
        WHERE c.relkind = 'r' AND n.nspname = 'sharing' AND has_table_privilege(c.oid, privilege)
        GROUP BY c.relname ORDER BY 1`,
    );
    expect(rows.map((row) => row.granted)).toEqual(SHARING[role]);
  });

  it('cannot become another role or reach the owner', async () => {
    const { rows } = await database.subgraph(role).requests.query(
      `SELECT bool_or(pg_has_role(current_user, oid, 'MEMBER')) AS member, bool_or(rolsuper) AS super
         FROM pg_roles WHERE rolname LIKE 'yikou%' AND rolname <> current_user`,
    );
    expect(rows[0]).toMatchObject({ member: false });
  });

  it('adds an audit row in its own name, and cannot read, change, date or forge one', async () => {
    const { db, pool } = database.subgraph(role);
    const event = {
      kind: 'RULE_STATE_SET',
      ruleId: 'death-reported',
      source: null,
      state: 'OFF',
      figures: null,
    } as const;
    const scope = { subgraph: role, actor: systemActor('test'), requestId: 'r-1' };
    await db.$transaction((tx) => recordAudit(tx, scope, event));
    await expect(pool.query('SELECT * FROM audit.event')).rejects.toThrow(/permission denied/);
    await expect(pool.query(`UPDATE audit.event SET kind = 'x'`)).rejects.toThrow(
      /permission denied/,
    );
    await expect(pool.query('DELETE FROM audit.event')).rejects.toThrow(/permission denied/);
    await expect(
      pool.query(`INSERT INTO audit.event (at, subgraph, subject, role, kind, detail)
                  VALUES (now(), '${role}', 'u', 'SYSTEM', 'x', '{}')`),
    ).rejects.toThrow(/permission denied/);
    const another = ROLES.find((name) => name !== role) ?? 'households';
    await expect(
      pool.query(`INSERT INTO audit.event (subgraph, subject, role, kind, detail)
                  VALUES ('${another}', 'u', 'SYSTEM', 'x', '{}')`),
    ).rejects.toThrow(/signed by/);
  });
});

describe('audit trail', () => {
  it('fails the act when it cannot be written', async () => {
    const { db } = database.subgraph('crossmatch');
    const scope = { subgraph: 'crossmatch', actor: systemActor('test'), requestId: null } as const;
    const before = await db.ruleStateChange.count();
    await expect(
      db.$transaction(async (tx) => {
        const change = { ruleId: 'x', source: null, state: 'OFF' };
        const made = { reason: 'y', changedBy: 'test', changedAt: new Date(0) };
        await tx.ruleStateChange.create({ data: { ...change, ...made } });
        await recordAudit(
          tx,
          { ...scope, subgraph: 'households' },
          { kind: 'RULE_STATE_SET', ...change, figures: null },
        );
      }),
    ).rejects.toThrow();
    expect(await db.ruleStateChange.count()).toBe(before);
  });

  it('cannot be changed by its owner either', async () => {
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    await expect(owner.query('DELETE FROM audit.event')).rejects.toThrow(/append-only/);
    await expect(owner.query('TRUNCATE crossmatch.alert_event')).rejects.toThrow(/append-only/);
    await owner.end();
  });
});

it('keeps a subgraph with a login of its own out of the others, whatever role it asks for', async () => {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const login = `login_${new URL(database.url).pathname.slice(1)}`;
  await owner.query(
    `CREATE ROLE ${login} LOGIN PASSWORD 'only-for-this-test' IN ROLE yikou_assistance`,
  );
  const address = new URL(database.url);
  address.username = login;
  address.password = 'only-for-this-test';
  const own = openDatabase({ url: address.href, role: 'assistance', applicationName: 'test' });
  const foreign = openDatabase({ url: address.href, role: 'crossmatch', applicationName: 'test' });
  expect(await own.db.programme.count()).toBeGreaterThan(0);
  await expect(own.pool.query('SET ROLE yikou_crossmatch')).rejects.toThrow(/permission denied/);
  await expect(foreign.pool.query('SELECT 1')).rejects.toThrow(/permission denied/);
  await own.close();
  await foreign.close();
  await owner.query(`DROP ROLE ${login}`);
  await owner.end();
});
