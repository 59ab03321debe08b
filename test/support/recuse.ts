import { randomBytes, randomUUID } from 'node:crypto';
import { asOwner } from './as-owner.ts';
import type { FreshDatabase } from './database.ts';

/** Ties accounts to a staff member, who is a person of that id: from then on the own household is out of reach. */
export async function tieAccounts(
  database: FreshDatabase,
  accounts: readonly string[],
  staffPersonId: string,
): Promise<void> {
  const values = accounts.map((account) => `('${account}', '${staffPersonId}', '2026-11-01')`);
  await asJob(database, 'households', `INSERT INTO staff_account VALUES ${values.join(', ')}`);
}

/** 近亲属备案: the staff member declares a relative. */
export async function declareRelative(
  database: FreshDatabase,
  staffPersonId: string,
  relativePersonId: string,
  near = true,
): Promise<void> {
  const bytes = () => `'\\x${randomBytes(32).toString('hex')}'`;
  await asJob(
    database,
    'assistance',
    `INSERT INTO relative_declaration
       (id, staff_name, staff_id_cipher, staff_id_index, post, relation, relative_name, relative_id_cipher,
        relative_id_index, declared_on, staff_person_id, relative_person_id, near)
     VALUES ('${randomUUID()}', '测试', ${bytes()}, ${bytes()}, '经办人', '兄弟', '测试', ${bytes()}, ${bytes()},
             '2026-11-01', '${staffPersonId}', '${relativePersonId}', ${near})`,
  );
}

async function asJob(database: FreshDatabase, subgraph: string, sql: string): Promise<void> {
  await asOwner(database, `SET ROLE yikou_${subgraph}_jobs; SET search_path = ${subgraph}; ${sql}`);
}
