/** What must come of a record that writes a recipient so: an alert by itself, a pair for a reviewer, or nothing. */
export type Outcome = 'ALERT' | 'REVIEW' | 'SILENCE';

/**
 * Every way in which a district's extracts write a recipient, or someone who looks like one, with its outcome from the
 * contract's words (extracts.md, "Names and numbers that count as equal"; domain.md §3 rule 3). A pair for a reviewer
 * is silence as far as alerts go.
 */
export const SPELLINGS = {
  'as-registered': 'ALERT',
  // Spelled otherwise, and the same all the same.
  'lower-case-x': 'ALERT',
  'full-width-digits': 'ALERT',
  'fifteen-digits': 'ALERT',
  'former-district': 'ALERT',
  'own-district': 'ALERT',
  'spaced-name': 'ALERT',
  'zero-width-name': 'ALERT',
  'dotted-name': 'ALERT',
  'traditional-name': 'ALERT',
  'rare-character': 'ALERT',
  'astral-character': 'ALERT',
  'private-use-character': 'ALERT',
  'one-of-twins': 'ALERT',
  'one-of-namesakes': 'ALERT',
  // The number is theirs and something else is not.
  'former-name': 'REVIEW',
  homophone: 'REVIEW',
  variant: 'REVIEW',
  'stand-in': 'REVIEW',
  'pinyin-stand-in': 'REVIEW',
  'wrong-character': 'REVIEW',
  'other-name': 'REVIEW',
  'birth-date-contradicts': 'REVIEW',
  'sex-contradicts': 'REVIEW',
  'twins-exchanged': 'REVIEW',
  // The number is broken or there is none.
  'digit-off': 'REVIEW',
  'digit-missing': 'REVIEW',
  'swapped-digits': 'REVIEW',
  masked: 'REVIEW',
  blank: 'REVIEW',
  // Both at once.
  'digit-off, homophone': 'REVIEW',
  'digit-off, variant': 'REVIEW',
  'digit-off, stand-in': 'REVIEW',
  'digit-off, former-name': 'REVIEW',
  'digit-off, wrong-character': 'REVIEW',
  'digit-off, dotted-name': 'REVIEW',
  'swapped-digits, homophone': 'REVIEW',
  'masked, homophone': 'REVIEW',
  'blank, homophone': 'REVIEW',
  'blank, variant': 'REVIEW',
  'blank, stand-in': 'REVIEW',
  'blank, pinyin-stand-in': 'REVIEW',
  'blank, former-name': 'REVIEW',
  'blank, dotted-name': 'REVIEW',
  'blank, traditional-name': 'REVIEW',
  // Where somebody else looks alike.
  'digit-off, one-of-twins': 'REVIEW',
  'blank, one-of-twins': 'REVIEW',
  'digit-off, one-of-namesakes': 'REVIEW',
  'blank, one-of-namesakes': 'REVIEW',
  // A valid number of nobody's, while name, birth date and address agree.
  'another-number': 'REVIEW',
  'other-twin': 'SILENCE',
  'other-namesake': 'SILENCE',
  'namesake-elsewhere': 'SILENCE',
} as const satisfies Record<string, Outcome>;

export type Spelling = keyof typeof SPELLINGS;
type SpellingsOf<Wanted extends Outcome> = {
  [Name in Spelling]: (typeof SPELLINGS)[Name] extends Wanted ? Name : never;
}[Spelling];
export type AlertSpelling = SpellingsOf<'ALERT'>;
export type ReviewSpelling = SpellingsOf<'REVIEW'>;
export type SilentSpelling = SpellingsOf<'SILENCE'>;
