import type pg from 'pg';
import { maskIdNumber } from '../../../kernel/id-number.ts';
import { later, type PlainDate } from '../../../kernel/plain-date.ts';
import type { IdNumberVault } from '../../../kernel/runtime/id-number-vault.ts';
import { groupBy, type RulePerson } from '../rule.ts';
import type { Source } from '../sources/source.ts';

/** A household by which a person is covered, with its earliest current case. */
export type Home = { householdNo: string; streetCode: string; caseNo: string | null };

/** A recipient as comparing needs one; household and case are those of the earliest current case. */
export type CoveredPerson = RulePerson & {
  personId: string;
  householdNo: string;
  caseNo: string | null;
  /** False once no case of the person is current. */
  covered: boolean;
  /** Whether a household of the person has signed an authorisation that is valid on the as-of day. */
  authorised: boolean;
  /** The first that has: what is compared on its signature is told to it. */
  authorisedBy: Home | null;
  /** The households of current cases that have not. */
  unsigned: readonly Home[];
  /** Deciphers only when asked: few persons have anything to tell. */
  maskedIdNumber(): string;
};

type CaseRow = {
  person_id: string;
  household_no: string;
  street_code: string;
  case_no: string;
  start_month: PlainDate;
  last_checked_on: PlainDate | null;
  authorised: boolean;
};

type IdentityRow = {
  person_id: string;
  household_no: string;
  street_code: string;
  id_number_cipher: Buffer;
  name: string;
  former_name: string | null;
};

// An authorisation without an end cannot be shown to be valid; the renewal task asks for it.
const CASES = `
  SELECT person_id, household_no, street_code, case_no, start_month, last_checked_on,
         EXISTS (SELECT FROM assistance.current_authorisation a
                  WHERE a.household_no = c.household_no
                    AND a.authorisation_until >= $2::date) AS authorised
    FROM assistance.covered_person c
   WHERE person_id = ANY($1::uuid[])
   ORDER BY person_id, start_month, case_no`;

const IDENTITIES = `
  SELECT person_id, household_no, street_code, id_number_cipher, name, former_name
    FROM households.person_identity
   WHERE person_id = ANY($1::uuid[])
   ORDER BY person_id, household_no`;

/** The persons of the given ids as they stand in the roster; one who has left it is absent. */
export async function loadPersons(
  client: pg.ClientBase,
  vault: IdNumberVault,
  personIds: readonly string[],
  asOf: PlainDate,
): Promise<Map<string, CoveredPerson>> {
  if (personIds.length === 0) return new Map();
  const cases = await client.query<CaseRow>(CASES, [personIds, asOf]);
  const identities = await client.query<IdentityRow>(IDENTITIES, [personIds]);
  const casesOf = groupBy(cases.rows, (row) => row.person_id);
  const persons = new Map<string, CoveredPerson>();
  for (const [personId, rows] of groupBy(identities.rows, (row) => row.person_id)) {
    const person = personOf(rows, casesOf.get(personId) ?? [], vault);
    if (person) persons.set(personId, person);
  }
  return persons;
}

/** Whom a fact concerns: an economic one the household on whose authorisation it was compared (003 二(七)). */
export function homeOf(person: CoveredPerson, comparison: Source['comparison']): Home {
  return (comparison === 'ECONOMIC' ? person.authorisedBy : null) ?? person;
}

/** The earliest current case leads: its household gets the alerts, its start is where coverage began. */
function personOf(
  identities: readonly IdentityRow[],
  cases: readonly CaseRow[],
  vault: IdNumberVault,
): CoveredPerson | null {
  const leading = cases[0];
  const identity =
    identities.find((row) => row.household_no === leading?.household_no) ?? identities[0];
  if (!identity) return null;
  const { person_id: personId, id_number_cipher: cipher } = identity;
  const coveredFrom = leading?.start_month ?? NEVER;
  const authorising = cases.find((row) => row.authorised);
  const unsigned = groupBy(
    cases.filter((row) => !row.authorised),
    (row) => row.household_no,
  );
  return {
    personId,
    householdNo: identity.household_no,
    streetCode: identity.street_code,
    caseNo: leading?.case_no ?? null,
    covered: leading !== undefined,
    authorised: authorising !== undefined,
    authorisedBy: authorising ? homeOfCase(authorising) : null,
    unsigned: [...unsigned.values()].flatMap((rows) => rows.slice(0, 1).map(homeOfCase)),
    name: identity.name,
    formerName: identity.former_name,
    coveredFrom,
    since: cases.reduce((since, row) => later(since, row.last_checked_on ?? since), coveredFrom),
    maskedIdNumber: () => maskIdNumber(vault.open(cipher, personId)),
  };
}

function homeOfCase({ household_no, street_code, case_no }: CaseRow): Home {
  return { householdNo: household_no, streetCode: street_code, caseNo: case_no };
}

/** Nothing happens since then: for a person without a current case nothing is raised. */
const NEVER = '9999-12-31' as PlainDate;
