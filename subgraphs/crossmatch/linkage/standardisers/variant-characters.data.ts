/**
 * Variant characters in names and the character they are folded to, where OpenCC's traditional-to-simplified
 * tables leave them as they are. For keys only: a fold joins names that are not the same.
 *
 * Sources: 第一批异体字整理表 (1955) and the annex of 通用规范汉字表 (2013) for variants; the surnames that
 * 第二次汉字简化方案（草案）(1977, withdrawn 1986) merged and that many papers still carry; Japanese and older
 * printed forms that input methods offer beside the standard one.
 */
export const VARIANT_CHARACTERS: readonly (readonly [variants: string, standard: string])[] = [
  // 1955 and 2013
  ...table(
    '喆:哲 堃:坤 甦:苏 珎珤:宝 晢:晰 炤:照 燿:耀 煇:辉 琹:琴 栢:柏 槑楳:梅 秌穐:秋 叡:睿 濬:浚 仝:同',
  ),
  ...table(
    '囯圀囻:国 龢咊:和 喦嵒巗:岩 邨:村 隣:邻 劔:剑 惪悳徳:德 寕寗甯:宁 彊:强 竝倂:并 崐:昆 迺廼:乃',
  ),
  ...table('憙:喜 翺:翱 鼇:鳌 煕熈凞:熙 祐:佑 昺:炳 贒:贤 槀:稿 菓:果 瑉:珉 碁:棋 衹:只'),
  ...table('姪:侄 姉:姊 嬭:奶 婣:姻 娯:娱 嬾:懒 玅:妙 椉:乘 埜:野 坵:丘 蘤:花 恊:协 勅:敕'),
  ...table('夀:寿 栁:柳 桞:柳 逺:远 徃:往 冨:富 窻:窗 冣:最 冦:寇 勗:勖 吿:告 唘:启 啔:启'),
  ...table('鴈:雁 鵞:鹅 蠭:蜂 蘂蕋:蕊 蕚:萼 荘:庄 葠:参 薓:参 躭:耽 輭:软 遯:遁 霛:灵 靃:霍 頋:顾'),
  // surnames merged in 1977
  ...table('萧:肖 阎:闫 傅:付 戴:代 蓝:兰 锺:钟 凃:涂'),
  // Japanese and older printed forms
  ...table(
    '恵:惠 栄:荣 桜:樱 沢:泽 浜:滨 辺:边 斎:斋 広:广 黒:黑 髙:高 﨑:崎 亀:龟 愼:慎 勲:勋 艶:艳 氷:冰',
  ),
  ...table(
    '淸:清 靑:青 歩:步 歳:岁 郷:乡 呉:吴 鳯:凤 眀朙:明 暎:映 晧:皓 曻:升 峕旹:时 曺:曹 閠:闰 徴:征',
  ),
  ...table('麁:粗 竒:奇 尓:尔 姸:妍 娬:妩 瑠:琉 瓈:璃 珮:佩 緖:绪 縂:总'),
];

function table(rows: string): (readonly [string, string])[] {
  return rows.split(' ').map((row) => {
    const [variants = '', standard = ''] = row.split(':');
    return [variants, standard] as const;
  });
}
