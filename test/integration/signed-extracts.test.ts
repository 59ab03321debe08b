import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../../kernel/actor.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import {
  createDepartmentKeyService,
  type KeyRegistration,
} from '../../subgraphs/crossmatch/department-key.service.ts';
import { createExtractService } from '../../subgraphs/crossmatch/extract.service.ts';
import {
  signedInHeader,
  signManifest,
  type ExtractManifest,
  type SignedManifest,
} from '../../subgraphs/crossmatch/extract/manifest.ts';
import { auditTrail } from '../support/audit-trail.ts';
import { anActor, refusalOf } from '../support/crossmatch-builders.ts';
import { matchDesk, type MatchDesk } from '../support/match.ts';
import { jobRows, loadRecipients, type Recipient } from '../support/recipients.ts';

const OPERATOR = systemActor('cli:extract');
const FILE = 'human-resources.employment_2026-10_delta.csv';
const NOW = '2026-11-05T01:00:00.000Z';

/** An Ed25519 pair as a department has it. */
function pair() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const own = pair();
const stranger = pair();
const revoked = pair();
const expired = pair();
const police = pair();

let desk: MatchDesk;
let people: Recipient[];
let keys: ReturnType<typeof createDepartmentKeyService>;
beforeAll(async () => {
  desk = await matchDesk();
  people = await loadRecipients(desk, 6);
  keys = createDepartmentKeyService(desk.deps);
}, 120_000);
afterAll(() => desk.close());

const register = (keyId: string, publicKey: string, given: Partial<KeyRegistration> = {}) =>
  keys.register(OPERATOR, {
    ...{ keyId, publicKey, department: 'human-resources' },
    ...{ validFrom: new Date('2026-01-01'), validTo: new Date('2027-01-01'), ...given },
  });

