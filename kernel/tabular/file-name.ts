import { isPlainDate, parsePeriod, plainDate, type PlainDate } from '../plain-date.ts';
import { HubError } from '../errors.ts';

export type BatchMode = 'snapshot' | 'delta';

/** What an extract's name says: `<source>_<period>_<mode>[_<serial>].csv|.xlsx`. */
export type ExtractFileName = {
  source: string;
  period: string;
  /** The period's last day decides what is newer. */
  periodEnd: PlainDate;
  mode: BatchMode;
  /** Numbers the parts of one period, from 1. */
  serial: number;
};

export type RosterKind =
  'areas' | 'households' | 'members' | 'cases' | 'staff_relatives' | 'staff_accounts' | 'aid_list';

/** What a roster file's name says; an aid list names its unit and campaign instead of a date. */
export type RosterFileName = {
  kind: RosterKind;
  date: PlainDate | null;
  unit: string | null;
  campaign: string | null;
};

const EXTRACT_PATTERN = '<来源>_<YYYY-MM 或 YYYY-MM-DD>_<snapshot 或 delta>[_<序号>].csv 或 .xlsx';
const ROSTER_PATTERN = '<类别>_<YYYY-MM-DD>.csv 或 .xlsx';
const SOURCE_CODE = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;
const SERIAL = /^[1-9]\d{0,3}$/;

/**
 * Reads an extract's name; what `given` holds overrides the name and may make up for it.
 * @throws HubError FILE_NAME_INVALID when source, period or mode is still unknown.
 */
export function parseExtractFileName(
  fileName: string,
  given: {
    source?: string | undefined;
    period?: string | undefined;
    mode?: string | undefined;
  } = {},
): ExtractFileName {
  const refuse = () =>
    new HubError('FILE_NAME_INVALID', { file: fileName, pattern: EXTRACT_PATTERN });
  const parts = stem(fileName, refuse).split('_');
  const named = parts.length === 3 || parts.length === 4;
  const [nameSource, namePeriod, nameMode, nameSerial] = named ? parts : [];
  const source = given.source ?? nameSource ?? '';
  const period = parsePeriod(given.period ?? namePeriod ?? '');
  const mode = given.mode ?? nameMode;
  if (!SOURCE_CODE.test(source) || period === null) throw refuse();
  if (mode !== 'snapshot' && mode !== 'delta') throw refuse();
  const wholeNameGiven = given.source && given.period && given.mode;
  if (nameSerial !== undefined && !SERIAL.test(nameSerial) && !wholeNameGiven) throw refuse();
  const serial = nameSerial !== undefined && SERIAL.test(nameSerial) ? Number(nameSerial) : 1;
  return { source, ...period, mode, serial };
}

/**
 * Reads a roster file's name, such as `members_2026-10-28.csv` or `aid_list_民政局_元旦春节.csv`.
 * @throws HubError FILE_NAME_INVALID for another shape, ROSTER_KIND_UNKNOWN for another kind.
 */
export function parseRosterFileName(fileName: string): RosterFileName {
  const refuse = () =>
    new HubError('FILE_NAME_INVALID', { file: fileName, pattern: ROSTER_PATTERN });
  const name = stem(fileName, refuse);
  const aidList = /^aid_list_([^_]+)_(.+)$/.exec(name);
  if (aidList) {
    return { kind: 'aid_list', date: null, unit: aidList[1] ?? null, campaign: aidList[2] ?? null };
  }
  const [, kind = '', day = ''] = /^(.+)_([^_]+)$/.exec(name) ?? [];
  if (!isPlainDate(day)) throw refuse();
  if (!isDatedKind(kind))
    throw new HubError('ROSTER_KIND_UNKNOWN', { file: fileName, roster: kind });
  return { kind, date: plainDate(day), unit: null, campaign: null };
}

function isDatedKind(kind: string): kind is Exclude<RosterKind, 'aid_list'> {
  return [
    ...['areas', 'households', 'members', 'cases', 'staff_relatives', 'staff_accounts'],
  ].includes(kind);
}

/** The name without its ending. A name is never a path: what looks like one is refused. */
function stem(fileName: string, refuse: () => HubError): string {
  const matched = /^([^/\\\p{Cc}]{1,200})\.(?:csv|xlsx)$/iu.exec(fileName);
  if (!matched?.[1] || fileName.startsWith('.')) throw refuse();
  return matched[1];
}
