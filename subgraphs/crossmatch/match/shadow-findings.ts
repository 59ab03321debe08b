import type pg from 'pg';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import { homeOf, type CoveredPerson } from './person-state.ts';
import type { AlertDraft } from './reconcile.ts';

/** A row of `shadow_finding` as far as comparing writes it; the keys are the table's columns. */
export type ShadowRow = ReturnType<typeof shadowRow>;

type Raised = { rule_id: string; person_id: string; fact_key: string };

// One that stands keeps the day on which it was first found.
const END = `
  WITH found AS (SELECT * FROM jsonb_populate_recordset(NULL::shadow_finding, $3::jsonb)),
       raised AS (SELECT * FROM jsonb_populate_recordset(NULL::shadow_finding, $4::jsonb))
  UPDATE shadow_finding s
     SET ended_on = $2,
         outcome = CASE WHEN EXISTS (SELECT FROM raised r
                                      WHERE r.rule_id = s.rule_id AND r.person_id = s.person_id
                                        AND r.fact_key = s.fact_key)
                        THEN 'RAISED' ELSE 'GONE' END
   WHERE s.person_id = ANY($1::uuid[]) AND s.ended_on IS NULL
     AND NOT EXISTS (SELECT FROM found f
                      WHERE f.rule_id = s.rule_id AND f.person_id = s.person_id
                        AND f.fact_key = s.fact_key AND f.effective_on = s.effective_on)`;

const NOTE = `
  INSERT INTO shadow_finding
         (id, rule_id, person_id, street_code, fact_key, effective_on, severity, alert_class, reason,
          sources, found_on)
  SELECT gen_random_uuid(), rule_id, person_id, street_code, fact_key, effective_on, severity,
         alert_class, reason, sources, $1::date
    FROM jsonb_populate_recordset(NULL::shadow_finding, $2::jsonb)
      ON CONFLICT (rule_id, person_id, fact_key, effective_on) WHERE ended_on IS NULL DO NOTHING`;

/** What a rule in SHADOW would have raised for this person. */
export function shadowRow(person: CoveredPerson, draft: AlertDraft) {
  return {
    rule_id: draft.rule.id,
    person_id: person.personId,
    street_code: homeOf(person, draft.rule.comparison).streetCode,
    fact_key: draft.factKey,
    effective_on: draft.effectiveOn,
    severity: draft.severity,
    alert_class: draft.alertClass,
    reason: draft.reason,
    sources: draft.sources,
  };
}

/** Brings what stands in shadow for these persons in line: new findings are noted, others end. */
export async function noteShadow(
  client: pg.ClientBase,
  asOf: PlainDate,
  personIds: readonly string[],
  { shadow, raise }: { shadow: readonly ShadowRow[]; raise: readonly Raised[] },
): Promise<void> {
  const raised = raise.map(({ rule_id, person_id, fact_key }) => ({
    rule_id,
    person_id,
    fact_key,
  }));
  const found = JSON.stringify(shadow);
  await client.query(END, [personIds, asOf, found, JSON.stringify(raised)]);
  if (shadow.length > 0) await client.query(NOTE, [asOf, found]);
}
