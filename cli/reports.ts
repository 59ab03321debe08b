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
      describeSetAside(report),
      report.seconds.toFixed(1),
    ]),
  );
  for (const { file, notices, error, holdReason } of reports) {
    const texts = [error?.message, holdReason, ...notices].filter((text) => text != null);
    for (const text of texts) output.line(`${file}：${text}`);
  }
}

/** The exit code of several files: the worst of them. */
export function worstOf(reports: readonly FileReport[]): ExitCode {
  if (reports.some((report) => report.status === 'rejected')) return EXIT.rejected;
  if (reports.some((report) => report.status === 'held')) return EXIT.held;
  return EXIT.ok;
}

function describeSetAside({ setAside }: FileReport): string {
  const entries = Object.entries(setAside).sort(([one], [other]) => (one < other ? -1 : 1));
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return '0';
  return `${total} (${entries.map(([code, count]) => `${code} ${count}`).join(', ')})`;
}
