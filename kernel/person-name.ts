import { Converter } from 'opencc-js/t2cn';
import { pinyin } from 'pinyin-pro';

type NameDifference = 'FORMER_NAME' | 'HOMOPHONE' | 'STAND_IN' | 'NAME_DIFFERS';

export type NameComparison =
  /** `folded`: equal only after normalisation, so the explanation can say so. */
  { equal: true; folded: boolean } | { equal: false; reason: NameDifference };

// U+E815…U+E864 in order: what GBK-era systems stored for the bytes FE50–FEA0 before Unicode had the
// characters. 䶮 (U+E863) is among them. GB18030-2022 maps the same bytes to these.
const FIRST_PRIVATE_USE = 0xe815;
const PRIVATE_USE = [
  ...'⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱',
  ...'䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻',
];
const INVISIBLE = /[\s\p{Default_Ignorable_Code_Point}]/gu;
const MIDDLE_DOTS = /[•・‧･.]/g;
const STAND_IN = /[?□*]+|[A-Za-z]+/g;

/**
 * A name as names are compared (extracts.md, "Names and numbers that count as equal"): NFKC, no spaces or
 * zero-width characters, `X` for `x`, one middle dot, private-use code points of GB18030 as Unicode.
 */
export function normaliseName(text: string): string {
  const visible = text
    .replace(/\p{Co}/gu, foldPrivateUse)
    .normalize('NFKC')
    .replace(INVISIBLE, '');
  // Taking a character out can bring two together that NFKC writes as one.
  return visible.normalize('NFKC').replaceAll('x', 'X').replace(MIDDLE_DOTS, '·');
}

/**
 * Compares the name of a record with the person who has the same id number. Only for equal numbers:
 * traditional characters are folded to simplified, which joins different names of different people.
 */
export function compareNames(
  recordName: string,
  person: { name: string; formerName: string | null },
): NameComparison {
  const record = simplifiedName(recordName);
  const name = simplifiedName(person.name);
  if (record === name) return { equal: true, folded: recordName !== person.name };
  return { equal: false, reason: differenceOf(record, name, person.formerName) };
}

/** Whether two names that are known to mean one person are the same name, traditional or simplified. */
export function isSameName(a: string, b: string): boolean {
  return simplifiedName(a) === simplifiedName(b);
}

function differenceOf(record: string, name: string, formerName: string | null): NameDifference {
  if (formerName !== null && record === simplifiedName(formerName)) return 'FORMER_NAME';
  if (standsInFor(record, name) || standsInFor(name, record)) return 'STAND_IN';
  return soundsLike(record, name) ? 'HOMOPHONE' : 'NAME_DIFFERS';
}

// The package's own types import without a file extension, which strict ESM resolution cannot follow.
const toSimplified = Converter({ from: 't', to: 'cn' }) as (text: string) => string;

/**
 * A name normalised and in simplified characters. A key to find and compare by, never a name to keep: the
 * fold joins different traditional characters (乾 → 干).
 */
export function simplifiedName(name: string): string {
  return toSimplified(normaliseName(name));
}

function foldPrivateUse(character: string): string {
  return PRIVATE_USE[character.charCodeAt(0) - FIRST_PRIVATE_USE] ?? character;
}

/**
 * 李?珍, 李□珍, 李*珍 and 李yan珍 for 李䶮珍: something stands in, and all the rest agrees. Both names as
 * simplifiedName gives them.
 */
export function standsInFor(written: string, name: string): boolean {
  const literals = written.split(STAND_IN);
  const standIns = written.match(STAND_IN) ?? [];
  // More than three cannot be told apart from chance, and keep the expression below cheap to match.
  if (standIns.length === 0 || standIns.length > 3 || literals.join('') === '') return false;
  const pattern = literals
    .map((literal, i) => escape(literal) + (standIns[i] === undefined ? '' : '(.+)'))
    .join('');
  const hidden = new RegExp(`^${pattern}$`, 'u').exec(name);
  if (hidden === null) return false;
  return standIns.every((standIn, i) => mayStandFor(standIn, String(hidden[i + 1])));
}

function mayStandFor(standIn: string, hidden: string): boolean {
  const characters = [...hidden];
  if (!/[A-Za-z]/.test(standIn)) {
    // A character outside the old code table is often written as two marks, never as fewer than one.
    return characters.length <= standIn.length && standIn.length <= characters.length * 2;
  }
  const spelled = pinyin(hidden, { toneType: 'none', type: 'array' }).join('');
  return plainSpelling(spelled) === plainSpelling(standIn);
}

/** Same length, and every pair of characters shares a reading without its tone. */
function soundsLike(a: string, b: string): boolean {
  const left = readings(a);
  const right = readings(b);
  return (
    left.length === right.length &&
    left.every((sounds, i) => sounds.some((sound) => right[i]?.includes(sound)))
  );
}

function readings(name: string): string[][] {
  const inContext = pinyin(name, { toneType: 'none', type: 'array', surname: 'head' });
  return [...name].map((character, i) => [
    ...inContext.slice(i, i + 1),
    ...pinyin(character, { toneType: 'none', type: 'array', multiple: true }),
  ]);
}

function plainSpelling(spelling: string): string {
  return spelling.toLowerCase().replaceAll('ü', 'v');
}

function escape(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
