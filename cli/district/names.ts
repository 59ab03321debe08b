import type { Gender } from './id-maker.ts';
import { at, type Random } from './random.ts';

const SURNAMES = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕',
  ...'苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史',
  '欧阳',
  '上官',
  '诸葛',
  '司徒',
];
const ELDER = { 男: [...'国福根生才德宝贵荣富良海春祥'], 女: [...'珍英秀兰桂菊翠娣妹素琴莲凤招'] };
const ADULT = { 男: [...'军辉勇磊斌波鹏健刚涛飞超杰龙'], 女: [...'丽娜燕芳静敏玲霞红娟艳萍婷雪'] };
const YOUNG = { 男: [...'宇轩浩博睿晨旭凯泽皓帆鑫俊宁'], 女: [...'怡欣悦诗涵雨佳梦琳慧颖倩芯萱'] };
/** Given-name characters no recipient has: a cremation without a number may bear them safely. */
const APART = [...'柏樟槐榆杉桦棠枫栋梓楷森松竹蓉芸荷菱芙蕙苓茵茜莞'];

const DOTTED = {
  男: ['艾尼瓦尔·玉素甫', '吐尔洪·伊布拉音', '艾力·买买提明', '阿不来提·阿布都热西提'],
  女: ['阿依古丽·买买提', '帕提古丽·克里木', '玛依拉·沙吾提', '古丽努尔·阿布都拉'],
};
const DOTS = [...'·•・．‧･'];
const TRADITIONAL: Record<string, string> = Object.fromEntries(
  [
    '张張 刘劉 陈陳 杨楊 赵趙 黄黃 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 韩韓 冯馮 萧蕭 邓鄧 许許 吕呂 苏蘇 卢盧',
    '蒋蔣 贾賈 叶葉 阎閻 钟鐘 谭譚 邹鄒 陆陸 国國 宝寶 贵貴 荣榮 兰蘭 凤鳳 军軍 辉輝 鹏鵬 刚剛 涛濤 飞飛 杰傑',
    '龙龍 丽麗 静靜 红紅 娟娟 艳豔 轩軒 泽澤 帆帆 宁寧 诗詩 悦悅 颖穎 琴琴 妹妹',
  ]
    .join(' ')
    .split(' ')
    .map((pair) => [...pair] as [string, string]),
);

export const RARE_NAMES = { 男: ['黎䶮', '王𠮷雨', '许龴'], 女: ['刘㛃', '李䶮珍', '陈㛃𠮷'] };
/** The name with a 龴 as a system of before 2005 sends it: in the private-use area. */
export const OLD_PRIVATE_USE = { 龴: '\ue81e' };
export const HOMOPHONES: readonly (readonly [string, string])[] = [
  ['黄平斌', '黄萍斌'],
  ['张建国', '张健国'],
  ['李静芳', '李靖芳'],
  ['王晓红', '王晓虹'],
];

/** Characters that papers exchange for the standard ones; folding the traditional ones does not join them. */
export const VARIANTS: readonly (readonly [string, string])[] = [
  ['王喆', '王哲'],
  ['张堃林', '张坤林'],
  ['赵栢年', '赵柏年'],
  ['陈甦华', '陈苏华'],
];
/** What no recipient is called: a name with it is a slip of the pen and nobody else's. */
const SLIP = '翯';

/** A plausible name of someone of that age. */
export function drawName(random: Random, gender: Gender, age: number): string {
  const pool = age >= 60 ? ELDER : age >= 30 ? ADULT : YOUNG;
  const given = random.pick(pool[gender]);
  return random.pick(SURNAMES) + given + (random.chance(0.7) ? random.pick(pool[gender]) : '');
}

/** A name of a kind that no recipient bears, different for every n below half a million. */
export function nameApart(n: number): string {
  const given = at(APART, n % APART.length) + at(APART, Math.floor(n / 24) % APART.length);
  const tail = at(APART, Math.floor(n / 576) % APART.length);
  return at(SURNAMES, Math.floor(n / 13_824) % SURNAMES.length) + given + tail;
}

/** The name with a last character that is neither like it nor sounds like it. */
export function withWrongCharacter(name: string): string {
  return [...[...name].slice(0, -1), SLIP].join('');
}

/** A name with the surname of another's: brothers and sisters share it. */
export function asSiblingOf(name: string, elder: string): string {
  const [own, shared] = [surnameOf(name), surnameOf(elder)];
  return shared + name.slice(own.length);
}

/** A name as the peoples of the west write theirs, with the middle dot. */
export function dottedName(random: Random, gender: Gender): string {
  return random.pick(DOTTED[gender]);
}

/** One way of writing the middle dot: there are six in the wild, one of them stored here. */
export function withOtherDot(random: Random, name: string): string {
  return name.replace('·', random.pick(DOTS.slice(1)));
}

/** In traditional characters; a name without any simplified one comes back unchanged. */
export function toTraditional(name: string): string {
  return [...name].map((character) => TRADITIONAL[character] ?? character).join('');
}

const TRADES = ['商贸', '物业服务', '餐饮管理', '保洁服务', '建筑劳务', '物流', '信息科技', '服饰'];
const LUCK = [...'恒康海丰瑞祥永隆宏通信达安源华茂盛泰联和'];
const ROADS = ['样本西路', '测试中路', '演练北路', '试验新街', '模拟支路', '示范一路', '虚拟大道'];

/** A company that no register knows. */
export function drawCompany(random: Random): string {
  const name = random.pick(LUCK) + random.pick(LUCK) + random.pick(LUCK) + random.pick(LUCK);
  return `上海${name}${random.pick(TRADES)}有限公司`;
}

/** An address in streets that no city has. */
export function drawAddress(random: Random): string {
  const room = random.int(1, 18) * 100 + random.int(1, 8);
  return `${random.pick(ROADS)}${random.int(11, 899)}弄${random.int(1, 60)}号${room}室`;
}

/** Shaped like a unified social credit code; its area is unassigned. */
export function drawCreditCode(random: Random): string {
  const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
  return `91310199MA${Array.from({ length: 8 }, () => random.pick(alphabet)).join('')}`;
}

function surnameOf(name: string): string {
  return (
    SURNAMES.find((surname) => surname.length > 1 && name.startsWith(surname)) ?? at([...name], 0)
  );
}
