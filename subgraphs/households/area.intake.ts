import { areaLevel } from '../../kernel/area-code.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import type { RosterFile } from '../../kernel/runtime/roster-staging.ts';
import { areaCode, optionalAreaCode, optionalDate, text } from '../../kernel/tabular/parsers.ts';
import type { AreaLevel } from './area.service.ts';

type AreaRow = {
  code: string;
  name: string;
  parentCode: string | null;
  validFrom: PlainDate | null;
  validTo: PlainDate | null;
};

const DIGITS = [6, 9, 12];

/** `areas_<date>`: the district, its streets and committees, and the names they go by. */
export const areasFile: RosterFile<AreaRow> = {
  kind: 'areas',
  contract: {
    name: 'areas',
    columns: {
      code: areaCode('区划代码', DIGITS),
      name: text('名称'),
      parentCode: optionalAreaCode('上级代码', DIGITS),
      validFrom: optionalDate('生效日期'),
      validTo: optionalDate('失效日期'),
    },
    check: ({ validFrom, validTo }) =>
      validFrom && validTo && validTo < validFrom ? 'DATE_ORDER' : null,
    naturalKey: ({ code }) => significant(code),
  },
  // Areas that left the list stay known: old records still name them.
  complete: false,
  columns: {
    area_code: 'text',
    name: 'text',
    parent_code: 'text',
    level: 'text',
    valid_from: 'date',
    valid_to: 'date',
  },
  stage: (row) => [
    significant(row.code),
    row.name,
    row.parentCode === null ? null : significant(row.parentCode),
    levelOf(row.code),
    row.validFrom,
    row.validTo,
  ],
  async reconcile(client) {
    await client.query(
      `INSERT INTO area (code, name, parent_code, level, valid_from, valid_to)
       SELECT area_code, name, parent_code, level, valid_from, valid_to FROM staged WHERE code IS NULL
       ON CONFLICT (code) DO UPDATE
         SET name = EXCLUDED.name, parent_code = EXCLUDED.parent_code, level = EXCLUDED.level,
             valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to`,
    );
  },
};

/** 310106012000 names the street 310106012: the statistical form padded to twelve digits. */
function significant(code: string): string {
  switch (areaLevel(code)) {
    case 'DISTRICT':
      return code.slice(0, 6);
    case 'SUBDISTRICT':
      return code.slice(0, 9);
    default:
      return code;
  }
}

/** Six digits ending in 00 stand above the districts: 310000, 310100. */
function levelOf(code: string): AreaLevel {
  const level = areaLevel(code) ?? 'REGION';
  return level === 'DISTRICT' && significant(code).endsWith('00') ? 'REGION' : level;
}
