import { ALERT_SEVERITY, alertWord } from '../alert.labels.ts';
import type { ConfirmedShare } from '../confirmed-share.ts';
import { isSameName } from '../../../kernel/person-name.ts';
import type { Agreement } from './hits.ts';
import type { ReviewedRecord } from './load-states.ts';
import type { AlertDraft } from './reconcile.ts';

/** One part of an explanation: what was compared and whether it agreed; null where it is only told. */
export type ExplanationPart = { field: string; agreed: boolean | null; text: string };

/** Where a record of the evidence stands. */
export type RecordPlace = { source: string; period: string; rowNo: number };

export type ExplanationInput = {
  draft: AlertDraft;
  maskedIdNumber: string;
  name: string;
  /** Of the evidence records whose number and name are equal, in their order. */
  agreements: readonly Agreement[];
  /** The evidence records that a reviewer judged, in their order. */
  reviewed: readonly ReviewedRecord[];
  places: readonly RecordPlace[];
  /** The record in plain Chinese, as its rule tells it. */
  told: readonly string[];
  /** Of a source code. */
  sourceTitle: (code: string) => string;
  share: ConfirmedShare;
};

/** What can still be read aloud; the rest stands in the evidence. */
const MOST_RECORDS = 5;

/**
 * Why there is an alert, so that it can be read aloud at the desk (domain.md rule 4): what agreed, what
 * the record does not say, where the record stands, the rule and its clause, how often it was right.
 * Neutral: it says what a record states, never what a person did.
 */
export function explain(input: ExplanationInput): { text: string; parts: ExplanationPart[] } {
  const { draft, told } = input;
  const parts: ExplanationPart[] = [
    ...(input.agreements.length > 0 ? exactParts(input) : reviewedParts(input)),
    ...told
      .slice(0, MOST_RECORDS)
      .map((text) => ({ field: 'record', agreed: null, text: withoutStop(text) })),
    { field: 'place', agreed: null, text: placeText(input) },
    ...stateTexts(draft).map((text) => ({ field: 'state', agreed: null, text })),
    { field: 'rule', agreed: null, text: `比对规则：${withoutStop(draft.rule.text)}` },
    { field: 'article', agreed: null, text: `依据：${draft.rule.article}` },
    { field: 'confirmedShare', agreed: null, text: shareText(input.share) },
    { field: 'lead', agreed: null, text: '本预警只是核查线索，以街道核实的情况为准' },
  ];
  const heading = `${draft.rule.title}（${ALERT_SEVERITY[draft.severity]}）`;
  return { text: [heading, ...parts.map(({ text }) => text)].join('。') + '。', parts };
}

function exactParts({ maskedIdNumber, agreements, reviewed }: ExplanationInput): ExplanationPart[] {
  const judged = `另有 ${reviewed.length} 条记录经区级比对复核，认定为同一人`;
  return [
    { field: 'idNumber', agreed: true, text: `公民身份号码一致（${maskedIdNumber}）` },
    { field: 'name', agreed: true, text: nameText(agreements) },
    { field: 'birthDate', ...agreement(agreements, 'birthDate', '出生日期') },
    { field: 'sex', ...agreement(agreements, 'sex', '性别') },
    ...(reviewed.length > 0 ? [{ field: 'review', agreed: true, text: judged }] : []),
  ];
}

/** What did not agree is said as plainly as what did: the officer must know why a person had to judge. */
function reviewedParts({ maskedIdNumber, name, reviewed }: ExplanationInput): ExplanationPart[] {
  const reasons = new Set(reviewed.map(({ reason }) => reason));
  const others = [...new Set(reviewed.map(({ recordName }) => recordName))].filter(
    (recordName) => !isSameName(recordName, name),
  );
  const parts: ExplanationPart[] = [
    numberPart(reasons, maskedIdNumber),
    others.length === 0
      ? { field: 'name', agreed: true, text: '姓名一致' }
      : { field: 'name', agreed: false, text: `姓名不一致，来源记录写作“${others.join('、')}”` },
  ];
  if (reasons.has('BIRTH_DATE_CONTRADICTS'))
    parts.push({ field: 'birthDate', agreed: false, text: '来源记录的出生日期与公民身份号码不符' });
  if (reasons.has('SEX_CONTRADICTS'))
    parts.push({ field: 'sex', agreed: false, text: '来源记录的性别与公民身份号码不符' });
  return [
    ...parts,
    { field: 'review', agreed: true, text: '已由区级比对复核员复核，认定为同一人' },
  ];
}

function numberPart(reasons: ReadonlySet<string>, maskedIdNumber: string): ExplanationPart {
  const field = 'idNumber';
  if ([...reasons].some((reason) => !reason.startsWith('NUMBER_')))
    return { field, agreed: true, text: `公民身份号码一致（${maskedIdNumber}）` };
  return reasons.has('NUMBER_DIFFERS')
    ? { field, agreed: false, text: '来源记录写有另一个有效的公民身份号码' }
    : { field, agreed: null, text: '来源记录没有可用的公民身份号码' };
}

function nameText(agreements: readonly Agreement[]): string {
  const folded = agreements.some(({ nameFolded }) => nameFolded);
  return folded ? '姓名一致（写法统一后，如空格、间隔号、繁简字）' : '姓名一致';
}

function agreement(
  agreements: readonly Agreement[],
  field: 'birthDate' | 'sex',
  label: string,
): { agreed: boolean | null; text: string } {
  const agreed = agreements.some((one) => one[field] === true);
  return agreed
    ? { agreed: true, text: `${label}与公民身份号码相符` }
    : { agreed: null, text: `来源记录未提供${label}` };
}

function placeText({ places, sourceTitle }: ExplanationInput): string {
  const shown = places
    .slice(0, MOST_RECORDS)
    .map(({ source, period, rowNo }) => `${sourceTitle(source)} ${period} 批次第 ${rowNo} 行`);
  const more = places.length > MOST_RECORDS ? `等 ${places.length} 条记录` : '';
  return `记录出处：${shown.join('、')}${more}`;
}

function stateTexts({ reason, alertClass, factEndedOn, notListedSince }: AlertDraft): string[] {
  const texts: string[] = [];
  if (reason !== null) texts.push(`注意：${alertWord(reason)}`);
  if (alertClass !== null) texts.push(`类别：${alertWord(alertClass)}`);
  if (factEndedOn !== null) texts.push(`来源登记的终止日期为 ${factEndedOn}`);
  if (notListedSince !== null) texts.push(`${notListedSince} 起来源全量数据中未再列出`);
  return texts;
}

function shareText({ confirmed, disposed }: ConfirmedShare): string {
  return disposed === 0
    ? '该规则尚无核查反馈'
    : `该规则此前核查反馈 ${disposed} 件，其中属实 ${confirmed} 件`;
}

function withoutStop(text: string): string {
  return text.replace(/。$/u, '');
}
