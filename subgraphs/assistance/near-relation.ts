/** 近亲属 as 000 附件7 一 names them, in the words that declarations use. 其他具有扶养、赡养关系的亲属 is looked for below. */
const NEAR = new Set(
  [
    '配偶 夫 妻 丈夫 妻子',
    '父母 父 母 父亲 母亲 父亲母亲 养父 养母 继父 继母',
    '子女 子 女 儿子 女儿 独生子 独生女 长子 次子 三子 长女 次女 三女 养子 养女 继子 继女',
    '兄弟姐妹 兄弟 姐妹 兄妹 姐弟 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹',
    '祖父母 祖父 祖母 爷爷 奶奶',
    '外祖父母 外祖父 外祖母 外公 外婆 姥爷 姥姥',
    '孙子女 孙子 孙女 孙辈',
    '外孙子女 外孙子 外孙 外孙女',
  ].flatMap((words) => words.split(' ')),
);

/** Whether a declared relation is one for which an officer has to stand back (回避). */
export function isNearRelation(relation: string): boolean {
  return NEAR.has(relation) || /[扶赡抚]养/u.test(relation);
}
