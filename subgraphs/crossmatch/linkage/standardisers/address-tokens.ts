import { chineseNumeralsToDigits } from './chinese-numerals.ts';

// What an address is made of, from the large to the small. Each token ends with its unit, so a list of tokens
// can be read without their order.
const REGION = [
  /^[^省市区县\d]{2,7}?(?:省|自治区|特别行政区)/u,
  /^[^省市区县路街巷弄号\d]{2,7}?(?:市|自治州|地区|盟)/u,
  /^[^省市区县路街巷弄号\d]{2,6}市/u,
  /^(?:[^路街巷弄号村\d]{1,7}?(?<![小社园])区(?!间)|[^路街巷弄号村区\d]{1,7}?[县旗])/u,
  /^(?:[^路街巷弄号村\d]|路(?=街道)){1,8}?(?:街道|镇|乡)/u,
];
const NUMBERED =
  /^第?(\d+(?:[之-]\d+)*[A-Z]?|[A-Z]\d*)(?:(号楼|幢|栋|座)|(号院|号)|(支弄|弄)|(单元|门)|(楼|层)|(室|房)|(组|队))/u;
const NAMED =
  /^\D?(?:(?!号|弄|幢|栋|座|单元|室).){1,14}?(?:大道|路|街(?!道)|胡同|巷|道|新村|村(?!\d*路)|小区|社区|家园|花园|公寓|大厦|广场|苑|坊|里|组|队)/u;
const DASHED = /^(\d+)-(?:(\d+)-)?(\d+)(?!\d)/u;
const BARE_ROOM = /^(\d{2,5}[A-Z]?)$/u;
const UNIT_OF_GROUP = ['幢', '号', '弄', '单元', '层', '室', '组'];

/**
 * The parts of an address in order, each with its unit: 上海市, 杨浦区, 四平路街道, 四平路, 123弄, 5号, 402室.
 * Full-width and Chinese numerals are digits; 栋, 座 and 号楼 are 幢; 房 is 室; what has no unit is left out,
 * but for a room number at the end (5号402) and numbers with dashes (5-402: 号, 室; 3-2-402: 幢, 单元, 室).
 */
export function addressTokensOf(address: string): string[] {
  let rest = chineseNumeralsToDigits(cleaned(address));
  const tokens: string[] = [];
  for (const pattern of REGION) {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) continue;
    tokens.push(found);
    rest = rest.slice(found.length);
  }
  while (rest !== '') {
    const [found, length] = nextTokens(rest);
    tokens.push(...found);
    rest = rest.slice(length);
  }
  return tokens;
}

function nextTokens(rest: string): [tokens: string[], length: number] {
  const numbered = NUMBERED.exec(rest);
  if (numbered !== null) {
    const group = numbered.slice(2).findIndex((unit) => unit !== undefined);
    const unit = numbered[group + 2] === '支弄' ? '支弄' : (UNIT_OF_GROUP[group] ?? '');
    return [[`${numbered[1]}${unit}`], numbered[0].length];
  }
  const dashed = DASHED.exec(rest);
  if (dashed !== null) {
    const [all, building, unit, room] = dashed;
    const doors = unit === undefined ? [`${building}号`] : [`${building}幢`, `${unit}单元`];
    return [[...doors, `${room}室`], all.length];
  }
  const room = BARE_ROOM.exec(rest);
  if (room !== null) return [[`${room[1]}室`], rest.length];
  const named = NAMED.exec(rest)?.[0];
  return named === undefined ? [[], 1] : [[named], named.length];
}

function cleaned(address: string): string {
  return address
    .normalize('NFKC')
    .toUpperCase()
    .replace(/\([^)]*\)?/gu, '')
    .replace(/[—–‐~]/gu, '-')
    .replace(/[^\p{L}\p{N}-]/gu, '')
    .replace(/(?:居民|村民)?委员会|居委会|村委会/gu, (body) =>
      body.startsWith('居') ? '社区' : '村',
    )
    .replace(/村+/gu, '村');
}
