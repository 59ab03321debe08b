import { assertCan } from '../../kernel/actor.ts';
import { recordAudit } from '../../kernel/runtime/audit.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { Asker } from './person.service.ts';
import { assertPurpose } from './purpose.ts';

/** One look at a person, or one that was refused. */
export type AccessLogEntry = {
  at: Date;
  kind: string;
  role: string;
  /** The street or department of who looked; null for the bureau. */
  office: string | null;
  /** The account; null where the reader may know no more than office and role. */
  subject: string | null;
  purpose: string | null;
  caseNo: string | null;
  fields: string[];
  refused: boolean;
};

const MOST = 1_000;
const LOG = `
  SELECT at, kind, role, office, subject, purpose, case_no AS "caseNo", fields, refused
    FROM access.person_log($1) LIMIT ${MOST}`;

/** 查询记录 of a person, out of the audit trail (个人信息保护法 第四十五条). */
export function createAccessLogService({ database: { db, pool } }: SubgraphDeps) {
  return {
    /**
     * Who looked at the person, the newest first, at most a thousand; the database decides what of it the actor is
     * given. Asking is itself an act with its reason. The person must have been loaded for the same actor.
     *
     * @throws HubError FORBIDDEN, PURPOSE_REQUIRED, INVALID_INPUT for a purpose that holds a number of a person
     */
    async of(asker: Asker, personId: string, stated: string): Promise<AccessLogEntry[]> {
      assertCan(asker.actor, 'SUBJECT_READ');
      const purpose = assertPurpose(stated);
      await recordAudit(
        db,
        { subgraph: 'households', ...asker, purpose },
        { kind: 'SUBJECT_REPORTED', personId },
      );
      return (await pool.query<AccessLogEntry>(LOG, [personId])).rows;
    },
  };
}
