const DIGITS = '〇一二三四五六七八九';
const VALUES: ReadonlyMap<string, number> = new Map([
  ...[...DIGITS].map((character, value) => [character, value] as const),
  ...([
    ['零', 0],
    ['○', 0],
    ['两', 2],
    ['壹', 1],
    ['贰', 2],
    ['叁', 3],
  ] as const),
]);
const NUMERAL = /[〇一二三四五六七八九零○两壹贰叁十百]/u;
// 八一路 is the name of a road, 二路 its number: before these a single numeral only.
// Three or four at the very end are a room.
const BEFORE_UNIT =
  /[〇一二三四五六七八九零○两壹贰叁十百]+(?=号|弄|支弄|幢|栋|座|楼|层|室|房|单元|组|队|门)|[〇一二三四五六七八九零○]{3,4}$|(?<![〇一二三四五六七八九零十百])[一二三四五六七八九十](?=路|街|村|期|区)/gu;

/** Chinese numerals that count something of an address, as digits: 十二弄 → 12弄, 四〇二室 → 402室. */
export function chineseNumeralsToDigits(address: string): string {
  return NUMERAL.test(address)
    ? address.replace(BEFORE_UNIT, (numeral) => valueOf(numeral))
    : address;
}

function valueOf(numeral: string): string {
  if (!/[十百]/u.test(numeral)) return [...numeral].map((c) => VALUES.get(c) ?? '').join('');
  let total = 0;
  let digit: number | null = null;
  for (const character of numeral) {
    if (character === '百' || character === '十') {
      total += (digit ?? 1) * (character === '百' ? 100 : 10);
      digit = null;
    } else {
      digit = VALUES.get(character) ?? 0;
    }
  }
  return String(total + (digit ?? 0));
}
