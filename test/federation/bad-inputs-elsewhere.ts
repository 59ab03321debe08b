import type { BadInput } from './bad-input.ts';

const IDENTITY = 'issue 4 part 1, identity';
const ACCESS = 'issue 4 part 2, access in four layers';
const AGREEMENTS = 'issue 4 part 3, agreements, purpose and consent';

/** A bad input that a test elsewhere sends, found again by the words it stands under. */
function shown(id: string, input: string, outcome: string, ...words: string[]): BadInput {
  return { id, input, outcome, by: 'TEST', words };
}

/** A bad input for which the hub has no place yet. */
function notYet(id: string, input: string, why: string, part: string): BadInput {
  return { id, input, outcome: 'does not apply yet', by: 'NOBODY', why, part };
}

/** Bad inputs that need a database, a file, a clock or a fault: each has its test where that is at hand. */
export const ELSEWHERE: readonly BadInput[] = [
  shown(
    'B38',
    'a reference to a person of another street',
    'null, as for one that does not exist',
    'is null among resolved references, the own ones beside it being resolved',
    'answers exactly like an unknown one',
  ),
  shown('B39', 'a reference that carries a street and a role', 'ignored', 'B38, B39'),
  shown('B41', 'a gateway token replayed, at a neighbour, late', '401 each', 'B41'),
  shown(
    'B42',
    'a subgraph that is down or slow',
    'partial data, a typed error, no hang',
    'B42 the rest is answered, and what is missing is an error and not an empty list',
    'has its time and no more',
  ),
  shown(
    'B43',
    'a subgraph that answers with other entities, other shapes, __proto__',
    'an error of the gateway, nothing leaked',
    'however its subgraphs misbehave',
    'a subgraph reaches nothing that all objects share',
  ),
  shown('B45', 'alg none, nOnE', '401', 'B45'),
  shown('B46', 'HS256 with the public key', '401', 'B46'),
  shown('B47', 'another audience, another issuer', '401', 'B47'),
  shown('B48', 'expired, not valid yet, without end', '401', 'B48'),
  shown('B49', 'a kid that is a path or SQL, a token of 1 MB', '401', 'B49'),
  shown('B50', 'an embedded key, the address of one', '401', 'B50'),
  shown('B51', 'an id token', '401', 'B51'),
  shown('B52', 'another key of the same kid, truncated', '401', 'B52'),
  shown(
    'B53',
    'the issuer’s keys cannot be fetched, or are new',
    'cached keys, one fetch in a while, never open',
    'is neither accepted nor called forged while the keys cannot be fetched',
  ),
  notYet('B54', 'an account disabled after its token', 'no list of disabled accounts', IDENTITY),
  shown(
    'B55',
    'an id of another street',
    'null, as for one that does not exist',
    'finds another street’s alert as little as one that does not exist',
    'is not found by id, number or list',
  ),
  shown(
    'B56',
    'the same by a nested relation',
    'nothing',
    'finds no alerts of another street’s person, household or case',
    'is absent behind a membership of the past',
  ),
  shown(
    'B57',
    'a filter that names another street',
    'empty',
    'does not widen the own street by a filter',
  ),
  shown('B58', 'a forged cursor', 'refused', 'a cursor that is none'),
  shown('B59', 'a total over another street', 'counts the own only', 'counts the own street only'),
  shown(
    'B60',
    'a cell of one to four',
    'withheld',
    'never shows a count about fewer than five households',
  ),
  shown(
    'B61',
    'two aggregates that differ by one',
    'nothing recovered',
    'withholds a small cell and what would give it away, and keeps the sums',
    'brings no small cell down to fewer than five counts',
  ),
  shown(
    'B62',
    'the same aggregate again',
    'the same answer',
    'are answered alike for ever: not released twice, not by another ledger, not to another role',
  ),
  shown(
    'B63',
    'creating what exists elsewhere, to learn that it does',
    'no mutation takes an identity number',
    'has these mutations and no others in the whole graph',
    'is taken as an argument in one place only, where the whole number is looked for',
  ),
  shown(
    'B64',
    'a masked field as filter, order, in an error, a log, an export',
    'impossible, or masked',
    'is no condition and no order of any list',
    'is in no answer to who may not see it, errors of every kind among them',
    'is in no line of the log, at the level that tells most',
  ),
  shown(
    'B65',
    'search by an identity number',
    'the whole number only, with a purpose',
    'is taken as an argument in one place only, where the whole number is looked for',
  ),
  notYet(
    'B66',
    'one person for 受理, 审核 and 审批',
    'the hub records none of the three acts: cases come with the roster',
    ACCESS,
  ),
  notYet('B67', 'an officer and a near relative', 'no recusal yet', ACCESS),
  shown('B68', 'no purpose', 'refused', 'cannot be asked for without a purpose and a case'),
  notYet('B69', 'break-glass', 'there is no such act', AGREEMENTS),
  notYet('B70', 'a role changed mid-session', 'a token is believed until it expires', IDENTITY),
  shown(
    'B71',
    'cells that begin like a formula, in an export',
    'disarmed',
    'writes set-aside rows in the template and disarms formulas',
  ),
  shown(
    'B72',
    'bombs: by ratio, by sum, lying, nested, by rows, by cells',
    'refused before they are inflated, within the memory',
    'a ZIP bomb',
    'a ZIP bomb that lies about its size',
  ),
  shown(
    'B73',
    'entities, external links, macros in a workbook',
    'ignored',
    'a workbook with a macro, an external link and an entity',
  ),
  shown('B74', 'a path in a file name', 'refused', '../../public-security.death_2026-10_delta.csv'),
  shown(
    'B75',
    'broken GB18030, mixed encodings, UTF-16',
    'refused, naming the byte',
    'an invalid byte in GB18030',
    'UTF-8 that turns into GB18030 half-way',
    'UTF-16 without BOM',
  ),
  shown(
    'B76',
    'NUL, control and bidirectional characters',
    'the row set aside',
    'NUL in a name',
    'a bidirectional override',
  ),
  shown(
    'B77',
    'full-width digits, lower-case x, points and rare characters in names',
    'folded by rule',
    'of a resident is the eighteen characters, however they were written',
    'reads the private-use characters of GBK-era systems as the decoder reads their bytes',
  ),
  shown(
    'B78',
    'wrong check characters, impossible dates, 15 digits',
    'set aside, or converted',
    'no number with one character changed is valid',
    'fifteen digits become the eighteen of the same person',
    '30 February',
  ),
  shown(
    'B79',
    'rows that repeat or contradict each other',
    'set aside and counted',
    'an identical row',
    'two rows that contradict each other',
  ),
  shown(
    'B80',
    'a column missing, renamed, doubled; header only; empty',
    'the file refused or held',
    'a renamed column',
    'a missing column',
    'a header and no row',
    'an empty file',
  ),
  shown(
    'B81',
    'a file far smaller than the last',
    'held for a person',
    'a snapshot below 70 % of the last one and a delta below 30 % of the median are held',
  ),
  shown(
    'B82',
    'amounts that are negative, huge, scientific',
    'refused',
    'reads the three month forms, amounts and enumerations',
    'are refused rather than rounded',
  ),
  shown(
    'B83',
    'SQL, markup and templates in names',
    'text',
    'keeps text as text, whatever it would be to COPY, SQL or a spreadsheet',
  ),
  shown(
    'B84',
    'an older period after a newer',
    'overwrites nothing',
    'of an older period is raised if it was not known, and overwrites nothing newer',
  ),
  shown(
    'B85',
    'the same extract again, or another for the same period',
    'a no-op, or a correction that says so',
    'other content of a known period is a correction and must say so',
    'of two deliveries of one file at once, one is taken in and the other is a no-op',
  ),
  notYet(
    'B86',
    'a forged extract',
    'an extract carries a digest against accidents and no signature of its department',
    AGREEMENTS,
  ),
  shown(
    'B87',
    'clock jumps, leap days, a calendar that is missing',
    'no window doubled or lost; an alarm and no guess',
    'marks what was missed as covered by the window that was done',
    'a year that is not loaded is an error, never a guess',
    'of a leap year covers its 29th of February',
  ),
  shown(
    'B88',
    'kill -9 while files are taken in and compared',
    '0 lost, 0 double',
    'lose no alert and double none',
  ),
  shown(
    'B89',
    'two workers for one window, one of them late',
    'the late one fenced out',
    'lets no worker commit whose window was taken over',
  ),
  shown(
    'B90',
    'the database killed, connections used up',
    'a bounded error, and on it goes',
    'comes back after the server itself was killed',
    'more deliveries at once than there are connections are all taken in',
  ),
  notYet('B91', 'a webhook’s receiver that fails', 'the hub sends no webhooks', AGREEMENTS),
  notYet('B92', 'a webhook’s address inside', 'the hub sends no webhooks', AGREEMENTS),
];
