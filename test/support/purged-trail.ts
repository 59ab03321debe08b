import { writeFileSync } from 'node:fs';
import { readLine, signedLine } from '../../kernel/runtime/audit-seal/checkpoint.ts';
import type { SealedTrail } from './sealing.ts';

const YEAR_MS = 366 * 86_400_000;

/**
 * A block that was sealed a year ago: rows of casework, then accesses. Must be made before any other block. Returns the
 * ids of the accesses, whose term is over.
 */
export async function oldBlock(
  trail: SealedTrail,
  casework: number,
  accesses: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < casework + accesses; index += 1) {
    const kind = index < casework ? 'ALERT_CLAIMED' : 'PERSON_READ';
    const { rows } = await trail.owner.query<{ id: string }>(
      `INSERT INTO audit.event (at, subgraph, subject, role, kind, detail)
       VALUES (clock_timestamp() - interval '366 days', 'crossmatch', 'account-1', 'CASE_OFFICER', $1, $2)
       RETURNING id::text`,
      [
        kind,
        JSON.stringify(kind === 'PERSON_READ' ? { personId: `p-${index}` } : { alertNo: 'YJ-1' }),
      ],
    );
    ids.push(rows[0]?.id ?? '');
  }
  await trail.seal();
  await sealedAYearAgo(trail);
  return ids.slice(casework);
}

/** Signs every block that there is anew, as of a year ago. */
async function sealedAYearAgo({ owner, deps, rootsPath }: SealedTrail): Promise<void> {
  const { rows } = await owner.query<{ number: string; line: string }>(
    'SELECT number::text, line FROM audit.block ORDER BY audit.block.number',
  );
  const lines: string[] = [];
  await owner.query('SET session_replication_role = replica');
  for (const { number, line } of rows) {
    const told = readLine(line);
    if (told === null) throw new Error('a block without a line');
    const sealedAt = new Date(Date.parse(told.sealedAt) - YEAR_MS).toISOString();
    const signed = signedLine({ ...told, sealedAt }, deps.key);
    lines.push(signed);
    await owner.query('UPDATE audit.block SET line = $2 WHERE number = $1', [number, signed]);
  }
  await owner.query('SET session_replication_role = origin');
  writeFileSync(rootsPath, [...lines, ''].join('\n'));
}

/** Purges these accesses as the retention job does. Returns the certificate's id. */
export async function purgeAsJob(
  { owner }: SealedTrail,
  ids: readonly string[],
): Promise<string | null> {
  await owner.query('SET ROLE yikou_retention_jobs');
  const { rows } = await owner.query<{ certificate: string }>(
    `SELECT certificate::text FROM audit.purge_rows('AUDIT_ACCESS',
       (SELECT crossmatch.retention_cutoff('AUDIT_ACCESS', (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date)),
       $1::bigint[], 'job:retention')`,
    [ids],
  );
  await owner.query('RESET ROLE');
  return rows[0]?.certificate ?? null;
}
