import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maskIdNumber, matchKey } from '../../kernel/id-number.ts';
import { plainDate } from '../../kernel/plain-date.ts';
import { createMatchService } from '../../subgraphs/crossmatch/match.service.ts';
import type { MatchReport } from '../../subgraphs/crossmatch/match/match-run.ts';
import { matchDesk, MATCHER, SAMPLE, SAMPLE_SOURCES, type MatchDesk } from '../support/match.ts';

type ExpectedAlert = {
  rule: string;
  householdNo: string;
  idNumber: string;
  effectiveDate: string;
  severity: string;
  class: string | null;
  reason: string | null;
  factKey: string;
  sources: string[];
};
type ExpectedReview = { source: string; householdNo: string; idNumber: string; recordName: string };
type Expected = {
  asOf: string;
  alerts: ExpectedAlert[];
  review: (ExpectedReview & { recordId: string })[];
  reviewOptional: (ExpectedReview & { recordId: string })[];
  outreach: { source: string; idNumber: string; name: string }[];
};

const expected = JSON.parse(readFileSync(path.join(SAMPLE, 'expected.json'), 'utf8')) as Expected;

describe('the sample of a district', () => {
  let desk: MatchDesk;
  let report: MatchReport;

  beforeAll(async () => {
    desk = await matchDesk();
    await desk.loadSampleRoster();
    for (const source of SAMPLE_SOURCES) await desk.ingestSample(source);
    report = await desk.match(expected.asOf);
  });
  afterAll(() => desk.close());

  it('raises exactly the expected alerts', async () => {
    const alerts = await desk.alerts();
    const found = alerts.filter(({ status }) => status === 'OPEN');
    expect(found.map(comparable).sort()).toEqual(expected.alerts.map(expectedRow).sort());
  });

  it('puts exactly the expected pairs before the reviewers, by equal number or by score', async () => {
    const found = (await desk.reviews()).map(({ source, householdNo, personId, recordName }) =>
      [source, householdNo, personId, recordName].join(' '),
    );
    const keyOf = ({ source, householdNo, idNumber, recordName }: ExpectedReview): string =>
      [source, householdNo, desk.personId(idNumber), recordName].join(' ');
    const optional = new Set(expected.reviewOptional.map(keyOf));
    const due = found.filter((pair) => !optional.has(pair));
    expect(due.sort()).toEqual(expected.review.map(keyOf).sort());
  });

  it('finds exactly the expected uncovered people, none of them by an alert', async () => {
    const tasks = await desk.outreach();
    const found = tasks.map(({ source, idNumber, name }) => [source, idNumber, name]);
    const wanted = expected.outreach.map(({ source, idNumber, name }) => [source, idNumber, name]);
    expect(found.sort()).toEqual(wanted.sort());
    expect(new Set(tasks.map(({ status }) => status))).toEqual(new Set(['OPEN']));
    const alerted = new Set((await desk.alerts()).map(({ personId }) => personId));
    const lists = ['health.', 'disabled-federation.', 'human-resources.unemployment'];
    expect(
      (await desk.alerts()).filter(({ sources }) =>
        sources.some((source) => lists.some((list) => source.startsWith(list))),
      ),
    ).toEqual([]);
    expect(tasks.filter(({ idNumber }) => alerted.has(desk.personId(idNumber)))).toEqual([]);
  });

  it('reports per batch what it did', () => {
    expect(report.batches.map(({ source }) => source)).toEqual(SAMPLE_SOURCES);
    expect(report.totals.raised).toBeGreaterThanOrEqual(expected.alerts.length);
    for (const batch of report.batches) {
      const setAside = Object.values(batch.setAside).reduce((sum, n) => sum + n, 0);
      expect(batch.accepted + setAside).toBe(batch.rows);
    }
  });

  it('changes nothing when it runs again', async () => {
    const before = await desk.snapshot();
    const again = await desk.match(expected.asOf);
    expect(again.batches).toEqual([]);
    expect(again.resultHash).toBe(report.resultHash);
    expect(await desk.snapshot()).toEqual(before);
  });

  it('gives the same hashes on one thread, few rows at once, in another database, taken in the other way round', async () => {
    const other = await matchDesk();
    try {
      await other.loadSampleRoster();
      for (const source of [...SAMPLE_SOURCES].reverse()) await other.ingestSample(source);
      const asOf = plainDate(expected.asOf);
      const single = await createMatchService(other.deps).run(MATCHER, {
        asOf,
        threads: 1,
        rowsAtOnce: 20,
      });
      const hashes = (of: MatchReport) => of.batches.map(({ resultHash }) => resultHash);
      expect(hashes(single)).toEqual(hashes(report));
      expect(single.resultHash).toBe(report.resultHash);
    } finally {
      await other.close();
    }
  }, 180_000);

  it('tells no full number of a person', async () => {
    for (const alert of await desk.alerts()) {
      const told = JSON.stringify([alert.explanation, alert.explanationParts, alert.factKey]);
      expect(told.replaceAll(/\d{12}GB\w{14}/g, '')).not.toMatch(/\d{17}[\dX]/);
    }
  });

  function comparable(alert: Awaited<ReturnType<MatchDesk['alerts']>>[number]): string {
    return JSON.stringify([
      alert.ruleId,
      alert.householdNo,
      alert.personId,
      alert.effectiveOn,
      alert.severity.toLowerCase(),
      alert.alertClass,
      alert.reason,
      alert.factKey,
      alert.sources,
    ]);
  }

  function expectedRow(alert: ExpectedAlert): string {
    return JSON.stringify([
      alert.rule,
      alert.householdNo,
      desk.personId(matchKey('RESIDENT_ID', alert.idNumber)),
      alert.effectiveDate,
      alert.severity,
      alert.class,
      alert.reason,
      keyInHub(alert),
      [...alert.sources].sort(),
    ]);
  }
});

/** A death is keyed by the person, a marriage by the spouse; the hub keeps no full number in the key. */
function keyInHub({ factKey, idNumber }: ExpectedAlert): string {
  if (factKey === idNumber) return 'death';
  return /^\d{17}[\dX]$/.test(factKey) ? maskIdNumber(factKey) : factKey;
}
