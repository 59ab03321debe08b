import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import iconv from 'iconv-lite';

const ROWS_PER_WRITE = 20_000;
const FIRST_BIRTH = Date.UTC(1940, 0, 1);
const BIRTH_DAYS = 29_000;
const SERIALS = 1_000;
// Without a common factor with the numbers they walk through, so that each comes once.
const ID_STRIDE = 7_919_113;
const NAME_STRIDE = 611_953;
const NIGHT_STRIDE = 7_907;
/** Strangers of the night are not the strangers of the extract. */
const BEYOND_DEATHS = 100_000_000;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const SURNAMES = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华建文'];

/** Where the benchmark's files stand, and how many rows of the extract are about a recipient. */
export type BenchDistrict = {
  rosterDir: string;
  extract: string;
  extractUtf8: string;
  hits: number;
};

/**
 * Writes a roster of `members` one-person households and a death extract of `rows` rows in GB18030,
 * beside the same extract in UTF-8 for the floor. Every number has a right check character and an
 * unassigned area (310190–310199); `hits` rows, evenly spread, are about recipients. A share of `dirty` rows has one
 * wrong digit in the number, every tenth of them in a recipient's.
 */
export async function writeBenchDistrict(
  dir: string,
  members: number,
  rows: number,
  hits: number,
  dirty = 0,
): Promise<BenchDistrict> {
  const rosterDir = path.join(dir, 'roster');
  await mkdir(rosterDir, { recursive: true });
  await writeRows(path.join(rosterDir, 'areas_2026-10-28.csv'), ['utf8'], 3, (i) =>
    i === 0
      ? '区划代码,名称,上级代码,生效日期,失效日期'
      : i === 1
        ? '310106,静安区,310100,,'
        : i === 2
          ? '310106006,江宁路街道,310106,,'
          : '310106006001,江宁路第1居委会,310106006,,',
  );
  await writeRows(path.join(rosterDir, 'households_2026-10-28.csv'), ['utf8'], members, (i) =>
    i === 0
      ? '家庭编号,户主身份号码,街道区划代码,居村委区划代码,居委会名称,户籍地址,居住地址,家庭类别'
      : `JB${i},${idNumber(i)},310106006,310106006001,江宁路第1居委会,样本路1弄1号,样本路1弄1号,单人户`,
  );
  await writeRows(path.join(rosterDir, 'members_2026-10-28.csv'), ['utf8'], members, (i) =>
    i === 0
      ? '家庭编号,姓名,曾用名,公民身份号码,性别,出生日期,与户主关系,是否保障对象,劳动能力,残疾等级,在校学历,联系电话'
      : `JB${i},${personName(i)},,${idNumber(i)},,,户主,是,无,,,`,
  );
  await writeRows(path.join(rosterDir, 'cases_2026-10-28.csv'), ['utf8'], members, (i) =>
    i === 0
      ? '案件编号,家庭编号,救助项目,案件状态,起保年月,月保障金额,保障人口数,最近核查日期,授权书编号,授权有效期止'
      : `AB${i},JB${i},最低生活保障,在保,2022-01,1595.00,1,2026-05-20,SQ${i},2027-12-31`,
  );
  const extract = path.join(dir, 'public-security.death_2026-10_delta.csv');
  const extractUtf8 = path.join(dir, 'floor.csv');
  const every = Math.floor(rows / hits);
  const everyDirty = dirty === 0 ? Infinity : Math.round(1 / dirty);
  await writeRows([extract, extractUtf8], ['gb18030', 'utf8'], rows, (i) => {
    if (i === 0) return '姓名,公民身份号码,性别,出生日期,死亡日期,注销日期,死亡证明编号,登记机关';
    const hit = i % every === 0 && i / every <= hits;
    const isDirty = dirty > 0 && i % everyDirty === 1;
    const nth = Math.floor(i / everyDirty);
    const recipient = hit || (isDirty && nth % 10 === 0);
    const who = recipient ? 1 + Math.floor((i / rows) * (members - 1)) : members + i;
    const day = String(1 + (i % 20)).padStart(2, '0');
    const right = idNumber(who);
    const id = isDirty ? wrongDigit(right) : right;
    const birth = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
    const sex = Number(id[16]) % 2 === 1 ? '男' : '女';
    return `${personName(who)},${id},${sex},${birth},2026-10-${day},2026-10-${String(Number(day) + 5).padStart(2, '0')},SW${i},江宁路街道派出所`;
  });
  return { rosterDir, extract, extractUtf8, hits };
}

