import { verifierKeyOf } from '../../kernel/runtime/audit-seal/checkpoint.ts';
import type { SigningPair } from '../../kernel/runtime/keys.ts';
import { TAMPERS } from './audit-tampers.ts';
import { testSigningKey } from './database.ts';
import { randomNumbers } from './random-numbers.ts';
import { oldBlock, purgeAsJob } from './purged-trail.ts';
import type { SealedTrail } from './sealing.ts';

export type TamperTally = { tried: number; found: number };
export type TamperRun = {
  byKind: Record<string, TamperTally>;
  tried: number;
  found: number;
  missed: string[];
  /** What an untouched store gives between tampers: must stay 0. */
  falseAlarms: number;
};

/** A store worth tampering with: blocks of all sizes, a purge, a replaced key, nulls, rows that wait. */
export async function tamperTarget(trail: SealedTrail, blocks: number): Promise<SigningPair[]> {
  const random = randomNumbers('tamper target');
  const next = testSigningKey('the next sealing key');
  const purged = await oldBlock(trail, 2, 4);
  for (let index = 0; index < blocks; index += 1) {
    await trail.addRows(1 + random.below(12));
    await trail.seal(index < blocks / 2 ? {} : { key: next });
  }
  await purgeAsJob(trail, purged);
  await trail.seal({ key: next });
  await trail.addRows(3);
  return [trail.deps.key, next];
}

/** Tampers `count` times with a store, undoing each, and looks whether the verifier finds it. */
export async function runTampers(
  trail: SealedTrail,
  keys: readonly SigningPair[],
  options: { count: number; seed: string },
): Promise<TamperRun> {
  const { owner: client } = trail;
  const kinds = Object.entries(TAMPERS);
  const random = randomNumbers(options.seed);
  const untouched = trail.roots();
  const verifierKeys = keys.map(({ publicKey }) => verifierKeyOf(publicKey)).join('\n');
  const stolen = testSigningKey('nobody’s sealing key');
  const run: TamperRun = { byKind: {}, tried: 0, found: 0, missed: [], falseAlarms: 0 };
  await client.query('SET session_replication_role = replica');
  for (let index = 0; index < options.count; index += 1) {
    const [name, tamper] = kinds[index % kinds.length] ?? ['', undefined];
    if (tamper === undefined) throw new Error('no tampers');
    await client.query('BEGIN');
    const { roots, needsOlderCopy } = await tamper({
      client,
      roots: untouched,
      random,
      keys,
      stolen,
    });
    const older = needsOlderCopy ? { older: untouched } : {};
    const { ok } = await trail.verify({ roots, keys: verifierKeys, ...older });
    await client.query('ROLLBACK');
    const tally = (run.byKind[name] ??= { tried: 0, found: 0 });
    tally.tried += 1;
    run.tried += 1;
    if (ok) run.missed.push(`${name} (seed ${options.seed}, ${index})`);
    else {
      tally.found += 1;
      run.found += 1;
    }
    if (index % kinds.length === 0) {
      const { ok: clean } = await trail.verify({
        roots: untouched,
        keys: verifierKeys,
        older: untouched,
      });
      if (!clean) run.falseAlarms += 1;
    }
  }
  await client.query('SET session_replication_role = origin');
  return run;
}
