// What a department is told, said a second time and by itself: agreement, switch, term, purpose, fields, consent.

export type WorldAgreement = {
  department: string;
  question: string;
  fields: readonly string[];
  purposes: readonly string[];
  from: string;
  to: string;
  needsAuthorisation: boolean;
  state: 'PROPOSED' | 'OPEN' | 'SUSPENDED' | 'ENDED';
};
export type WorldPerson = { name: string; onProgramme: boolean; authorisedUntil: string | null };
export type WorldAsk = {
  role: string;
  department: string | null;
  question: string;
  purpose: string;
  day: string;
  needs: readonly string[];
  /** Null: the number is nobody's; undefined: the question is about nobody. */
  person?: WorldPerson | null;
  name?: string;
};

/** FORBIDDEN, REFUSED, ABSENT, or the fields that are told in the question's own order. */
export type Told = 'FORBIDDEN' | 'REFUSED' | 'ABSENT' | readonly string[];
export const RULES = [
  ...(['role', 'department', 'question', 'switch', 'from', 'to', 'purpose', 'needs'] as const),
  ...(['field', 'person', 'programme', 'name', 'consent'] as const),
];
export type Rule = (typeof RULES)[number];

/** @param off a rule left out, to see that the checks would notice */
export function toldOf(world: readonly WorldAgreement[], ask: WorldAsk, off?: Rule): Told {
  const broken = (rule: Rule, violated: boolean) => rule !== off && violated;
  if (broken('role', ask.role !== 'LIAISON' || ask.department === null)) return 'FORBIDDEN';
  const agreement = world.find(
    (one) =>
      !broken('department', one.department !== ask.department) &&
      !broken('question', one.question !== ask.question) &&
      !broken('switch', one.state !== 'OPEN') &&
      !broken('from', ask.day < one.from) &&
      !broken('to', ask.day > one.to) &&
      !broken('purpose', !one.purposes.includes(ask.purpose)) &&
      !broken(
        'needs',
        ask.needs.some((field) => !one.fields.includes(field)),
      ),
  );
  if (!agreement) return 'REFUSED';
  const { person } = ask;
  if (person !== undefined) {
    if (person === null) return off === 'person' ? [] : 'ABSENT';
    if (broken('programme', !person.onProgramme)) return 'ABSENT';
    if (broken('name', person.name !== ask.name)) return 'ABSENT';
    const valid = person.authorisedUntil !== null && person.authorisedUntil >= ask.day;
    if (broken('consent', agreement.needsAuthorisation && !valid)) return 'ABSENT';
  }
  return ALL.filter((field) => !broken('field', !agreement.fields.includes(field)));
}

const ALL = ['PROGRAMME', 'SINCE', 'STREET', 'LAST_CHECKED', 'STATE', 'COMPARED', 'CORRECTION'];
