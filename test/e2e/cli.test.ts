import { createPublicKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithTruth, type Found } from '../../cli/district/compare-truth.ts';
import type { Truth } from '../../cli/district/truth.ts';
import { parseKeys } from '../../kernel/runtime/keys.ts';
import { openCliHub, runCli, type CliHub } from '../support/cli.ts';

const SAMPLE = 'test/fixtures/district-sample';
const AS_OF = ['--as-of', '2026-11-05'];
const EXTRACTS = readdirSync(`${SAMPLE}/extracts`).map((file) => `${SAMPLE}/extracts/${file}`);
const DEATHS = `${SAMPLE}/extracts/public-security.death_2026-10_delta.csv`;
const INSURANCE = `${SAMPLE}/extracts/human-resources.social-insurance_2026-10_delta.csv`;
/** The sample knows how many cases must stay silent, not which: any surplus alert breaks precision. */
const truth = sampleTruth();
const NOTHING: Found = { files: [], alerts: [], reviews: [], outreach: [] };

type Reports = (Found['files'][number] & { status: string })[];
type Visit = Found['outreach'][number] & { street: string; streetName: string };
type Line = Found['alerts'][number] & { street: string; streetName: string };

let hub: CliHub;
const folder = mkdtempSync(path.join(tmpdir(), 'yikou-files-'));

function sampleTruth(): Truth {
  const expected = JSON.parse(readFileSync(`${SAMPLE}/expected.json`, 'utf8')) as Truth;
  return { ...expected, silent: [] };
}