/**
 * Writes a night's delta of `rows` persons who found work, one in a hundred of them a recipient whom the death extract
 * of the same district does not name, two in a hundred with one wrong digit.
 */
export async function writeNightExtract(
  dir: string,
  members: number,
  rows: number,
): Promise<string> {
  const file = path.join(dir, 'human-resources.employment_2026-10_delta.csv');
  await writeRows(file, ['utf8'], rows, (i) => {
    if (i === 0) return '姓名,证件号码,用人单位名称,就业登记日期,就业类型,终止日期';
    const recipient = i % 100 === 0 || i % 500 === 1;
    const who = recipient ? 1 + ((i * NIGHT_STRIDE) % members) : BEYOND_DEATHS + i;
    const id = i % 50 === 1 ? wrongDigit(idNumber(who)) : idNumber(who);
    return `${personName(who)},${id},上海示范有限公司,2026-10-${String(1 + (i % 28)).padStart(2, '0')},单位就业,`;
  });
  return file;
}

/** The serial's last digit mistyped: the check character tells. */
function wrongDigit(id: string): string {
  return `${id.slice(0, 16)}${(Number(id[16]) + 1) % 10}${id.slice(17)}`;
}

/** The i-th synthetic number: distinct for i below 290 million, and strewn over all of them as real ones are. */
function idNumber(i: number): string {
  const j = (i * ID_STRIDE) % (10 * SERIALS * BIRTH_DAYS);
  const day = Math.floor(j / 10) % BIRTH_DAYS;
  const birth = new Date(FIRST_BIRTH + day * 86_400_000).toISOString();
  const serial = String(Math.floor(j / 10 / BIRTH_DAYS)).padStart(3, '0');
  const first17 = `31019${j % 10}${birth.slice(0, 4)}${birth.slice(5, 7)}${birth.slice(8, 10)}${serial}`;
  let sum = 0;
  for (let k = 0; k < 17; k++) sum += (first17.charCodeAt(k) - 48) * (WEIGHTS[k] ?? 0);
  return first17 + ('10X98765432'[sum % 11] ?? '');
}

/** Some 14,000 names, held alike often: namesakes born on the same day come about by themselves. */
function personName(i: number): string {
  const j = (i * NAME_STRIDE) % 1_000_003;
  const [first, second] = [GIVEN[j % GIVEN.length], GIVEN[Math.floor(j / 50) % GIVEN.length]];
  return `${SURNAMES[Math.floor(j / 2_000) % SURNAMES.length] ?? ''}${first ?? ''}${i % 3 === 0 ? '' : (second ?? '')}`;
}

async function writeRows(
  files: string | string[],
  encodings: string[],
  rows: number,
  line: (i: number) => string,
): Promise<void> {
  const streams = [files].flat().map((file) => createWriteStream(file));
  for (let from = 0; from <= rows; from += ROWS_PER_WRITE) {
    const lines: string[] = [];
    for (let i = from; i < Math.min(from + ROWS_PER_WRITE, rows + 1); i++) lines.push(line(i));
    const text = lines.join('\n') + '\n';
    for (const [k, stream] of streams.entries()) {
      const encoding = encodings[k] ?? 'utf8';
      const bytes = encoding === 'utf8' ? Buffer.from(text) : iconv.encode(text, encoding);
      if (!stream.write(bytes)) await once(stream, 'drain');
    }
  }
  for (const stream of streams) {
    stream.end();
    await once(stream, 'close');
  }
}
