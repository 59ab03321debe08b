import type { Actor } from '../../kernel/actor.ts';
import type { PlainDate } from '../../kernel/plain-date.ts';
import { groupBy } from '../../kernel/runtime/loader.ts';
import { createRecusals } from '../../kernel/runtime/recusals.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import type { RecordPerson } from './match/review-candidate.ts';
import { compareFields, type FieldComparison, type RosterPerson } from './review-comparison.ts';
import { concernWhere } from './scope.ts';

type IdentityRow = {
  person_id: string;
  id_number_cipher: Buffer;
  name: string;
  former_name: string | null;
  birth_date: PlainDate | null;
  sex: string | null;
  phone: string | null;
  hukou_address: string | null;
  residence_address: string | null;
};

const IDENTITIES = `
  SELECT person_id, id_number_cipher, name, former_name, birth_date, sex, phone, hukou_address,
         residence_address
    FROM households.person_in_reach
   WHERE person_id = ANY($1::uuid[])
   ORDER BY person_id, household_no`;

/** 对照: what a record says of its person beside what the roster says of the recipient. */
export function createReviewComparisonService({ database, vault }: SubgraphDeps) {
  const recusals = createRecusals(database);

  return {
    /**
     * The fields of pairs side by side, by the pair's id. A pair whose record is purged, or whose person
     * has left the roster, is absent.
     */
    async ofReviews(
      actor: Actor,
      reviewIds: readonly string[],
    ): Promise<Map<string, FieldComparison[]>> {
      const scope = concernWhere(actor, 'REVIEW_READ', await recusals.of(actor));
      const reviews = await database.db.matchReview.findMany({
        where: { AND: [{ id: { in: [...reviewIds] } }, scope] },
        select: { id: true, personId: true, recordCipher: true },
      });
      const ids = [...new Set(reviews.map(({ personId }) => personId))];
      const { rows } = await database.pool.query<IdentityRow>(IDENTITIES, [ids]);
      const persons = groupBy(rows, (row) => row.person_id);
      const compared = reviews.flatMap(({ id, personId, recordCipher }) => {
        const person = rosterPerson(persons.get(personId) ?? []);
        if (person === null || recordCipher === null) return [];
        const record = JSON.parse(vault.open(recordCipher, id)) as RecordPerson;
        return [[id, compareFields(record, person)] as const];
      });
      return new Map(compared);
    },
  };

  function rosterPerson(rows: readonly IdentityRow[]): RosterPerson | null {
    const [row] = rows;
    if (row === undefined) return null;
    const addresses = rows.flatMap(({ hukou_address, residence_address }) =>
      [hukou_address, residence_address].filter((address) => address !== null),
    );
    return {
      name: row.name,
      formerName: row.former_name,
      idNumber: vault.open(row.id_number_cipher, row.person_id),
      birthDate: row.birth_date,
      sex: row.sex,
      phone: row.phone,
      addresses: [...new Set(addresses)],
    };
  }
}
