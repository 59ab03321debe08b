import { simplifiedName } from '../../../../kernel/person-name.ts';
import { foldedName, plainName, splitName } from './han-names.ts';
import { nameReadings, surnameReadings, syllablesOf } from './pinyin-readings.ts';
import { listing, listOf, plainStep, type Standardiser, type Step } from './standardiser.ts';

/** Steps for a Chinese person's name. Each begins with the name as chineseName has it, so they stand alone. */
export const CHINESE_NAME_STEPS = [
  ofName('chineseName', { zh: '姓名', en: 'Name, normalised, without remarks' }, (name) => name),
  ofName(
    'chineseNameSimplified',
    { zh: '姓名（简体）', en: 'Name in simplified characters' },
    simplifiedName,
  ),
  ofName(
    'variantFold',
    { zh: '姓名（异体字归一）', en: 'Name in simplified characters, variants as one' },
    foldedName,
  ),
  ofName('dotlessName', { zh: '姓名（去间隔号）', en: 'Name without dots' }, (name) =>
    name.replaceAll('·', ''),
  ),
  listing(
    ofName(
      'nameSegments',
      { zh: '姓名各段（列表）', en: 'Parts of a dotted name (a list)' },
      (name) => listOf(name.split('·')),
    ),
  ),
  listing(
    ofName(
      'nameCharacters',
      { zh: '姓名各字（列表）', en: 'Characters of a name (a list)' },
      (name) => listOf(name.replaceAll('·', '')),
    ),
  ),
  ofName('surname', { zh: '姓', en: 'Surname' }, (name) => splitName(name)?.surname ?? null),
  ofName('givenName', { zh: '名', en: 'Given name' }, (name) => splitName(name)?.given ?? null),
  ofName(
    'pinyin',
    { zh: '姓名拼音（无声调）', en: 'Pinyin without tones, surname read as one' },
    (name) => syllablesOf(name)?.join('') ?? null,
  ),
  listing(
    ofName(
      'pinyinReadings',
      { zh: '姓名的各种读音（列表）', en: 'All pinyin readings, at most 16 (a list)' },
      (name) => listOf(nameReadings(name) ?? []),
    ),
  ),
  ofName(
    'pinyinInitials',
    { zh: '姓名拼音首字母', en: 'Initials of the pinyin' },
    (name) =>
      syllablesOf(name)
        ?.map((syllable) => syllable.charAt(0))
        .join('') ?? null,
  ),
  ofName('surnamePinyin', { zh: '姓的拼音', en: 'Pinyin of the surname' }, (name) => {
    const parts = splitName(name);
    return parts === null ? null : surnameReadings(parts.surname).join('');
  }),
  listing(
    ofName(
      'nameStandInPattern',
      { zh: '隐去一字的姓名（列表）', en: 'Name with one character unknown (a list)' },
      patternsOf,
    ),
  ),
];

const STAND_IN = /[?□*]+|[A-Za-z]+/gu;
const LONGEST_PATTERNED = 6;

/**
 * The name with each character in turn unknown: '?小明', '王?明', '王小?'. A name in which something stands in
 * (李yan珍, 李□珍) is already such a pattern and the only one; so the two meet when blocked on. null for a
 * single character and for names longer than six.
 */
function patternsOf(name: string): string | null {
  const pattern = name.replace(STAND_IN, '?');
  if (pattern.includes('?')) return pattern === '?' ? null : foldedName(pattern);
  const characters = [...foldedName(name)];
  if (characters.length < 2 || characters.length > LONGEST_PATTERNED) return null;
  return listOf(characters.map((_, hidden) => characters.with(hidden, '?').join('')));
}

function ofName(name: string, title: Standardiser['title'], step: Step): Standardiser {
  return plainStep(name, title, (value) => {
    const written = plainName(value);
    return written === null ? null : step(written);
  });
}