function fileOf(name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

beforeAll(async () => {
  hub = await openCliHub();
});
afterAll(async () => {
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the sample of other hands, through the command line', { timeout: 180_000 }, () => {
  let alerts: Line[];
  let reviews: Found['reviews'];
  let outreach: Visit[];

  it('takes the roster in whatever order it is given, and accounts for every row', async () => {
    const files = readdirSync(`${SAMPLE}/roster`).sort().reverse();
    const intake: Reports = await hub.document([
      'intake',
      ...files.map((file) => `${SAMPLE}/roster/${file}`),
    ]);
    expect(intake.map(({ status }) => status)).toEqual(files.map(() => 'accepted'));
    expect(intake.map(({ file }) => path.basename(file).split('_2')[0])).toEqual([
      'areas',
      'households',
      'members',
      'cases',
      'staff_relatives',
    ]);
    expect(compareWithTruth(truth, { ...NOTHING, files: intake }).fileDifferences).toEqual([]);
  });

  it('takes every extract in, and accounts for every row', async () => {
    const ingest: Reports = await hub.document(['ingest', ...EXTRACTS, ...AS_OF]);
    expect(ingest.map(({ status }) => status)).toEqual(EXTRACTS.map(() => 'accepted'));
    // The path is told back as it was given.
    expect(ingest.map(({ file }) => file).sort()).toEqual([...EXTRACTS].sort());
    expect(compareWithTruth(truth, { ...NOTHING, files: ingest }).fileDifferences).toEqual([]);
  });

  it('finds exactly the expected alerts, reviews and uncovered people', async () => {
    const match = await hub.run(['match', ...AS_OF, '--json']);
    expect(match.code).toBe(0);
    const listed = await hub.run(['alerts', '--json']);
    expect(listed.stderr).toBe('');
    alerts = listed.json() as Line[];
    reviews = await hub.document(['review']);
    outreach = await hub.document(['outreach']);
    const comparison = compareWithTruth(truth, { files: [], alerts, reviews, outreach });
    expect(comparison).toMatchObject({
      missed: [],
      surplus: [],
      reviewsMissed: [],
      reviewsSurplus: [],
      uncoveredMissed: [],
      uncoveredSurplus: [],
      precision: 1,
      recall: 1,
    });
    expect(comparison.alertsExpected).toBe(140);
    expect(comparison.uncoveredExpected).toBe(240);
  });

  it('gives every alert, review and visit the fields that are promised', () => {
    const promised =
      'alertNo status withdrawnReason rule class householdNo caseNo name idNumberMasked effectiveDate severity tier reason sources street dueDate explanation';
    for (const field of promised.split(' ')) expect(alerts[0]).toHaveProperty(field);
    expect(alerts[0]?.idNumberMasked).toMatch(/^\d{6}\*{8}\d{3}[\dX]$/);
    const pair = 'source householdNo idNumberMasked name recordName reason score';
    for (const field of pair.split(' ')) expect(reviews[0]).toHaveProperty(field);
    const visit = 'source name idNumberMasked recognisedDate street streetName raisedDate';
    for (const field of visit.split(' ')) expect(outreach[0]).toHaveProperty(field);
    expect(outreach[0]?.idNumberMasked).toMatch(/^\d{6}\*{8}\d{3}[\dX]$/);
  });

  it('changes nothing the second time', async () => {
    const again = await hub.document<Reports>(['ingest', ...EXTRACTS, ...AS_OF]);
    expect(again.map(({ status }) => status)).toEqual(EXTRACTS.map(() => 'noop'));
    const match = await hub.document<{ totals: Record<string, number> }>(['match', ...AS_OF]);
    expect(match.totals).toMatchObject({ raised: 0, updated: 0, withdrawn: 0 });
    expect(await hub.document(['alerts'])).toEqual(alerts);
    expect(await hub.document(['outreach'])).toEqual(outreach);
  });

  it('lists by street, rule and status, for programs and for people', async () => {
    const rule = 'death-reported';
    const wanted = alerts.filter(
      (alert) =>
        alert.rule === rule && alert.status === 'open' && alert.street === alerts[0]?.street,
    );
    const filter = ['alerts', '--open', '--rule', rule, '--street'];
    expect(await hub.document([...filter, alerts[0]?.street ?? ''])).toEqual(wanted);
    const table = await hub.run([...filter, alerts[0]?.streetName ?? '', '--lang', 'en']);
    expect(table.stdout).toContain(`${wanted.length} in all.`);
    expect(table.stdout).not.toContain('\u001b');
    const { street = '', streetName = '' } = outreach[0] ?? {};
    const visits = outreach.filter((one) => one.street === street);
    expect(await hub.document(['outreach', '--street', streetName])).toEqual(visits);
  });

  it('lists the rules, and tries one without writing', async () => {
    const rules = await hub.document<{ state: string }[]>(['rules']);
    expect(new Set(rules.map(({ state }) => state))).toEqual(new Set(['ACTIVE']));
    const before = await hub.document<Line[]>(['alerts']);
    const rule = 'income-over-line';
    const open = before.filter((alert) => alert.rule === rule && alert.status === 'open').length;
    const dryRun = ['rules', 'dry-run', rule, ...AS_OF];
    expect(await hub.document(dryRun)).toMatchObject({
      total: { wouldRaise: 0, wouldUpdate: 0, wouldWithdraw: 0, unchanged: open },
    });
    expect(await hub.document([...dryRun, '--parameter', 'income.factor=100'])).toMatchObject({
      total: { wouldRaise: 0, wouldWithdraw: open },
    });
    expect(await hub.document(['alerts'])).toEqual(before);
  });

  it('runs a job now', async () => {
    const job = await hub.document(['job', 'run', 'match-new-batches', ...AS_OF]);
    expect(job).toMatchObject({ job: 'match-new-batches', status: 'done', asOf: '2026-11-05' });
  });
});

describe('files that cannot be taken in', { timeout: 180_000 }, () => {
  it('goes on after a rejected file and says so with code 3', async () => {
    const bad = fileOf('public-security.death_2026-09_delta.csv', '姓名,公民身份号码\n张三,1\n');
    const known = DEATHS;
    const result = await hub.run(['ingest', known, bad, ...AS_OF, '--json']);
    expect(result.code).toBe(3);
    expect(result.json()).toMatchObject([
      // The older period first, whatever the order given.
      { file: bad, status: 'rejected', period: '2026-09', error: { code: 'HEADER_MISSING' } },
      { file: known, status: 'noop', error: null },
    ]);
  });

  it('holds a file with nothing but a header, with code 4', async () => {
    const header = '姓名,公民身份号码,性别,出生日期,死亡日期,注销日期,死亡证明编号,登记机关\n';
    const empty = fileOf('public-security.death_2026-12_delta.csv', header);
    const result = await hub.run(['ingest', empty, ...AS_OF, '--json']);
    expect(result.code).toBe(4);
    expect(result.json()).toMatchObject([{ status: 'held', rows: 0, accepted: 0 }]);
  });

  it('asks for --supersede before it replaces a batch', async () => {
    const text = readFileSync(DEATHS);
    const changed = fileOf(path.basename(DEATHS), '');
    writeFileSync(changed, text.subarray(0, text.lastIndexOf(0x0a, text.length - 2) + 1));
    const refused = await hub.run(['ingest', changed, ...AS_OF, '--json']);
    expect(refused.code).toBe(3);
    expect(refused.json()).toMatchObject([{ error: { code: 'SUPERSEDE_REQUIRED' } }]);
    const taken = await hub.run(['ingest', changed, ...AS_OF, '--supersede', '--json']);
    expect(taken.json()).toMatchObject([{ status: 'accepted' }]);
  });

  it('takes source, period and mode from the command line for a name that says nothing', async () => {
    const file = fileOf('导出.csv', readFileSync(INSURANCE, 'utf8'));
    const named = ['--source', 'human-resources.social-insurance', '--period', '2026-10'];
    const given = [...named, '--mode', 'delta', ...AS_OF];
    const result = await hub.run(['ingest', file, ...given, '--json']);
    expect(result.json()).toMatchObject([{ status: 'noop', period: '2026-10', mode: 'delta' }]);
  });

  it('leaves campaign lists to a later version, and says so', async () => {
    const list = fileOf('aid_list_民政局_元旦春节.csv', '姓名\n');
    const result = await hub.run(['intake', list, '--json']);
    expect(result.code).toBe(0);
    expect(result.json()).toMatchObject([{ kind: 'aid_list', status: 'skipped' }]);
  });
});

describe('surroundings', { timeout: 180_000 }, () => {
  it('ends with 78 for an environment that is wrong', async () => {
    const result = await hub.run(['alerts'], { YIKOU_PORT: 'many' });
    expect(result.code).toBe(78);
    expect(result.stderr).toContain('YIKOU_PORT');
  });

  it('ends with 69 for a database that is not there, without telling its password', async () => {
    const url = 'postgres://hub:secret-word@127.0.0.1:9/hub';
    for (const command of ['alerts', 'doctor']) {
      const result = await hub.run([command], { DATABASE_URL: url });
      expect(result.code, command).toBe(69);
      expect(result.stdout + result.stderr).not.toContain('secret-word');
    }
  });

  it('looks at everything a hub needs', async () => {
    const doctor = await hub.document<{ ok: boolean; checks: { check: string; status: string }[] }>(
      ['doctor', ...AS_OF],
    );
    expect(doctor.ok).toBe(true);
    expect(doctor.checks.map(({ check }) => check)).toEqual([
      'node',
      'environment',
      'disk',
      'keys',
      'calendar',
      'database',
      'migrations',
      'sealing',
    ]);
  });

  it('keeps two hubs apart', async () => {
    const other = await openCliHub();
    try {
      expect(await other.document(['alerts'])).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('neither plays the demo nor issues its tokens in production', async () => {
    const production = {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing',
      YIKOU_KEYS_FILE: path.join(hub.dataDir, 'keys.json'),
      OIDC_ISSUER: 'https://login.example',
      OIDC_JWKS_URL: 'https://login.example/jwks.json',
      OIDC_AUDIENCE: 'hub',
    };
    const demo = await hub.run(['demo', '--no-serve'], production);
    expect([demo.code, demo.stderr]).toEqual([78, expect.stringContaining('不能用于生产环境')]);
    const token = await hub.run(['token', '--role', 'AUDITOR'], production);
    expect([token.code, token.stderr]).toEqual([78, expect.stringContaining('不能用于生产环境')]);
  });

  it('prints the half of the gateway’s key that a subgraph may have, and nothing of the other', async () => {
    const result = await hub.run(['keys', 'public', '--json']);
    const { actorSigning } = result.json() as { actorSigning: { publicKeys: string[] } };
    const keysFile = path.join(hub.dataDir, 'keys.json');
    const keys = parseKeys(readFileSync(keysFile, 'utf8'));
    expect(actorSigning.publicKeys.map((pem) => createPublicKey(pem))).toEqual(keys.actorVerifying);
    expect(result.stdout).not.toContain('PRIVATE');
  });

  it('needs no database of anybody else, and leaves none running', async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'yikou-cli-'));
    const migrated = await runCli(['migrate', '--json'], { YIKOU_DATA_DIR: dataDir });
    expect(migrated.json()).toMatchObject({ embedded: true });
    expect(readdirSync(path.join(dataDir, 'postgres', 'users'))).toEqual([]);
    rmSync(dataDir, { recursive: true, force: true });
  });
});
