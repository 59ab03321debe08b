import { RULES } from '../subgraphs/crossmatch/rules/index.ts';
import type { AlertLine } from './alert-list.ts';
import type { Comparison } from './district/compare-truth.ts';
import { say } from './messages.ts';
import type { Output } from './output.ts';

/** Open alerts by street and rule, the busiest street first, sums at both edges. */
export function printAlertTable(output: Output, alerts: readonly AlertLine[]): void {
  const open = alerts.filter(({ status }) => status === 'open');
  const streets = new Map<string, AlertLine[]>();
  for (const alert of open) {
    streets.set(alert.streetName, [...(streets.get(alert.streetName) ?? []), alert]);
  }
  const counts = (of: readonly AlertLine[]): string[] => [
    ...RULES.map(({ id }) => String(of.filter(({ rule }) => rule === id).length)),
    String(of.length),
  ];
  const titles = RULES.map(({ id, title }) => (output.language === 'zh' ? title : id));
  const rows = [...streets]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([street, of]) => [street, ...counts(of)]);
  const total = say(output.language, 'total');
  output.table(
    [say(output.language, 'street'), ...titles, total],
    [...rows, [total, ...counts(open)]],
  );
}

/** One alert as a case officer reads it: a death two departments agree on, or whatever there is. */
export function printOneAlert(output: Output, alerts: readonly AlertLine[]): void {
  const open = alerts.filter(({ status }) => status === 'open');
  const alert = open.find(({ sources }) => sources.length > 1) ?? open[0];
  if (!alert) return;
  output.line(say(output.language, 'oneAlert', { alertNo: alert.alertNo }));
  const facts = [
    [say(output.language, 'street'), alert.streetName],
    [say(output.language, 'household'), `${alert.householdNo} · ${alert.caseNo}`],
    [say(output.language, 'name'), `${alert.name} ${alert.idNumberMasked}`],
    [say(output.language, 'rule'), alert.rule],
    [say(output.language, 'effectiveDate'), alert.effectiveDate],
    [say(output.language, 'dueDate'), alert.dueDate ?? '—'],
    [say(output.language, 'source'), alert.sources.join('、')],
  ];
  for (const [title, value] of facts) output.line(`  ${title}：${value}`);
  for (const line of alert.explanation.split('\n')) output.line(`  ${line}`);
}

/** The district's truth beside what was found. */
export function printComparison(output: Output, comparison: Comparison): void {
  output.line(
    say(output.language, 'truth', {
      expected: comparison.alertsExpected,
      found: comparison.alertsFound,
      precision: comparison.precision.toFixed(3),
      recall: comparison.recall.toFixed(3),
      silent: comparison.silentCases,
      violations: comparison.silentViolations.length,
      reviews: comparison.reviewsExpected,
      reviewsWrong: comparison.reviewsMissed.length + comparison.reviewsSurplus.length,
      files: comparison.filesCompared,
      filesWrong: comparison.fileDifferences.length,
    }),
  );
  const wrong = [
    ...comparison.missed.map((text) => `− ${text}`),
    ...comparison.surplus.map((text) => `+ ${text}`),
    ...comparison.reviewsMissed.map((text) => `− review ${text}`),
    ...comparison.reviewsSurplus.map((text) => `+ review ${text}`),
    ...comparison.fileDifferences,
  ];
  for (const text of wrong.slice(0, 20)) output.line(`  ${text}`);
}
