import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../support/database.ts';
import { idNumberOf } from '../support/people.ts';
import { householdRow, memberRow, rosterDesk, type RosterDesk } from '../support/roster.ts';

const STREET = '310106012';
const [FATHER, MOTHER, SON, OTHER] = [1, 2, 3, 4].map((serial) => idNumberOf(serial));

describe('members over time', () => {
  let database: FreshDatabase;
  let desk: RosterDesk;
  const father = memberRow('H1', '赵一', String(FATHER));
  const mother = memberRow('H1', '钱二', String(MOTHER), { relationship: '妻' });
  const son = memberRow('H1', '赵三', String(SON), { relationship: '长子' });
  const other = memberRow('H2', '孙四', String(OTHER));

  beforeAll(async () => {
    database = await freshDatabase();
    desk = rosterDesk(database);
    await desk.load('households_2026-08-28.csv', [
      householdRow('H1', String(FATHER), STREET),
      householdRow('H2', String(OTHER), STREET),
    ]);
    await desk.load('members_2026-08-28.csv', [father, mother, son, other]);
  });
  afterAll(async () => {
    desk.close();
    await database.drop();
  });

  const memberships = async (): Promise<string[]> => {
    const { rows } = await database.subgraph('households').pool.query<{ line: string }>(
      `SELECT concat_ws(' ', household_no, name, relationship, valid_from, valid_to) AS line
           FROM membership JOIN person ON person.id = person_id ORDER BY household_no, name, valid_from`,
    );
    return rows.map(({ line }) => line);
  };

  it('begins on the date of the first file, with GB/T 4761 codes', async () => {
    expect(await memberships()).toEqual([
      'H1 赵一 02 2026-08-28',
      'H1 赵三 22 2026-08-28',
      'H1 钱二 12 2026-08-28',
      'H2 孙四 02 2026-08-28',
    ]);
  });

  it('ends the absent, begins the new, and splits the changed on the date of the next file', async () => {
    const elsewhere = memberRow('H2', '赵三', String(SON), { relationship: '其他亲属' });
    const mothersName = memberRow('H1', '钱贰', String(MOTHER), { relationship: '10' });
    const report = await desk.load('members_2026-09-28.csv', [
      father,
      mothersName,
      elsewhere,
      other,
    ]);
    expect(report).toMatchObject({ status: 'accepted', rows: 4, accepted: 4, setAside: {} });
    expect(await memberships()).toEqual([
      'H1 赵一 02 2026-08-28',
      'H1 赵三 22 2026-08-28 2026-09-28',
      'H1 钱贰 12 2026-08-28 2026-09-28',
      'H1 钱贰 10 2026-09-28',
      'H2 孙四 02 2026-08-28',
      'H2 赵三 97 2026-09-28',
    ]);
  });

  it('takes a correction of the same day as if it had come first', async () => {
    const mothersName = memberRow('H1', '钱贰', String(MOTHER), { relationship: '12' });
    await desk.load('members_2026-09-28.csv', [father, mothersName, other]);
    expect(await memberships()).toEqual([
      'H1 赵一 02 2026-08-28',
      'H1 赵三 22 2026-08-28 2026-09-28',
      'H1 钱贰 12 2026-08-28 2026-09-28',
      'H1 钱贰 12 2026-09-28',
      'H2 孙四 02 2026-08-28',
    ]);
  });

  it('keeps the members of a household whose row could not be read', async () => {
    const broken = memberRow('H1', '赵一', `${String(FATHER).slice(0, 17)}?`);
    const before = await memberships();
    const mothersName = memberRow('H1', '钱贰', String(MOTHER), { relationship: '12' });
    const report = await desk.load('members_2026-10-08.csv', [broken, mothersName, other]);
    expect(report).toMatchObject({ status: 'held', accepted: 2, setAside: { ID_CHECKSUM: 1 } });
    const forced = await desk.load('members_2026-10-08.csv', [broken, mothersName, other], {
      force: true,
    });
    expect(forced.status).toBe('accepted');
    expect(await memberships()).toEqual(before);
  });

  it('stores an older file without overwriting', async () => {
    const before = await memberships();
    const report = await desk.load('members_2026-07-28.csv', [father, mother, son, other]);
    expect(report).toMatchObject({ status: 'noop', rows: 4, accepted: 4 });
    expect(report.notices.join()).toContain('2026-10-08');
    expect(await memberships()).toEqual(before);
  });

  it('ends a household that is no longer listed, and its memberships', async () => {
    const report = await desk.load(
      'households_2026-10-28.csv',
      [householdRow('H1', String(FATHER), STREET)],
      { force: true },
    );
    expect(report.status).toBe('accepted');
    expect((await memberships()).filter((line) => line.startsWith('H2'))).toEqual([
      'H2 孙四 02 2026-08-28 2026-10-28',
    ]);
    const back = await desk.load('households_2026-10-29.csv', [
      householdRow('H1', String(FATHER), STREET),
      householdRow('H2', String(OTHER), STREET),
    ]);
    expect(back.status).toBe('accepted');
    const { rows } = await database
      .subgraph('households')
      .pool.query('SELECT FROM household WHERE ended_on IS NOT NULL');
    expect(rows).toEqual([]);
  });
});

