import { expect, it } from 'vitest';
import { isNearRelation } from './near-relation.ts';

it.each(['配偶', '父亲', '继母', '子女', '兄弟', '祖父母', '外婆', '外孙女', '具有赡养关系的亲属'])(
  'counts %s (000 附件7)',
  (relation) => {
    expect(isNearRelation(relation)).toBe(true);
  },
);

it.each(['叔父', '表兄弟、表姐妹', '岳父', '朋友', '亲戚', ''])('does not count %s', (relation) => {
  expect(isNearRelation(relation)).toBe(false);
});