function written(fileName: string, rows = jobRows(people)): { file: string; sha256: string } {
  const file = path.join(desk.database.dataDir, fileName);
  writeFileSync(file, rows.map((cells) => cells.join(',')).join('\r\n') + '\r\n');
  return { file, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') };
}
function manifestOf(sha256: string, given: Partial<ExtractManifest> = {}): ExtractManifest {
  return {
    ...{ version: 1, keyId: 'hr-2026', source: 'human-resources.employment', period: '2026-10' },
    ...{ mode: 'delta', serial: 1, sha256, rows: people.length, signedAt: NOW, ...given },
  };
}
async function take(fileName: string, file: string, signed?: SignedManifest) {
  const asOf = plainDate('2026-11-05');
  const request = { file, fileName, supersede: false, asOf, signed };
  return createExtractService(desk.deps).ingest(OPERATOR, request);
}
const codeOf = async (fileName: string, file: string, signed?: SignedManifest) => {
  const { status, error } = await take(fileName, file, signed);
  return [status, error?.code ?? null, error?.message ?? null];
};

it('takes in plain files of a department without a key', async () => {
  const { file } = written(
    'human-resources.employment_2026-08_delta.csv',
    jobRows(people.slice(1)),
  );
  expect((await take('human-resources.employment_2026-08_delta.csv', file)).status).toBe(
    'accepted',
  );
});

describe('of a department with a key', () => {
  let sha256: string;
  let file: string;
  beforeAll(async () => {
    await register('hr-2026', own.publicKey);
    await register('hr-revoked', revoked.publicKey);
    await keys.revoke(OPERATOR, 'hr-revoked');
    const past = { validFrom: new Date('2025-01-01'), validTo: new Date('2026-01-01') };
    await register('hr-2025', expired.publicKey, past);
    await register('ps-2026', police.publicKey, { department: 'public-security' });
    ({ file, sha256 } = written(FILE));
  });

  const good = () => signManifest(manifestOf(sha256), own.privateKey);
  const said = (given: Partial<ExtractManifest>, by = own) =>
    signManifest(manifestOf(sha256, given), by.privateKey);
  const spelt = (change: (text: string) => string): SignedManifest => {
    const { manifest, signature } = good();
    return { manifest: Buffer.from(change(manifest.toString())), signature };
  };

  const FORMS: readonly [string, () => SignedManifest | undefined, string][] = [
    ['unsigned', () => undefined, '须附部门签名的清单'],
    ['of another file', () => said({ sha256: '0'.repeat(64) }), '摘要不符'],
    ['of another source', () => said({ source: 'human-resources.unemployment' }), '另一来源'],
    ['of another period', () => said({ period: '2026-09' }), '另一期间'],
    ['of another serial', () => said({ serial: 2 }), '另一期间'],
    ['of another mode', () => said({ mode: 'snapshot' }), '另一期间'],
    ['of another number of rows', () => said({ rows: people.length + 1 }), '行数'],
    ['of tomorrow', () => said({ signedAt: '2026-11-06T02:00:00.000Z' }), '时刻不可信'],
    ['of before the key began', () => said({ signedAt: '2025-06-01T00:00:00.000Z' }), '有效期'],
    ['by a stranger under the key’s id', () => said({}, stranger), '签名与清单不符'],
    ['by a key that nobody registered', () => said({ keyId: 'hr-x' }, stranger), '没有登记'],
    ['by another department’s key', () => said({ keyId: 'ps-2026' }, police), '没有登记'],
    ['by a revoked key', () => said({ keyId: 'hr-revoked' }, revoked), '已吊销'],
    ['by a key that has run out', () => said({ keyId: 'hr-2025' }, expired), '有效期'],
    [
      'dated back by a key that has run out',
      () => said({ keyId: 'hr-2025', signedAt: '2025-06-01T00:00:00.000Z' }, expired),
      '有效期',
    ],
    [
      'with a bit of the signature turned',
      () => {
        const { manifest, signature } = good();
        const turned = Buffer.from(signature);
        turned.writeUInt8(turned.readUInt8(0) ^ 1, 0);
        return { manifest, signature: turned };
      },
      '签名与清单不符',
    ],
    ['with no signature', () => ({ ...good(), signature: Buffer.alloc(0) }), '签名与清单不符'],
    [
      'changed after signing',
      () => spelt((text) => text.replace('2026-10', '2026-11')),
      '签名与清单',
    ],
    ['spelt with white space', () => spelt((text) => text.replace(',', ', ')), '格式不符'],
    ['with a key twice', () => spelt((text) => text.replace('{', '{"version":1,')), '格式不符'],
    ['with a field more', () => spelt((text) => text.replace('}', ',"x":1}')), '格式不符'],
    ['that is no JSON', () => spelt(() => '<xml/>'), '格式不符'],
    ['of a megabyte', () => spelt((text) => text + ' '.repeat(1 << 20)), '格式不符'],
  ];

  it.each(FORMS)('B86 refuses a manifest %s', async (_, forged, words) => {
    const [status, code, message] = await codeOf(FILE, file, forged());
    expect([status, code]).toEqual([
      'rejected',
      forged() === undefined ? 'EXTRACT_UNSIGNED' : 'EXTRACT_SIGNATURE',
    ]);
    expect(message).toContain(words);
    const facts = await desk.deps.database.db.extractBatch.count({
      where: { period: '2026-10', status: { not: 'REJECTED' } },
    });
    expect(facts).toBe(0);
  });

  it('takes in the signed file, and says by which key', async () => {
    const report = await take(FILE, file, good());
    expect(report).toMatchObject({ status: 'accepted', accepted: people.length });
    const [told, ...more] = (await auditTrail(desk.database, 'EXTRACT_SIGNED')).slice(-1);
    expect(more).toEqual([]);
    expect(told?.detail).toMatchObject({ batchId: report.batchId, keyId: 'hr-2026', sha256 });
  });

  it('refuses the same manifest for the file under another period', async () => {
    const next = FILE.replace('2026-10', '2026-11');
    const [status, code] = await codeOf(next, written(next).file, good());
    expect([status, code]).toEqual(['rejected', 'EXTRACT_SIGNATURE']);
  });

  it('still takes in plain files of the others', async () => {
    const report = await desk.ingest('tax.income_2026-10_delta.csv', [
      ...[['姓名', '证件号码', '扣缴义务人', '所得项目', '税款所属期起', '税款所属期止', '收入额']],
      ...people.map(({ name, idNumber }) => [
        ...[name, idNumber, '上海示范有限公司', '工资薪金', '2026-09-01', '2026-09-28', '100'],
      ]),
    ]);
    expect(report.status).toBe('accepted');
  });

  it('does not go back to plain files when its keys are revoked', async () => {
    await keys.revoke(OPERATOR, 'hr-2026');
    const again = FILE.replace('delta', 'delta_2');
    expect((await codeOf(again, written(again).file))[1]).toBe('EXTRACT_UNSIGNED');
  });
});

describe('a key', () => {
  it('is registered by the operator only, once, as an Ed25519 public key', async () => {
    expect(await refusalOf(register('hr-2025', own.publicKey))).toBe('CONFLICT');
    expect(await refusalOf(register('hr-y', own.privateKey))).toBe('INVALID_INPUT');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const pem = rsa.export({ type: 'spki', format: 'pem' }).toString();
    expect(await refusalOf(register('hr-y', pem))).toBe('INVALID_INPUT');
    expect(await refusalOf(register('hr-y', own.publicKey, { department: 'x' }))).toBe('NOT_FOUND');
    expect(await refusalOf(keys.revoke(OPERATOR, 'hr-revoked'))).toBe('NOT_FOUND');
    const liaison = anActor('LIAISON', { departmentCode: 'human-resources' });
    expect(await refusalOf(keys.revoke(liaison, 'hr-2025'))).toBe('FORBIDDEN');
  });

  it('is out of reach of requests, and a revoked one never begins anew', async () => {
    const { requests, pool } = desk.deps.database;
    await expect(requests.query('SELECT 1 FROM department_key')).rejects.toThrow(
      /permission denied/,
    );
    await expect(
      pool.query(`UPDATE department_key SET public_key = '' WHERE key_id = 'hr-revoked'`),
    ).rejects.toThrow(/permission denied/);
  });
});

it('a manifest in the upload’s header is read back, and another header is refused', () => {
  const { manifest, signature } = signManifest(manifestOf('0'.repeat(64)), own.privateKey);
  const header = `${manifest.toString('base64url')}.${signature.toString('base64url')}`;
  expect(signedInHeader(header)).toEqual({ manifest, signature });
  expect(signedInHeader(undefined)).toBeUndefined();
  for (const bad of ['', 'x', 'a.b.c', 'ä.b', ['a.b']])
    expect(() => signedInHeader(bad)).toThrow('清单格式不符');
});
