import { FINDINGS, type Finding } from './findings.ts';
import type { ProofOutcome } from './proof.ts';
import type { ProvenPurge } from './purges.ts';
import type { Report } from './verify.ts';

export type Language = 'zh' | 'en';

/** A report for people: the verdict, then what is wrong, the first first. */
export function reportLines(report: Report, language: Language): string[] {
  const { ok, blocks, rows, waiting, purged, late, torn, repeated, head, findings, shown } = report;
  const purges = report.purges.map((purge) => purgeLine(purge, language));
  const zh = language === 'zh';
  const verdict = ok
    ? zh
      ? `核验通过：${blocks} 块，${rows} 行。`
      : `Verified: ${blocks} blocks, ${rows} rows.`
    : zh
      ? `核验不符：${findings} 处（已查 ${blocks} 块，${rows} 行）。`
      : `NOT VERIFIED: ${findings} findings in ${blocks} blocks and ${rows} rows.`;
  const counts: [number, string, string][] = [
    [waiting, '待封存', 'rows wait for their block'],
    [purged, '依凭证已清理', 'rows are gone by a certified purge'],
    [late, '封存晚于所记时间一小时以上', 'rows were sealed over an hour after their time'],
    [torn, '根文件中崩溃留下的残行', 'lines that a crash cut off in the roots file'],
    [repeated, '根文件中重复的行', 'repeated lines in the roots file'],
  ];
  const notes = counts
    .filter(([count]) => count > 0)
    .map(([count, chinese, english]) => (zh ? `${chinese}：${count}` : `${count} ${english}`));
  const told = shown.map((finding) => findingLine(finding, language));
  const left = findings - shown.length;
  if (left > 0) told.push(zh ? `……另有 ${left} 处` : `… and ${left} more`);
  const newest = head?.replaceAll('\t', ' · ') ?? (zh ? '尚无封存块' : 'no block yet');
  return [verdict, ...told, ...notes, ...purges, `${zh ? '最新一块' : 'Newest block'}: ${newest}`];
}

/** One purge: which certificate, of what, how much. */
function purgeLine(
  { certificate, class: of, before, rows }: ProvenPurge,
  language: Language,
): string {
  return language === 'zh'
    ? `  依第 ${certificate} 号凭证清理 ${rows} 行（类别 ${of}，${before} 之前）`
    : `  purged by certificate ${certificate}: ${rows} rows (class ${of}, before ${before})`;
}

/** One finding: where, then what. */
export function findingLine(finding: Finding, language: Language): string {
  const zh = language === 'zh';
  const { code, block, position, event, line } = finding;
  const places: [string | number | undefined, string, string][] = [
    [line, '文件行', 'line'],
    [block, '块', 'block'],
    [position, '位置', 'position'],
    [event, '行编号', 'row'],
  ];
  const where = places
    .filter(([value]) => value !== undefined)
    .map(([value, chinese, english]) => `${zh ? chinese : english} ${value}`);
  return `${where.join(' ')}  ${code}  ${FINDINGS[code][language]}`.trimStart();
}

/** The outcome of a proof for people. */
export function proofLine({ ok, event, note }: ProofOutcome, language: Language): string {
  const said = note === null ? '' : ` (${note.origin}, ${note.size}, ${note.sealedAt})`;
  if (language === 'zh')
    return ok ? `证明成立：第 ${event ?? ''} 号记录在审计日志中${said}。` : `证明不成立${said}。`;
  return ok ? `The proof holds: row ${event ?? ''} is in the log${said}.` : `NO PROOF${said}.`;
}

const USAGE_ZH = `用法：
  verify  --roots 文件 --key 公钥 [--older 副本] [--from 导出文件]   核验审计记录
  export  --out 文件                                                 导出，供离线核验
  prove   --event 编号 [--from 导出文件] [--out 文件]                一行的存在证明
  check   --proof 文件 --key 公钥                                    核对证明，不需数据库
公钥为一行文本或其文件（hub audit key 打印；更换过的按先后各一行）。数据库地址取自 DATABASE_URL 或 --database。
退出码：0 相符，65 不符，2 用法有误，69 数据库不可用，1 其他。`;

const USAGE_EN = `Usage:
  verify  --roots FILE --key KEY [--older COPY] [--from EXPORT]   verify the audit trail
  export  --out FILE                                              write it to a file, to verify elsewhere
  prove   --event ID [--from EXPORT] [--out FILE]                 prove that one row is in the log
  check   --proof FILE --key KEY                                  check such a proof; needs no database
KEY is a line of text or a file of them (hub audit key prints it; replaced keys first). The database is that of
DATABASE_URL or --database. Exit codes: 0 in order, 65 not, 2 wrong usage, 69 no database, 1 anything else.`;

export function usage(language: Language): string {
  return language === 'zh' ? USAGE_ZH : USAGE_EN;
}

/** What was typed, less what may be somebody's number: terminals are kept in logs too. */
export function scrubbed(typed: string): string {
  return typed.replace(/[0-9０-９]{11,}[XxＸｘ]?/g, '…');
}
