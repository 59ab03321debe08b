import path from 'node:path';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { say } from './messages.ts';
import type { Output } from './output.ts';

/** What every report about one file has, whoever wrote it. */
export type FileReport = {
  file: string;
  status: 'accepted' | 'held' | 'rejected' | 'noop' | 'skipped';
  rows: number;
  accepted: number;
  setAside: Record<string, number>;
  notices: readonly string[];
  holdReason?: string | null;
  error: { code: string; message: string } | null;
  seconds: number;
};

/** A table of what became of each file, and the notes that go with it. */
export function printReports(output: Output, reports: readonly FileReport[]): void {
  const { language } = output;
  const header = (['file', 'status', 'rows', 'accepted', 'setAside', 'seconds'] as const).map(
    (key) => say(language, key),
  );
  output.table(
    header,
    reports.map((report) => [
      report.file,
      say(language, `status_${report.status}`),
      String(report.rows),
      String(report.accepted),
      String(sum(report.setAside)),
      report.seconds.toFixed(1),
    ]),
  );
  for (const report of reports) {
    const { notices, error, holdReason } = report;
    const texts = [error?.message, holdReason, describeSetAside(output, report), ...notices];
    for (const text of texts) if (text) output.line(`${path.basename(report.file)}：${text}`);
  }
}

/** The exit code of several files: the worst of them. */
export function worstOf(reports: readonly FileReport[]): ExitCode {
  if (reports.some((report) => report.status === 'rejected')) return EXIT.rejected;
  if (reports.some((report) => report.status === 'held')) return EXIT.held;
  return EXIT.ok;
}

function describeSetAside(output: Output, { setAside }: FileReport): string | null {
  const entries = Object.entries(setAside).sort(([one], [other]) => (one < other ? -1 : 1));
  if (entries.length === 0) return null;
  const codes = entries.map(([code, count]) => `${code} ${count}`).join(', ');
  return `${say(output.language, 'setAside')} ${codes}`;
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
