import { beforeAll, inject, describe, expect, it } from 'vitest';
import { runChaos, type ChaosFigures } from '../support/chaos.ts';
import { TEMPLATE } from '../support/cluster.ts';
import { SAMPLE } from '../support/match.ts';

describe('replicas that are killed while they take in and compare', () => {
  let figures: ChaosFigures;

  beforeAll(async () => {
    figures = await runChaos({
      clusterUrl: inject('clusterUrl'),
      template: TEMPLATE,
      sample: SAMPLE,
      seed: 20261105,
      kills: 20,
    });
  }, 600_000);

  it('lose no alert and double none', () => {
    expect(figures).toMatchObject({ kills: 20, lost: 0, duplicates: 0, otherDifferences: [] });
    expect(figures.alerts).toBeGreaterThan(100);
  });

  it('double alerts without ledger, locks and unique indexes, so the harness can see it', () => {
    expect(figures.control.duplicates).toBeGreaterThan(0);
  });
});
