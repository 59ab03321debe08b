import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Truth } from '../../cli/district/truth.ts';
import { openCliHub, type CliHub } from '../support/cli.ts';
import { judgeDistrict } from '../support/judge-district.ts';

let hub: CliHub;
afterEach(() => hub.close());

describe('a generated district against its truth', () => {
  it.each([1])(
    'finds everything and nothing else with seed %i',
    async (seed) => {
      hub = await openCliHub();
      const { comparison, pairs } = await judgeDistrict(hub, { seed, recipients: 1_500 });
      expect(comparison).toMatchObject({
        missed: [],
        surplus: [],
        silentViolations: [],
        reviewsMissed: [],
        reviewsSurplus: [],
        uncoveredMissed: [],
        uncoveredSurplus: [],
        fileDifferences: [],
        exact: true,
      });
      expect(pairs.wrongAlerts).toEqual([]);
      expect(pairs.alerts).toBe(comparison.alertsFound);
      expect(pairs.scored.same.found).toBe(pairs.scored.same.expected);
      expect(pairs.scored.same.expected).toBeGreaterThan(60);
      expect(comparison.filesCompared).toBe(19);
      const truth = JSON.parse(
        readFileSync(path.join(hub.dataDir, 'district', 'truth.json'), 'utf8'),
      ) as Truth;
      expect(comparison.silentCases).toBe(truth.silentCases);
      expect(comparison.alertsExpected).toBeGreaterThan(100);
      expect(comparison.uncoveredExpected).toBeGreaterThan(100);
    },
    240_000,
  );
});
