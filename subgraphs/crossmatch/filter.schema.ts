import { builder } from './builder.ts';

export const CodeFilter = builder.inputType('CodeFilter', {
  description: '按代码或编号筛选；给出的条件须同时满足。',
  fields: (t) => ({
    eq: t.string({ description: '等于' }),
    in: t.stringList({ description: '属于其中之一' }),
    startsWith: t.string({ description: '以此开头' }),
  }),
});

export const DateFilter = builder.inputType('DateFilter', {
  description: '按日期筛选；首尾都含。',
  fields: (t) => ({
    gte: t.field({ type: 'Date', description: '不早于' }),
    lte: t.field({ type: 'Date', description: '不晚于' }),
  }),
});
