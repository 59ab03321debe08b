import path from 'node:path';
import pg from 'pg';
import { SPELLINGS, type Spelling } from '../../cli/district/spelling-kinds.ts';
import type { ExpectedReview, Truth } from '../../cli/district/truth.ts';
import { createVault } from '../../kernel/runtime/id-number-vault.ts';
import { loadKeys } from '../../kernel/runtime/keys.ts';
import { qualityOf, type Quality } from '../../subgraphs/crossmatch/linkage/intervals.ts';
import type { CliHub } from './cli.ts';

/** What the hub holds a row for: a record about the person with this number on the roster. */
export type Claim = { source: string; rowNo: number; idNumber: string };
/** A standing alert with the rows it rests on, or an open pair with the records it stands for. */
export type Claims = { id: string; recordName: string; scored: boolean; claims: Claim[] };

export type Counted = { expected: number; found: number };
export type PairJudgement = {
  alerts: number;
  /** Standing alerts that rest on a row about somebody else: by person, not by number as written. */
  wrongAlerts: string[];
  /** The pairs put before a reviewer: all, and those found without an equal number. */
  reviews: Asked;
  scored: Asked;
  bySpelling: Partial<Record<Spelling, Counted>>;
  extractRows: number;
  reviewsPer1000Rows: number;
};

export type Asked = {
  asked: number;
  askedSame: number;
  /** Pairs that are one person and must be asked, and how many of them are. */
  same: Counted;
};

const ALERTS = `
  SELECT a.alert_no AS id, '' AS name, false AS scored, a.person_id AS person, f.source, f.row_no AS "rowNo"
    FROM crossmatch.alert a
    JOIN crossmatch.alert_evidence e USING (alert_no)
    JOIN crossmatch.matched_fact f ON f.id = e.fact_id
   WHERE a.status <> 'WITHDRAWN'`;
const REVIEWS = `
  SELECT m.id, m.record_name AS name, m.score IS NOT NULL AS scored, m.person_id AS person, m.source, r.row_no AS "rowNo"
    FROM crossmatch.match_review m
    JOIN crossmatch.review_record r ON r.review_id = m.id
   WHERE m.status = 'OPEN'`;
const NUMBERS = 'SELECT id, id_number_cipher AS cipher FROM households.person';

/** Kinds in which the number leads to nobody. */
const NUMBERLESS = /^(digit-off|digit-missing|swapped-digits|masked|blank|another-number)/;

/** Reads from the database which rows the hub holds for whose: the number is the one that the roster was loaded with. */
export async function readClaims(hub: CliHub): Promise<{ alerts: Claims[]; reviews: Claims[] }> {
  const keysFile = path.join(hub.dataDir, 'keys.json');
  const vault = createVault(loadKeys({ keysFile, dataDir: hub.dataDir, embedded: true }));
  const client = new pg.Client({ connectionString: hub.databaseUrl });
  await client.connect();
  try {
    const numbers = await client.query<{ id: string; cipher: Buffer }>(NUMBERS);
    const numberOf = new Map(numbers.rows.map(({ id, cipher }) => [id, vault.open(cipher, id)]));
    const read = async (sql: string): Promise<Claims[]> => {
      type Row = Claim & { id: string; name: string; scored: boolean; person: string };
      const { rows } = await client.query<Row>(sql);
      const claims = new Map<string, Claims>();
      for (const { id, name, scored, person, source, rowNo } of rows) {
        const one = claims.get(id) ?? { id, recordName: name, scored, claims: [] };
        one.claims.push({ source, rowNo, idNumber: numberOf.get(person) ?? '' });
        claims.set(id, one);
      }
      return [...claims.values()];
    };
    return { alerts: await read(ALERTS), reviews: await read(REVIEWS) };
  } finally {
    await client.end();
  }
}

/** Holds every claim against whom the rows are truly about. Uses none of the hub's rules. */
export function judgePairs(
  truth: Truth,
  found: { alerts: readonly Claims[]; reviews: readonly Claims[] },
): PairJudgement {
  const people = new Map(
    truth.records.map(({ source, rowNo, people: named }) => [`${source} ${rowNo}`, named]),
  );
  const isTrue = ({ source, rowNo, idNumber }: Claim): boolean =>
    people.get(`${source} ${rowNo}`)?.includes(idNumber) ?? false;
  const areTrue = ({ claims }: Claims): boolean => claims.every(isTrue);
  const told = new Set(
    truth.records.flatMap(({ source, people: named }) => named.map((id) => `${source} ${id}`)),
  );
  const isSame = ({ source, idNumber }: ExpectedReview): boolean =>
    told.has(`${source} ${idNumber}`);
  const present = new Set(
    found.reviews.flatMap(({ recordName, claims }) =>
      claims.map(({ source, idNumber }) => pairKey(source, idNumber, recordName)),
    ),
  );
  const isPresent = ({ source, idNumber, recordName }: ExpectedReview): boolean =>
    present.has(pairKey(source, idNumber, recordName));
  const judge = (reviews: readonly Claims[], expected: readonly ExpectedReview[]): Asked => {
    const same = expected.filter(isSame);
    return {
      asked: reviews.length,
      askedSame: reviews.filter(areTrue).length,
      same: { expected: same.length, found: same.filter(isPresent).length },
    };
  };
  const extractRows = truth.files
    .filter(({ file }) => file.startsWith('extracts/'))
    .reduce((sum, { rows }) => sum + rows, 0);
  return {
    alerts: found.alerts.length,
    wrongAlerts: found.alerts.filter((alert) => !areTrue(alert)).map(({ id }) => id),
    reviews: judge(found.reviews, truth.review),
    scored: judge(
      found.reviews.filter(({ scored }) => scored),
      truth.review.filter(({ spelling }) => NUMBERLESS.test(spelling)),
    ),
    bySpelling: countBySpelling(truth.review, isPresent),
    extractRows,
    reviewsPer1000Rows: (1_000 * found.reviews.length) / extractRows,
  };
}

/** Precision, recall and F1 of the pairs put before a reviewer, were each taken for one person. */
export function qualityOfAsked({ asked, askedSame, same }: Asked): Quality {
  return qualityOf(same.found, asked - askedSame, same.expected - same.found);
}

function countBySpelling(
  expected: readonly ExpectedReview[],
  isPresent: (review: ExpectedReview) => boolean,
): PairJudgement['bySpelling'] {
  const counts: PairJudgement['bySpelling'] = {};
  for (const spelling of Object.keys(SPELLINGS) as Spelling[]) {
    const of = expected.filter((review) => review.spelling === spelling);
    if (of.length === 0) continue;
    counts[spelling] = { expected: of.length, found: of.filter(isPresent).length };
  }
  return counts;
}

function pairKey(source: string, idNumber: string, recordName: string): string {
  return [source, idNumber, recordName.normalize('NFKC').replace(/\s/g, '')].join(' ');
}
