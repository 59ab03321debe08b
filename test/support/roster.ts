import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemActor } from '../../kernel/actor.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import type { IntakeReport } from '../../kernel/runtime/roster-load.ts';
import { createAssistanceIntake } from '../../subgraphs/assistance/intake.ts';
import { createHouseholdsIntake } from '../../subgraphs/households/intake.ts';
import { testDeps, type FreshDatabase } from './database.ts';

const LOADER = systemActor('test:intake');
const AS_OF = plainDate('2026-11-05');

/** Takes roster files in as the command line does: by name, areas first. */
export type RosterDesk = {
  /** Writes a CSV file of that name and takes it in. */
  load(
    fileName: string,
    rows: readonly (readonly string[])[],
    options?: { force?: boolean },
  ): Promise<IntakeReport>;
  /** Takes in bytes under a file name. */
  loadBytes(fileName: string, bytes: Uint8Array): Promise<IntakeReport>;
  /** Takes in a file that is already there. */
  loadFile(file: string, options?: { force?: boolean; fileName?: string }): Promise<IntakeReport>;
  refreshJurisdiction(): Promise<number>;
  close(): void;
};

/** The headers of the roster files, in the contract's order. */
const HEADERS = {
  areas: ['区划代码', '名称', '上级代码', '生效日期', '失效日期'],
  households: [
    '家庭编号',
    '户主身份号码',
    '街道区划代码',
    '居村委区划代码',
    '居委会名称',
    '户籍地址',
    '居住地址',
    '家庭类别',
  ],
  members: [
    '家庭编号',
    '姓名',
    '曾用名',
    '公民身份号码',
    '性别',
    '出生日期',
    '与户主关系',
    '是否保障对象',
    '劳动能力',
    '残疾等级',
    '在校学历',
    '联系电话',
  ],
  cases: [
    '案件编号',
    '家庭编号',
    '救助项目',
    '案件状态',
    '起保年月',
    '月保障金额',
    '保障人口数',
    '最近核查日期',
    '授权书编号',
    '授权有效期止',
  ],
  staff_relatives: [
    '经办人姓名',
    '经办人身份号码',
    '单位及职务',
    '关系',
    '近亲属姓名',
    '近亲属身份号码',
    '享受项目',
    '申报日期',
  ],
  staff_accounts: ['账号', '经办人身份号码'],
} as const;

export function rosterDesk(database: FreshDatabase): RosterDesk {
  const directory = mkdtempSync(path.join(tmpdir(), 'yikou-roster-'));
  const households = createHouseholdsIntake(testDeps(database, 'households'));
  const assistance = createAssistanceIntake(testDeps(database, 'assistance'));

  async function loadFile(
    file: string,
    options: { force?: boolean; fileName?: string } = {},
  ): Promise<IntakeReport> {
    const name = options.fileName ?? path.basename(file);
    const owner = /^(cases|staff_relatives)_/.test(name) ? assistance : households;
    return owner.load(LOADER, { file, asOf: AS_OF, ...options });
  }

  return {
    loadFile,
    async load(fileName, rows, options) {
      const kind = /^(.+)_/.exec(fileName)?.[1] as keyof typeof HEADERS;
      const file = path.join(directory, fileName);
      const lines = [HEADERS[kind], ...rows].map((cells) => cells.map(quote).join(','));
      writeFileSync(file, `${lines.join('\r\n')}\r\n`);
      return loadFile(file, options);
    },
    async loadBytes(fileName, bytes) {
      const file = path.join(directory, fileName);
      writeFileSync(file, bytes);
      return loadFile(file);
    },
    refreshJurisdiction: () => assistance.refreshJurisdiction(LOADER),
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** One member row with what a test does not care about filled in. */
export function memberRow(
  householdNo: string,
  name: string,
  idNumber: string,
  { relationship = '02', covered = '是', ...rest }: Partial<MemberCells> = {},
): string[] {
  const { formerName = '', sex = '', birthDate = '', labour = '', phone = '' } = rest;
  const tail = [relationship, covered, labour, '', '', phone];
  return [householdNo, name, formerName, idNumber, sex, birthDate, ...tail];
}

type MemberCells = Record<
  'relationship' | 'covered' | 'formerName' | 'sex' | 'birthDate' | 'labour' | 'phone',
  string
>;

/** One household row; the committee is the street's first. */
export function householdRow(
  householdNo: string,
  headIdNumber: string,
  streetCode: string,
  category = '家庭户',
): string[] {
  const address = '样本路1弄1号';
  return [
    householdNo,
    headIdNumber,
    streetCode,
    `${streetCode}001`,
    '第一居委会',
    address,
    address,
    category,
  ];
}

/** One case row: 在保 since 2024, 1,000 yuan, one person, authorised until the end of 2027. */
export function caseRow(
  caseNo: string,
  householdNo: string,
  { programme = '低保', status = '在保', amount = '1,000.00', covered = '1' } = {},
): string[] {
  return [
    caseNo,
    householdNo,
    programme,
    status,
    '2024-01',
    amount,
    covered,
    '',
    'SQ1',
    '2027-12-31',
  ];
}
