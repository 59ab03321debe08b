/** The district of the examples: 静安区 of today, which took in 闸北区 (310108) in 2015. */
export const DISTRICT = '310106';

export type Street = { code: string; name: string; weight: number; committees: number };

/** 14 streets; the weights are recipients at a district of 9,000 (domain §7). */
export const STREETS: readonly Street[] = [
  ['310106020', '彭浦新村街道', 900],
  ['310106017', '宝山路街道', 880],
  ['310106022', '芷江西路街道', 850],
  ['310106018', '共和新路街道', 820],
  ['310106019', '大宁路街道', 790],
  ['310106100', '彭浦镇', 750],
  ['310106021', '临汾路街道', 710],
  ['310106015', '天目西路街道', 670],
  ['310106016', '北站街道', 630],
  ['310106006', '江宁路街道', 570],
  ['310106014', '曹家渡街道', 500],
  ['310106012', '南京西路街道', 420],
  ['310106011', '石门二路街道', 330],
  ['310106013', '静安寺街道', 250],
].map(([code, name, weight]) => ({
  code: String(code),
  name: String(name),
  weight: Number(weight),
  committees: Math.max(8, Math.round(Number(weight) / 42)),
}));

/** Twelve digits: the street, and the committee within it. */
export function committeeCode(street: Street, ordinal: number): string {
  return street.code + String(ordinal).padStart(3, '0');
}

/** As signs have it: the street without its kind, and a number. */
export function committeeName(street: Street, ordinal: number): string {
  return `${street.name.replace(/街道$|镇$/, '')}第${ordinal}居委会`;
}

/** Rows of the areas file, in its column order; neighbours as far as people move to them. */
export function areaRows(): string[][] {
  const rows = [
    [DISTRICT, '静安区', '310100', '', ''],
    ['310108', '闸北区', '310100', '', '20151103'],
    ['310100', '上海市市辖区', '310000', '', ''],
    ['310107', '普陀区', '310100', '', ''],
    ['310109', '虹口区', '310100', '', ''],
    ['310107005', '曹杨新村街道', '310107', '', ''],
    ['310109009', '欧阳路街道', '310109', '', ''],
  ];
  for (const street of STREETS) {
    rows.push([street.code, street.name, DISTRICT, '', '']);
    for (let ordinal = 1; ordinal <= street.committees; ordinal += 1) {
      const code = committeeCode(street, ordinal);
      rows.push([code, committeeName(street, ordinal), street.code, '2016年1月1日', '']);
    }
  }
  return rows;
}
