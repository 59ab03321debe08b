import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor, type Actor } from '../../kernel/actor.ts';
import { maskIdNumber } from '../../kernel/id-number.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { assertKeysFit } from '../../kernel/runtime/key-fingerprint.ts';
import type { KeyRing } from '../../kernel/runtime/key-ring.ts';
import type { Keys } from '../../kernel/runtime/keys.ts';
import { keyUses, rotateKeys, type Databases } from '../../kernel/runtime/rotate-keys.ts';
import { knownRosterVersion } from '../../subgraphs/crossmatch/match/roster-snapshot.ts';
import { resealSnapshots } from '../../subgraphs/crossmatch/match/reseal-snapshots.ts';
import { createPersonService } from '../../subgraphs/households/person.service.ts';
import {
  freshDatabase,
  testDeps,
  testKey,
  testKeys,
  type FreshDatabase,
} from '../support/database.ts';
import { keysText } from '../support/keys-text.ts';
import { nthIdNumber, writePersons } from '../support/many-persons.ts';
import type { MatchDesk } from '../support/match.ts';
import { ALL_SEALED, sealedDesk, sealedValues } from '../support/sealed-desk.ts';

const before = testKeys();
const cipher2 = testKey('second cipher', 'sm4-hmac-sm3');
const index2 = testKey('second index', 'sm4-hmac-sm3');
const during: Keys = {
  ...before,
  idCipher: withKey(before.idCipher, cipher2),
  numberIndex: withKey(before.numberIndex, index2),
};
const after: Keys = {
  ...before,
  idCipher: { current: 2, byId: new Map([[2, cipher2]]) },
  numberIndex: { current: 2, byId: new Map([[2, index2]]) },
};

function withKey({ byId }: KeyRing, second: typeof cipher2): KeyRing {
  return { current: 2, byId: new Map([...byId, [2, second]]) };
}

function databasesOf(database: FreshDatabase): Databases {
  return {
    households: database.subgraph('households'),
    assistance: database.subgraph('assistance'),
    crossmatch: database.subgraph('crossmatch'),
  };
}

// Who may look for persons of every street.
const actor: Actor = { ...systemActor('test'), role: 'AUDITOR' };
const asker = { actor, requestId: 'r-1' };

describe('a district whose keys are replaced', () => {
  let desk: MatchDesk;
  let revision: unknown;
  const revisionNow = () => knownRosterVersion(desk.deps);

  beforeAll(async () => {
    desk = await sealedDesk();
    await assertKeysFit(desk.deps.database, before);
    await assertKeysFit(desk.deps.database, during);
    revision = await revisionNow();
    expect(revision).not.toBeNull();
    await rotateKeys(databasesOf(desk.database), createVault(during), during);
    await resealSnapshots({ ...desk.deps, vault: createVault(during) });
  }, 120_000);
  afterAll(() => desk.close());

  it('opens in every column without the old keys', async () => {
    const vault = createVault(after);
    for (const column of ALL_SEALED) {
      const values = await sealedValues(desk.database, column);
      expect(values.length).toBeGreaterThan(0);
      expect(values.every(({ sealed, place }) => vault.open(sealed, place).length > 0)).toBe(true);
    }
  });

  it('finds its persons by number without the old keys', async () => {
    const vault = createVault(after);
    const persons = createPersonService(testDeps(desk.database, 'households', { vault }));
    const rows = await desk.database.subgraph('households').db.person.findMany({ take: 20 });
    for (const row of rows.filter(({ documentClass }) => documentClass === 'RESIDENT_ID')) {
      const idNumber = vault.open(row.idNumberCipher, row.id);
      const found = await persons.byIdNumber(asker, { idNumber, purpose: '核对' });
      expect(found?.id).toBe(row.id);
    }
  });

  it('is compared on as before, from the roster snapshot that was sealed anew', async () => {
    expect(await revisionNow()).toEqual(revision);
    const warned: string[] = [];
    const log = { ...desk.deps.log, warn: (text: string) => warned.push(text) };
    const alerts = await desk.alerts();
    await desk.match('2026-11-06', {
      vault: createVault(after),
      log: log as unknown as typeof desk.deps.log,
    });
    expect(warned).toEqual([]);
    const opened = (await desk.alerts()).filter(({ status }) => status === 'OPEN');
    expect(opened).toEqual(alerts.filter(({ status }) => status === 'OPEN'));
  });

  it('starts with the new keys alone, and neither with the old ones nor with others', async () => {
    const { database } = desk.deps;
    await assertKeysFit(database, after);
    await expect(assertKeysFit(database, before)).rejects.toThrow(/ID_CIPHER\/1 已停用/);
    const third = { ...after.idCipher, byId: new Map([[2, testKey('third')]]) };
    await expect(assertKeysFit(database, { ...after, idCipher: third })).rejects.toThrow(
      /ID_CIPHER\/2 与数据库所记的不是同一把/,
    );
    const lost = { current: 3, byId: new Map([[3, testKey('third')]]) };
    await expect(assertKeysFit(database, { ...after, numberIndex: lost })).rejects.toThrow(
      /缺少仍在使用的密钥 NUMBER_INDEX\/2/,
    );
  });

  it('takes nothing from a process that still writes with the old keys', async () => {
    await expect(writePersons(desk.database, createVault(before), 1)).rejects.toThrow(
      /retired key/,
    );
    await writePersons(desk.database, createVault(after), 1);
  });

  it('tells the keys and the rows under them', async () => {
    const uses = await keyUses(databasesOf(desk.database), during);
    expect(uses.map(({ ring, keyId, state }) => [ring, keyId, state])).toEqual([
      ['ID_CIPHER', 1, 'RETIRED'],
      ['ID_CIPHER', 2, 'WRITES'],
      ['NUMBER_INDEX', 1, 'RETIRED'],
      ['NUMBER_INDEX', 2, 'WRITES'],
    ]);
    expect(uses.every(({ state, rows }) => (state === 'WRITES' ? rows > 0 : rows === 0))).toBe(
      true,
    );
  });
});

