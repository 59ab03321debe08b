import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leafOf } from '../../kernel/runtime/audit-seal/audit-row.ts';
import { readLine, signedLine, verifierKeyOf } from '../../kernel/runtime/audit-seal/checkpoint.ts';
import { hashRow } from '../../cli/audit-verify/row.ts';
import { isSigned, parseKeys, parseNote } from '../../cli/audit-verify/note.ts';
import { databaseStore } from '../../cli/audit-verify/database-store.ts';
import { checkProof, proveRow } from '../../cli/audit-verify/proof.ts';
import { freshDatabase, testKeys, type FreshDatabase } from '../support/database.ts';
import { sealedTrail, type SealedTrail } from '../support/sealing.ts';

// Sealer and verifier are held to the written format, byte for byte, and to each other.
let database: FreshDatabase;
let trail: SealedTrail;
beforeAll(async () => {
  database = await freshDatabase();
  trail = await sealedTrail(database);
});
afterAll(async () => {
  await trail.close();
  await database.drop();
});

const ROW = [
  ...['7', '1763712345.000001', 'crossmatch', '张', 'AUDITOR'],
  ...[null, '', 'X', '{"a": 1}'],
];

describe('a row', () => {
  it('is a version and each column as a length and its bytes', () => {
    const bytes = Buffer.from(
      [
        ...['01', '0100000001', '37', '0100000011', '313736333731323334352e303030303031'],
        ...['010000000a', '63726f73736d61746368', '0100000003', 'e5bca0'],
        ...['0100000007', '41554449544f52', '00', '0100000000', '0100000001', '58'],
        ...['0100000008', '7b2261223a20317d'],
      ].join(''),
      'hex',
    );
    const leaf = createHash('sha256').update('\0').update(bytes).digest('hex');
    expect(leafOf(ROW).toString('hex')).toBe(leaf);
    expect(hashRow(ROW).toString('hex')).toBe(leaf);
  });

  it('holds every column there is, and microseconds whatever zone and style a session has', async () => {
    const { rows } = await trail.owner.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute
        WHERE attrelid = 'audit.event'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      ...['id', 'at', 'subgraph', 'subject', 'role', 'purpose', 'request_id', 'kind', 'detail'],
    ]);
    await trail.owner.query(
      `INSERT INTO audit.event (at, subgraph, subject, role, kind, detail) VALUES
       ('2026-11-21T01:02:03.000001Z', 'crossmatch', 'a', 'SYSTEM', 'X',
        '{"z": [1.50, 12345678901234567890, "\\u5f20\\n\\""], "a": null}')`,
    );
    await trail.seal();
    await trail.owner.query(`SET TimeZone = 'America/New_York'; SET DateStyle = 'SQL, DMY'`);
    await trail.owner.query(`SET extra_float_digits = -3; SET IntervalStyle = 'sql_standard'`);
    expect(await trail.verify()).toMatchObject({ ok: true });
  });
});

describe('a line', () => {
  const key = testKeys().auditSealing ?? testKeys().actorSigning;
  const root = Buffer.alloc(32, 7).toString('base64');
  const checkpoint = {
    origin: `yikou.audit/${'0'.repeat(32)}`,
    size: 12,
    root,
    block: 3,
    previous: Buffer.alloc(32, 9).toString('base64'),
    sealedAt: '2026-11-21T08:00:00.000Z',
  };
  const line = signedLine(checkpoint, key);

  it('is a signed note of C2SP with its newlines as tabs', () => {
    const note = `${line.replaceAll('\t', '\n')}\n`;
    const [text = '', signatures = ''] = note.split('\n\n');
    expect(text.split('\n')).toEqual([
      checkpoint.origin,
      '12',
      root,
      'block 3',
      `previous ${checkpoint.previous}`,
      'sealed 2026-11-21T08:00:00.000Z',
    ]);
    expect(signatures).toMatch(/^— yikou-audit [\w+/]+=\n$/);
    expect(readLine(line)).toEqual(checkpoint);
  });

  it('is believed under its key and no other, and not when a character of it is another', () => {
    const [own] = parseKeys(verifierKeyOf(key.publicKey)) ?? [];
    const [other] = parseKeys(verifierKeyOf(testKeys().actorSigning.publicKey)) ?? [];
    const note = parseNote(line);
    if (!own || !other || !note) throw new Error('not a key or not a line');
    expect([isSigned(note, own), isSigned(note, other)]).toEqual([true, false]);
    for (let at = 0; at < line.length; at += 1) {
      const changed = `${line.slice(0, at)}${line[at] === '1' ? '2' : '1'}${line.slice(at + 1)}`;
      const read = parseNote(changed);
      const believed = read !== null && read.keyId === own.keyId && isSigned(read, own);
      expect(believed, changed).toBe(false);
    }
  });

  it('needs a key that is one', () => {
    const text = verifierKeyOf(key.publicKey);
    expect(parseKeys(`# a comment\n\n${text}\r\n`)).toHaveLength(1);
    for (const wrong of ['', 'x', text.slice(0, -4), text.replace('yikou', 'other')])
      expect(parseKeys(wrong), wrong).toBeNull();
  });
});

describe('a proof', () => {
  it('convinces whoever has the public key, and nobody of anything else', async () => {
    const ids = await trail.addRows(20);
    await trail.seal();
    const keys = parseKeys(trail.verifierKey) ?? [];
    const [id = ''] = ids.slice(13);
    const proof = await proveRow(databaseStore(trail.owner), id);
    if (!proof) throw new Error('no proof');
    const document = JSON.parse(JSON.stringify(proof)) as typeof proof;
    expect(checkProof(document, keys)).toMatchObject({ ok: true, event: id });
    const [first = '', ...others] = proof.path;
    for (const forged of [
      { ...proof, row: proof.row.with(3, 'somebody else') },
      { ...proof, position: proof.position + 1 },
      { ...proof, path: others },
      { ...proof, path: [first, first, ...others] },
      { ...proof, line: proof.line.replace(/\t(\d+)\t/, '\t999\t') },
      { ...proof, path: null },
      null,
      [],
    ])
      expect(checkProof(forged, keys).ok).toBe(false);
    const another = parseKeys(verifierKeyOf(testKeys().actorSigning.publicKey)) ?? [];
    expect(checkProof(proof, another).ok).toBe(false);
    expect(await proveRow(databaseStore(trail.owner), '999999')).toBeNull();
  });
});
