import { builder } from './builder.ts';
import type { DueDerivation, ExplanationPart } from './explanation.ts';

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
  description: '期限的由来：依据哪项政策参数，自何日起算。',
  fields: (t) => ({
    parameter: t.exposeString('parameter', { description: '政策参数代码' }),
    value: t.exposeFloat('value', { description: '数值' }),
    unit: t.exposeString('unit', { description: '单位' }),
    instrument: t.exposeString('instrument', { description: '文件' }),
    article: t.exposeString('article', { description: '条款' }),
    from: t.expose('from', { type: 'Date', description: '起算日' }),
    text: t.exposeString('text', { description: '文字说明' }),
  }),
});