describe('member rows', () => {
  let database: FreshDatabase;
  let desk: RosterDesk;
  beforeAll(async () => {
    database = await freshDatabase();
    desk = rosterDesk(database);
    await desk.load('households_2026-08-28.csv', [
      householdRow('H1', String(FATHER), STREET),
      householdRow('H2', String(OTHER), STREET),
    ]);
  });
  afterAll(async () => {
    desk.close();
    await database.drop();
  });

  it('keeps the first of identical rows and none of contradicting ones', async () => {
    const report = await desk.load('members_2026-09-01.csv', [
      memberRow('H1', '赵一', String(FATHER)),
      memberRow('H1', '赵一', String(FATHER)),
      memberRow('H1', '钱二', String(MOTHER), { relationship: '12' }),
      memberRow('H1', '钱二', String(MOTHER), { relationship: '51' }),
      memberRow('H2', '赵一', String(FATHER), { relationship: '99' }),
    ]);
    expect(report).toMatchObject({
      status: 'accepted',
      rows: 5,
      accepted: 2,
      setAside: { DUPLICATE_ROW: 1, CONFLICTING_ROW: 2 },
    });
  });

  it('sets aside what the contract does not allow, each row for one reason', async () => {
    const report = await desk.load(
      'members_2026-09-02.csv',
      [
        memberRow('H1', '赵一', String(FATHER)),
        memberRow('H9', '赵一', String(FATHER)),
        memberRow('H1', '钱二', '31019019800101'),
        memberRow('H1', '钱二', '310190198001010***'),
        memberRow('H1', '钱二', '310190198001010010'),
        memberRow('H1', '', String(MOTHER)),
        memberRow('H1', '钱\u0000二', String(MOTHER)),
        memberRow('H1\u0000', '钱二', String(MOTHER)),
        memberRow('H1', '钱二', String(MOTHER), { relationship: '房东' }),
        memberRow('H1', '钱二', String(MOTHER), { covered: '也许' }),
        memberRow('H1', '钱二', String(MOTHER), { birthDate: '1980-02-30' }),
        [...memberRow('H1', '钱二', String(MOTHER)), '多一格'],
      ],
      { force: true },
    );
    expect(report).toMatchObject({ rows: 12, accepted: 1 });
    expect(report.setAside).toEqual({
      REFERENCE_UNKNOWN: 1,
      ID_LENGTH: 1,
      ID_MASKED: 1,
      ID_CHECKSUM: 1,
      REQUIRED_MISSING: 1,
      TEXT_FORBIDDEN: 2,
      ENUM_UNKNOWN: 2,
      DATE_INVALID: 1,
      ROW_SHAPE: 1,
    });
  });

  it('recognises old and foreign documents by their form', async () => {
    const fifteen = `${idNumberOf(1).slice(0, 6)}${idNumberOf(1).slice(8, 17)}`;
    const permit = idNumberOf(7, '19900101', '810000');
    const report = await desk.load(
      'members_2026-09-03.csv',
      [memberRow('H1', '赵一', fifteen), memberRow('H1', '周五', permit, { relationship: '12' })],
      { force: true },
    );
    expect(report).toMatchObject({ status: 'accepted', accepted: 2 });
    const { rows } = await database
      .subgraph('households')
      .pool.query<{ name: string; documentClass: string }>(
        `SELECT name, document_class AS "documentClass" FROM person ORDER BY name`,
      );
    // The 15-digit number is the same person as its 18-digit form.
    expect(rows).toEqual([
      { name: '周五', documentClass: 'HMT_RESIDENCE_PERMIT' },
      { name: '赵一', documentClass: 'RESIDENT_ID' },
    ]);
  });

  it('takes birth date and sex from the number and says when the row disagrees', async () => {
    const row = memberRow('H1', '赵一', String(FATHER), {
      sex: '女',
      birthDate: '1980/1/2',
      labour: '无',
    });
    const report = await desk.load('members_2026-09-04.csv', [row], { force: true });
    expect(report.notices.join()).toContain('1 行的出生日期或性别与身份号码不一致');
    const { rows } = await database.subgraph('households').pool.query(
      `SELECT birth_date, sex, labour_capacity FROM person JOIN membership ON person_id = person.id
          WHERE name = '赵一' AND valid_to IS NULL`,
    );
    expect(rows).toEqual([{ birth_date: '1980-01-01', sex: 'MALE', labour_capacity: '无' }]);
  });
});

