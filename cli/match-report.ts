import type { MatchReport } from '../subgraphs/crossmatch/match/match-run.ts';
import { driftNote } from '../subgraphs/crossmatch/linkage-drift.labels.ts';
import { say } from './messages.ts';
import type { Output } from './output.ts';

/** What a comparison says at its end: per batch in a table, the sums in sentences. */
export function printMatchReport(output: Output, report: MatchReport): void {
  const { language } = output;
  const header = (
    [
      'file',
      'rows',
      'accepted',
      'exactHits',
      'reviewCandidates',
      'findings',
      'raised',
      'updated',
      'suppressed',
      'withdrawn',
      'seconds',
      'memory',
      'hash',
    ] as const
  ).map((key) => say(language, key));
  if (report.batches.length > 0) {
    output.table(
      header,
      report.batches.map((batch) => [
        batch.file,
        ...[
          batch.rows,
          batch.accepted,
          batch.exactHits,
          batch.reviewCandidates,
          batch.findings,
          batch.raised,
          batch.updated,
          batch.suppressed,
          batch.withdrawn,
        ].map(String),
        batch.seconds.toFixed(1),
        String(Math.round(batch.peakMemoryMb)),
        batch.resultHash.slice(0, 12),
      ]),
    );
  }
  const { totals, asOf } = report;
  output.line(say(language, 'matched', { ...totals, asOf, batches: report.batches.length }));
  output.line(say(language, 'alertsChanged', totals));
  output.line(
    say(language, 'runCost', {
      seconds: report.seconds.toFixed(1),
      peakMemoryMb: Math.round(report.peakMemoryMb),
      resultHash: report.resultHash.slice(0, 12),
    }),
  );
  for (const { file, drift } of report.batches) {
    for (const one of drift) output.note(`${file}: ${driftNote(one, language)}`);
  }
  if (report.linkageModel === null) output.note(say(language, 'notScored'));
  if (report.withoutDueDate.length > 0) {
    output.note(say(language, 'withoutDueDate', { count: report.withoutDueDate.length }));
  }
}
