import type { Gender } from './id-maker.ts';
import { at, type Random } from './random.ts';

// Names as they really repeat: a few surnames carry half of the people, and in a district of a million a common name
// is borne by hundreds. Both fall off as Zipf's law says; the order is the familiar one, the rates are estimates.

const SURNAMES = weighted(
  [
    ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任',
    ...'卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴莫孔汤',
    ...['欧阳', '上官', '司徒', '诸葛', '司马', '皇甫'],
  ],
  3,
);

const GIVEN: Record<'elder' | 'adult' | 'young', Record<Gender, Weighted>> = {
  elder: {
    男: weighted([...'国明福根生才德宝贵荣富良海春祥林金建华文忠义兴发永长庆树云山'], 2),
    女: weighted([...'英秀兰珍桂凤菊玉翠娣妹素琴莲招芳云华梅美惠淑月香巧金银小宝彩'], 2),
  },
  adult: {
    男: weighted([...'伟强军勇杰磊斌波涛鹏辉健刚飞超平龙峰俊林东华建海志文新荣春亮'], 2),
    女: weighted([...'丽娟敏静芳霞燕红艳玲娜萍婷雪梅莉英洁琴慧颖蓉倩华晓琳云秀春娅'], 2),
  },
  young: {
    男: weighted([...'宇浩轩子博睿晨旭凯泽皓帆鑫俊宁涵瑞昊天一文嘉梓铭翔辰奕恒乐乾'], 2),
    女: weighted([...'怡欣悦诗涵雨佳梦琳子慧颖倩芯萱梓雅可思语静馨彤琪瑶嘉一心晴妍'], 2),
  },
};

const FIRST: Record<Gender, readonly string[]> = {
  男: ['艾尼瓦尔', '吐尔洪', '艾力', '阿不来提', '买买提', '库尔班', '热合曼', '玉山江'],
  女: [
    '阿依古丽',
    '帕提古丽',
    '玛依拉',
    '古丽努尔',
    '热孜万古丽',
    '米日古丽',
    '阿孜古丽',
    '努尔比耶',
  ],
};
const FATHERS = [
  ...['玉素甫', '伊布拉音', '买买提明', '阿布都热西提', '买买提', '克里木', '沙吾提', '阿布都拉'],
  ...['吐尔逊', '卡德尔', '依明', '斯迪克'],
];

/** Characters that many systems cannot type, with what is typed for them. */
const RARE = new Map([
  ['䶮', 'yan'],
  ['㛃', 'jie'],
  ['𠮷', 'ji'],
  ['赟', 'yun'],
  ['𬭎', 'hong'],
  ['䜣', 'xin'],
]);

/** A name of someone of that age, common names as common as they are. */
export function drawCommonName(random: Random, gender: Gender, age: number): string {
  const pool = GIVEN[age >= 60 ? 'elder' : age >= 30 ? 'adult' : 'young'][gender];
  const given = draw(random, pool) + (random.chance(0.7) ? draw(random, pool) : '');
  return draw(random, SURNAMES) + given;
}

/** A given name and a father's, with the middle dot. */
export function drawDottedName(random: Random, gender: Gender): string {
  return `${random.pick(FIRST[gender])}·${random.pick(FATHERS)}`;
}

/** A common name but for one character that is hard to type. */
export function drawRareName(random: Random, gender: Gender, age: number): string {
  const tail = random.chance(0.7) ? at([...drawCommonName(random, gender, age)], 1) : '';
  return draw(random, SURNAMES) + random.pick([...RARE.keys()]) + tail;
}

/** The name as it is typed where its rare character cannot be; null when it has none. */
export function withStandIn(random: Random, name: string): string | null {
  const rare = [...name].find((character) => RARE.has(character));
  if (rare === undefined) return null;
  return name.replace(rare, random.pick([RARE.get(rare) ?? '?', '?', '□']));
}

type Weighted = { items: readonly string[]; upTo: readonly number[] };

/** Zipf–Mandelbrot: the n-th item weighs 1 / (n + shift). */
function weighted(items: readonly string[], shift: number): Weighted {
  let sum = 0;
  return { items, upTo: items.map((_, index) => (sum += 1 / (index + 1 + shift))) };
}

function draw(random: Random, { items, upTo }: Weighted): string {
  const place = random.next() * at(upTo, upTo.length - 1);
  return at(
    items,
    upTo.findIndex((limit) => place < limit),
  );
}
