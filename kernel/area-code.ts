/** 行政区划: 6 digits district (GB/T 2260), 9 street (GB/T 10114), 12 residents' committee. */
export type AreaLevel = 'DISTRICT' | 'SUBDISTRICT' | 'COMMITTEE';

const LEVELS: Readonly<Record<number, AreaLevel>> = {
  6: 'DISTRICT',
  9: 'SUBDISTRICT',
  12: 'COMMITTEE',
};

/** The level a code names, or null when it is no area code. A code padded with zeros names its upper level. */
export function areaLevel(code: string): AreaLevel | null {
  return LEVELS[significant(code).length] ?? null;
}

/** Whether `area` is `other` or contains it; false when either is no area code. */
export function covers(area: string, other: string): boolean {
  if (areaLevel(area) === null || areaLevel(other) === null) return false;
  return significant(other).startsWith(significant(area));
}

/** The district's six digits, or null when the text is no area code. */
export function districtOf(code: string): string | null {
  return areaLevel(code) === null ? null : code.slice(0, 6);
}

/** The street's nine digits, or null when the code names no street. */
export function subdistrictOf(code: string): string | null {
  const digits = significant(code);
  return digits.length >= 9 ? digits.slice(0, 9) : null;
}

// Statistical codes are always twelve digits: 310106000000 means the district, 310106012000 the street.
function significant(code: string): string {
  if (!/^\d{6}(\d{3}){0,2}$/.test(code)) return '';
  return (
    code.slice(0, 6) +
    code
      .slice(6)
      .replace(/^(000)+$/, '')
      .replace(/^(\d{3})000$/, '$1')
  );
}
