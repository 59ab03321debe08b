import { builder } from './builder.ts';
import type { DueDerivation } from './match/due-date.ts';
import type { ExplanationPart } from './match/explanation.ts';

export const ExplanationPartType = builder.objectRef<ExplanationPart>('ExplanationPart').implement({
  description: '说明的一部分',
  fields: (t) => ({
    field: t.exposeString('field', { description: '比对的项目' }),
    agreed: t.exposeBoolean('agreed', {
      nullable: true,
      description: '是否一致；空为仅作说明',
    }),
    text: t.exposeString('text', { description: '文字' }),
  }),
});

export const DueDerivationType = builder.objectRef<DueDerivation>('DueDerivation').implement({
  description: '期限的由来：依据哪项政策参数，自何日起算；不设期限的只有文字说明。',
  fields: (t) => ({
    parameter: t.exposeString('parameter', { nullable: true, description: '政策参数代码' }),
    value: t.exposeFloat('value', { nullable: true, description: '数值' }),
    unit: t.exposeString('unit', { nullable: true, description: '单位' }),
    instrument: t.exposeString('instrument', { nullable: true, description: '文件' }),
    article: t.exposeString('article', { nullable: true, description: '条款' }),
    from: t.expose('from', { type: 'Date', nullable: true, description: '起算日' }),
    missing: t.exposeString('missing', {
      nullable: true,
      description: '期限为何尚不能计算：CALENDAR_MISSING 为缺该年工作日历',
    }),
    text: t.exposeString('text', { description: '文字说明' }),
  }),
});
