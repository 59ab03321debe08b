import { normaliseName, simplifiedName } from '../../../../kernel/person-name.ts';
import { VARIANT_CHARACTERS } from './variant-characters.data.ts';

/** A name of Chinese characters in its two parts; `given` is empty when only a surname is written. */
export type NameParts = { surname: string; given: string };

const REMARK = /[([{【〔〈《].*?(?:[)\]}】〕〉》]|$)/gu;
const BRACKETS = /[()[\]{}【】〔〕〈〉《》]/gu;
// The unified ideographs of the basic plane: NFKC leaves them alone.
const UNIFIED = /^[\u3400-\u4dbf\u4e00-\u9fff]+$/;
const HAN = /^\p{Script=Han}$/u;

// Compound surnames that people bear today, from the census lists of surnames and 百家姓.
const COMPOUND_SURNAMES = [
  '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶',
  '太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良',
  '漆雕 乐正 宰父 谷梁 拓跋 拓拔 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘',
  '公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨',
  '达奚 褚师 纳兰 哥舒 耶律 完颜 叶赫 那拉 钮祜 富察 瓜尔 乌雅 淳于 单于 北宫 西陵 爱新觉罗 叶赫那拉 钮祜禄',
  '瓜尔佳 赫舍里 马佳 舒穆禄 乌拉那拉',
]
  .join(' ')
  .split(' ');
const LONGEST_SURNAME = 4;

/** A name as names are compared, without a remark in brackets; null when nothing is left. */
export function plainName(text: string): string | null {
  // Nearly every name is a few ordinary characters, which no step below would change.
  if (UNIFIED.test(text)) return text;
  const name = normaliseName(text);
  const bare = name.replace(REMARK, '');
  // '(王小明)': what stands in the brackets is the name itself.
  const kept = bare === '' ? name.replace(BRACKETS, '') : bare.replace(BRACKETS, '');
  return kept === '' ? null : kept;
}

/**
 * A name, as plainName gives it, with simplified characters and common variants as one. Character by
 * character, so that one character always becomes the same. Never shown, never kept in the name's place.
 */
export function foldedName(name: string): string {
  let folded = '';
  for (let i = 0; i < name.length; i += 1) {
    const code = name.codePointAt(i) as number;
    if (code > 0xffff) i += 1;
    folded += foldedCharacter(code);
  }
  return folded;
}

/** Surname and given name; null for a dotted name, one in Latin letters or one of other script. */
export function splitName(name: string): NameParts | null {
  const first = name.codePointAt(0);
  if (first === undefined || !isHan(String.fromCodePoint(first)) || name.includes('·')) return null;
  const compound = COMPOUND_BEGINS.has(foldedCharacter(first)) ? compoundIn(name) : null;
  const surname = compound ?? name.slice(0, first > 0xffff ? 2 : 1);
  return { surname, given: name.slice(surname.length) };
}

/** Whether the character is a Chinese one. */
export function isHan(character: string): boolean {
  return UNIFIED.test(character) || HAN.test(character);
}

const STANDARD: ReadonlyMap<string, string> = new Map(
  VARIANT_CHARACTERS.flatMap(([variants, standard]) =>
    [...variants].map((variant) => [variant, standard] as const),
  ),
);
// By code point, so that a name costs no look-up by text.
const folds: (string | undefined)[] = [];

function foldedCharacter(code: number): string {
  const known = folds[code];
  if (known !== undefined) return known;
  const simplified = simplifiedName(String.fromCodePoint(code));
  return (folds[code] = STANDARD.get(simplified) ?? simplified);
}

const FOLDED_COMPOUNDS: ReadonlySet<string> = new Set(COMPOUND_SURNAMES.map(foldedName));

const COMPOUND_BEGINS: ReadonlySet<string> = new Set(
  [...FOLDED_COMPOUNDS].map((surname) => surname.charAt(0)),
);

/** A compound surname needs a given name behind it: 东方 alone is a Mr Dong. */
function compoundIn(name: string): string | null {
  const characters = [...name];
  for (let length = Math.min(LONGEST_SURNAME, characters.length - 1); length > 1; length -= 1) {
    const surname = characters.slice(0, length).join('');
    if (FOLDED_COMPOUNDS.has(foldedName(surname))) return surname;
  }
  return null;
}