describe('roster files', () => {
  let database: FreshDatabase;
  let desk: RosterDesk;
  beforeAll(async () => {
    database = await freshDatabase();
    desk = rosterDesk(database);
  });
  afterAll(async () => {
    desk.close();
    await database.drop();
  });

  it('may be sent again once what they refer to has come', async () => {
    const rows = [memberRow('H1', '赵一', String(FATHER)), memberRow('H8', '李八', String(SON))];
    const early = await desk.load('members_2026-09-28.csv', rows);
    expect(early).toMatchObject({ status: 'held', setAside: { REFERENCE_UNKNOWN: 2 } });
    await desk.load('households_2026-09-28.csv', [householdRow('H1', String(FATHER), STREET)]);
    expect(await desk.load('members_2026-09-28.csv', rows)).toMatchObject({
      status: 'accepted',
      accepted: 1,
    });
    expect(await desk.load('members_2026-09-28.csv', rows)).toMatchObject({
      status: 'noop',
      accepted: 1,
    });
    await desk.load('households_2026-09-29.csv', [
      householdRow('H1', String(FATHER), STREET),
      householdRow('H8', String(SON), STREET),
    ]);
    expect(await desk.load('members_2026-09-28.csv', rows)).toMatchObject({
      status: 'accepted',
      accepted: 2,
    });
  });

  it('sets a household in an unknown street aside once areas are known', async () => {
    await desk.load('areas_2026-10-01.csv', [['310106012', '甲街道', '310106', '', '']]);
    const report = await desk.load('households_2026-10-01.csv', [
      householdRow('H1', String(FATHER), STREET),
      householdRow('H8', String(SON), STREET),
      householdRow('H9', String(OTHER), '310106099'),
    ]);
    expect(report).toMatchObject({ accepted: 2, setAside: { REFERENCE_UNKNOWN: 1 } });
  });

  it('is held when short, and when nothing in it can be used', async () => {
    expect(
      await desk.load('households_2026-10-02.csv', [householdRow('H1', String(FATHER), STREET)]),
    ).toMatchObject({ status: 'held', rows: 1, accepted: 1 });
    expect(await desk.load('households_2026-10-03.csv', [])).toMatchObject({
      status: 'held',
      rows: 0,
    });
  });

  it('is rejected with the reason when its name or header is wrong', async () => {
    const wrongColumn = await desk
      .load('members_2026-10-04.csv', [])
      .then(() => desk.loadFile(import.meta.filename, { fileName: 'members_2026-10-04.csv' }));
    expect(wrongColumn).toMatchObject({ status: 'rejected', error: { code: 'HEADER_MISSING' } });
    expect(
      await desk.loadFile(import.meta.filename, { fileName: 'members_2026-13-04.csv' }),
    ).toMatchObject({ status: 'rejected', error: { code: 'FILE_NAME_INVALID' } });
    expect(
      await desk.loadFile(import.meta.filename, { fileName: 'pets_2026-10-04.csv' }),
    ).toMatchObject({ status: 'rejected', error: { code: 'ROSTER_KIND_UNKNOWN' } });
  });
});
