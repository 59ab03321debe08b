import type { ExpectedReview, FileTruth, Truth, UncoveredPerson } from './truth.ts';

/** What a hub found, in the shapes of `ingest`, `alerts`, `review` and `outreach` with `--json`. */
export type Found = {
  files: readonly Pick<FileTruth, 'file' | 'rows' | 'accepted' | 'setAside'>[];
  alerts: readonly FoundAlert[];
  reviews: readonly FoundReview[];
  outreach: readonly FoundPerson[];
};
type FoundAlert = {
  status: string;
  rule: string;
  householdNo: string;
  idNumberMasked: string;
  effectiveDate: string;
  severity: string;
  class: string | null;
  reason: string | null;
  sources: readonly string[];
};
type FoundReview = Pick<ExpectedReview, 'source' | 'householdNo' | 'recordName'> & {
  idNumberMasked: string;
};
type FoundPerson = Omit<UncoveredPerson, 'idNumber'> & { idNumberMasked: string };

/** How far what was found is from the truth: 1.000, 1.000 and nothing else for a correct hub. */
export type Comparison = {
  alertsExpected: number;
  alertsFound: number;
  precision: number;
  recall: number;
  missed: string[];
  surplus: string[];
  silentCases: number;
  silentViolations: string[];
  /** Pairs found by the number, which must all be there. */
  reviewsExpected: number;
  reviewsMissed: string[];
  reviewsSurplus: string[];
  uncoveredExpected: number;
  uncoveredMissed: string[];
  uncoveredSurplus: string[];
  filesCompared: number;
  fileDifferences: string[];
  exact: boolean;
};

/** Holds what a run left behind against the truth of the district. Pairs without an equal number may be there or not. */
export function compareWithTruth(truth: Truth, found: Found): Comparison {
  const wanted = truth.alerts.map((alert) =>
    alertKey({ ...alert, idNumberMasked: mask(alert.idNumber) }),
  );
  const open = found.alerts.filter((alert) => alert.status === 'open');
  const present = open.map(alertKey);
  const missed = without(wanted, present);
  const surplus = without(present, wanted);
  const silentViolations = findViolations(truth, open, surplus);
  const reviews = compareReviews(truth, found.reviews);
  const uncovered = compareUncovered(truth, found.outreach);
  const files = compareFiles(truth.files, found.files);
  const hits = wanted.length - missed.length;
  return {
    alertsExpected: wanted.length,
    alertsFound: present.length,
    precision: present.length === 0 ? 1 : (present.length - surplus.length) / present.length,
    recall: wanted.length === 0 ? 1 : hits / wanted.length,
    missed,
    surplus,
    silentCases: truth.silent.length,
    silentViolations,
    ...reviews,
    ...uncovered,
    ...files,
    exact: [
      missed,
      surplus,
      silentViolations,
      reviews.reviewsMissed,
      reviews.reviewsSurplus,
      uncovered.uncoveredMissed,
      uncovered.uncoveredSurplus,
      files.fileDifferences,
    ].every((list) => list.length === 0),
  };
}

function findViolations(
  truth: Truth,
  open: readonly FoundAlert[],
  surplus: readonly string[],
): string[] {
  const unexpected = new Set(surplus);
  return truth.silent
    .filter((silent) =>
      open.some(
        (alert) =>
          unexpected.has(alertKey(alert)) &&
          familyOf(alert.rule) === familyOf(silent.rule) &&
          alert.householdNo === silent.householdNo &&
          alert.idNumberMasked === mask(silent.idNumber),
      ),
    )
    .map(({ rule, householdNo, why }) => `${rule} ${householdNo} ${why}`);
}

function compareReviews(
  truth: Truth,
  found: readonly FoundReview[],
): Pick<Comparison, 'reviewsExpected' | 'reviewsMissed' | 'reviewsSurplus'> {
  const allowed = [...truth.review, ...truth.reviewOptional].map(expectedReviewKey);
  // A pair whose number is masked or blank is asked about record by record: still one pair.
  const present = [...new Set(found.map((review) => reviewKey(review, review.idNumberMasked)))];
  return {
    reviewsExpected: truth.review.length,
    reviewsMissed: without([...new Set(truth.review.map(expectedReviewKey))], present),
    reviewsSurplus: without(present, allowed),
  };
}

function compareUncovered(
  truth: Truth,
  found: readonly FoundPerson[],
): Pick<Comparison, 'uncoveredExpected' | 'uncoveredMissed' | 'uncoveredSurplus'> {
  const wanted = truth.outreach.map(({ source, idNumber, name }) =>
    [source, mask(idNumber), name].join(' '),
  );
  const present = found.map(({ source, idNumberMasked, name }) =>
    [source, idNumberMasked, name].join(' '),
  );
  return {
    uncoveredExpected: wanted.length,
    uncoveredMissed: without(wanted, present),
    uncoveredSurplus: without(present, wanted),
  };
}

function compareFiles(
  wanted: readonly FileTruth[],
  found: Found['files'],
): Pick<Comparison, 'filesCompared' | 'fileDifferences'> {
  const differences: string[] = [];
  for (const report of found) {
    const truth = wanted.find(({ file }) => report.file.endsWith(file.split('/').at(-1) ?? file));
    const own = truth && accountOf(truth);
    const total = Object.values(report.setAside).reduce((sum, count) => sum + count, 0);
    if (own !== accountOf(report))
      differences.push(`${report.file}: ${accountOf(report)} ≠ ${own}`);
    if (report.accepted + total !== report.rows)
      differences.push(`${report.file}: rows do not add up`);
  }
  return { filesCompared: found.length, fileDifferences: differences };
}

function accountOf({ rows, accepted, setAside }: Omit<FileTruth, 'file'>): string {
  const codes = Object.entries(setAside).filter(([, count]) => count > 0);
  return JSON.stringify([
    rows,
    accepted,
    ...codes.sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
}

function alertKey(alert: Omit<FoundAlert, 'status'>): string {
  const { rule, householdNo, idNumberMasked, effectiveDate, severity, reason } = alert;
  const sources = [...alert.sources].sort().join('+');
  const parts = [rule, householdNo, idNumberMasked, effectiveDate, severity, alert.class, reason];
  return [...parts.map((part) => part ?? '-'), sources].join(' ');
}

function expectedReviewKey(review: ExpectedReview): string {
  return reviewKey(review, mask(review.idNumber));
}

function reviewKey(review: Omit<FoundReview, 'idNumberMasked'>, masked: string): string {
  const name = review.recordName.normalize('NFKC').replace(/\s/g, '');
  return [review.source, review.householdNo, masked, name].join(' ');
}

/** What is left of a list when every item of the other is taken away once. */
function without(items: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return items.filter((item) => {
    const count = left.get(item) ?? 0;
    if (count > 0) left.set(item, count - 1);
    return count === 0;
  });
}

/** Deaths and cremations are told as one: silence of the one is silence of the other. */
function familyOf(rule: string): string {
  return rule === 'cremation-reported' ? 'death-reported' : rule;
}

function mask(idNumber: string): string {
  return `${idNumber.slice(0, 6)}********${idNumber.slice(14)}`;
}
