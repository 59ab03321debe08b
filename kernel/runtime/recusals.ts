import type { Actor } from '../actor.ts';
import { actingAsHub, actingNow } from './acting.ts';
import type { Database } from './db.ts';

/** 回避 (000 附件7): what an account may neither see nor handle. Persons are those of the households, and relatives. */
export type Recused = { households: readonly string[]; persons: readonly string[] };

/** Whom an account is recused from. */
export type RecusedFrom = (account: string) => Promise<Recused>;

const NOBODY: Recused = { households: [], persons: [] };
/** What was asked for a request, which goes with it: a subgraph gives each request an object of its own. */
const known = new WeakMap<object, Promise<Recused>>();
const ASK = `SELECT access.recused_households($1) AS households, access.recused_persons($1) AS persons`;

/**
 * Asks from whom an actor is recused, once for each request. The services keep those rows out by it, apart from row
 * security, which knows by itself.
 */
export function createRecusals({ pool }: Pick<Database, 'pool'>) {
  /** Of any account; who is related to whom is the hub's to know, no request may ask it. */
  const ofAccount: RecusedFrom = async (account) => {
    const { rows } = await actingAsHub(() => pool.query<Recused>(ASK, [account]));
    return rows[0] ?? NOBODY;
  };

  return {
    ofAccount,
    /** Of who asks now. The hub's own work is recused from nobody. */
    of({ role, subject }: Actor): Promise<Recused> {
      if (role === 'SYSTEM') return Promise.resolve(NOBODY);
      const request = actingNow();
      if (request === null || request === 'HUB' || request.subject !== subject)
        return ofAccount(subject);
      const asked = known.get(request) ?? ofAccount(subject);
      known.set(request, asked);
      return asked;
    },
  };
}

/** Households that are not among the recused, as a condition; none where there are none. */
export function otherHouseholds({ households }: Recused): {
  householdNo?: { notIn: string[] };
} {
  return households.length === 0 ? {} : { householdNo: { notIn: [...households] } };
}

/** Persons that are not among the recused, as a condition on the column that names them. */
export function otherPersons({ persons }: Recused): { personId?: { notIn: string[] } } {
  return persons.length === 0 ? {} : { personId: { notIn: [...persons] } };
}

/** Whether what concerns this person in this household is for others to handle. */
export function concerns(
  { households, persons }: Recused,
  { householdNo, personId }: { householdNo: string; personId: string },
): boolean {
  return households.includes(householdNo) || persons.includes(personId);
}
