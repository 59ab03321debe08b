import type { Option } from '../command.ts';

/** The actions of `hub link` on models that are governed, beside those on files. */
export const MODEL_ACTIONS = {
  generate: {
    help: {
      zh: '生成虚构人员的样本（--out 目录）',
      en: 'make up persons to try it on (--out: a directory)',
    },
    options: ['seed', 'persons', 'records', 'out'],
    load: async () => (await import('./generate-action.ts')).generateAction,
  },
  models: {
    help: { zh: '列出受管理的模型版本', en: 'list the governed model versions' },
    options: [],
    load: async () => (await import('./models-action.ts')).modelsAction,
  },
  propose: {
    help: { zh: '提出一个模型版本', en: 'propose a model version' },
    options: ['spec', 'model', 'evaluation', 'training', 'as'],
    load: async () => (await import('./models-action.ts')).proposeAction,
  },
  activate: {
    help: { zh: '启用一个版本（须为另一人）', en: 'activate a version (by another person)' },
    options: ['as'],
    takesVersion: true,
    load: async () => (await import('./models-action.ts')).activateAction,
  },
  retire: {
    help: { zh: '停用一个版本', en: 'retire a version' },
    options: ['as'],
    takesVersion: true,
    load: async () => (await import('./models-action.ts')).retireAction,
  },
} as const;

export const MODEL_OPTIONS: readonly Option[] = [
  {
    name: 'evaluation',
    value: 'FILE',
    help: {
      zh: '评估报告：evaluate 写到、propose 读自',
      en: 'the evaluation report: written by evaluate, read by propose',
    },
  },
  {
    name: 'training',
    value: 'TEXT',
    help: { zh: 'propose：训练数据的来历', en: 'propose: what the model was trained on' },
  },
  {
    name: 'as',
    value: 'SUBJECT',
    help: {
      zh: 'propose、activate、retire：经办人账号（区民政局），记入审计',
      en: "propose, activate, retire: the bureau's account that acts, for the audit trail",
    },
  },
  {
    name: 'seed',
    value: 'N',
    help: { zh: 'generate、explain：随机种子', en: 'generate, explain: the seed' },
  },
  {
    name: 'persons',
    value: 'N',
    help: {
      zh: 'generate：人员数（默认 10000）',
      en: 'generate: how many persons (default 10000)',
    },
  },
  {
    name: 'records',
    value: 'N',
    help: {
      zh: 'generate：记录数（默认 10000）',
      en: 'generate: how many records (default 10000)',
    },
  },
];
