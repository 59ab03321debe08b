import type { Option } from '../command.ts';

/** The actions of `hub link` on models that are governed, beside those on files. */
export const MODEL_ACTIONS = {
  generate: {
    options: ['seed', 'persons', 'records', 'out'],
    load: async () => (await import('./generate-action.ts')).generateAction,
  },
  models: {
    options: [],
    load: async () => (await import('./models-action.ts')).modelsAction,
  },
  propose: {
    options: ['spec', 'model', 'evaluation', 'training', 'as'],
    load: async () => (await import('./models-action.ts')).proposeAction,
  },
  activate: {
    options: ['as'],
    takesVersion: true,
    load: async () => (await import('./models-action.ts')).activateAction,
  },
  retire: {
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