describe('ten thousand persons', () => {
  const PERSONS = 10_000;
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await writePersons(database, createVault(before), PERSONS);
    await assertKeysFit(database.subgraph('crossmatch'), before);
    await assertKeysFit(database.subgraph('crossmatch'), during);
  }, 60_000);
  afterAll(() => database.drop());

  it('can be read and found at every moment, through two rotations at once and one that is killed', async () => {
    const keysFile = path.join(database.dataDir, 'keys.json');
    writeFileSync(keysFile, keysText(during), { mode: 0o600 });
    const reading = readOnAndOn(database);
    const killed = await killAfterBatches(database.url, keysFile, 2);
    expect(killed).toBe('SIGKILL');
    const half = await keyUses(databasesOf(database), during);
    expect(half.filter(({ ring }) => ring === 'ID_CIPHER').every(({ rows }) => rows > 0)).toBe(
      true,
    );
    const moved = half.find(({ ring, keyId }) => ring === 'ID_CIPHER' && keyId === 2)?.rows ?? 0;
    const vault = createVault(during);
    const both = await Promise.all([
      rotateKeys(databasesOf(database), vault, during),
      rotateKeys(databasesOf(database), vault, during),
    ]);
    expect(both[0].rows + both[1].rows).toBe(PERSONS - moved);
    const { reads, failed } = await reading.stop();
    expect(failed).toEqual([]);
    expect(reads).toBeGreaterThan(20);
    const uses = await keyUses(databasesOf(database), during);
    expect(uses.filter(({ rows }) => rows > 0).map(({ keyId, rows }) => [keyId, rows])).toEqual([
      [2, PERSONS],
      [2, PERSONS],
    ]);
  });

  it('names the row that does not open, and changes nothing of it', async () => {
    const other = await freshDatabase();
    const vault = createVault(before);
    await writePersons(other, vault, 3);
    const id = vault.personId(nthIdNumber(1));
    await other
      .subgraph('households')
      .pool.query(
        'UPDATE person SET id_number_cipher = set_byte(id_number_cipher, 40, 1 # get_byte(id_number_cipher, 40)) WHERE id = $1',
        [id],
      );
    await expect(rotateKeys(databasesOf(other), createVault(during), during)).rejects.toMatchObject(
      { details: { table: 'person', column: 'id_number_cipher', key: id } },
    );
    await other.drop();
  });
});

/** Reads a person by number and masks it, again and again, as a process does that knows both keys. */
function readOnAndOn(database: FreshDatabase) {
  const vault = createVault(during);
  const persons = createPersonService(testDeps(database, 'households', { vault }));
  const failed: string[] = [];
  let reads = 0;
  let stopped = false;
  async function loop(): Promise<void> {
    for (let nth = 0; !stopped; nth = (nth + 1_231) % 10_000) {
      const idNumber = nthIdNumber(nth);
      const person = await persons.byIdNumber(asker, { idNumber, purpose: '核对' });
      const shown = person && persons.idNumberMasked(person);
      if (shown !== maskIdNumber(idNumber)) failed.push(`${nth}: ${shown}`);
      reads += 1;
    }
  }
  const running = loop().catch((error: unknown) => failed.push(String(error)));
  return {
    async stop() {
      stopped = true;
      await running;
      return { reads, failed };
    },
  };
}

/** Starts a rotation as a process of its own and kills it once it has committed that many batches. */
async function killAfterBatches(url: string, keysFile: string, batches: number) {
  const worker = path.join(import.meta.dirname, '../support/rotation-worker.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', worker, url, keysFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  let told = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('batch')) told += 1;
    if (told === batches) child.kill('SIGKILL');
  }
  return (await closed)[1];
}
