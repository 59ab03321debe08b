import { randomUUID } from 'node:crypto';
import { plainDate, toDbDate } from '../../kernel/plain-date.ts';
import { SHARED_QUESTIONS, type SharedQuestion } from '../../kernel/sharing.ts';
import type { Prisma } from '../../prisma/generated/client/client.ts';
import type { FreshDatabase } from './database.ts';

type Given = Partial<Prisma.SharingAgreementUncheckedCreateInput> & { question: SharedQuestion };

/**
 * An agreement as it stands in the database: open, confirmed by a second person, for all fields of its question, in
 * force in 2026. `departmentCode` defaults to public security.
 */
export async function anAgreement(database: FreshDatabase, given: Given): Promise<string> {
  const id = randomUUID();
  const confirmed = given.state === 'PROPOSED' ? {} : CONFIRMED;
  await database.subgraph('assistance').db.sharingAgreement.createMany({
    data: [
      {
        ...{ id, departmentCode: 'public-security', state: 'OPEN' },
        ...{ fields: [...SHARED_QUESTIONS[given.question].fields], purposes: ['CHARITY_AID'] },
        ...{ validFrom: day('2026-01-01'), validTo: day('2026-12-31') },
        ...{ needsAuthorisation: true, dailyPersons: 10_000, basis: '数据共享约定第一条' },
        ...{ proposedBy: 'supervisor-a', proposedAt: day('2026-01-01'), ...confirmed },
        ...given,
      },
    ],
  });
  return id;
}

/** Takes every agreement away, so that the next can stand. */
export async function endAgreements(database: FreshDatabase): Promise<void> {
  await database.subgraph('assistance').db.sharingAgreement.updateMany({
    where: { state: { not: 'ENDED' } },
    data: { state: 'ENDED' },
  });
}

const CONFIRMED = { confirmedBy: 'supervisor-b', confirmedAt: day('2026-01-02') };

function day(text: string): Date {
  return toDbDate(plainDate(text));
}
