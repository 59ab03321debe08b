import pg from 'pg';
import type { FreshDatabase } from './database.ts';

/** One line of the audit trail, as far as tests look at it. */
export type AuditLine = {
  subject: string;
  role: string;
  requestId: string | null;
  detail: Record<string, unknown>;
};

/** The audit rows of a kind, oldest first, read as the owner: no subgraph may read them. */
export async function auditTrail(database: FreshDatabase, kind: string): Promise<AuditLine[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query<AuditLine>(
      `SELECT subject, role, request_id AS "requestId", detail
         FROM audit.event WHERE kind = $1 ORDER BY id`,
      [kind],
    );
    return rows;
  } finally {
    await client.end();
  }
}
