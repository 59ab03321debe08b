import type { Command, Invocation, Option, Text } from '../command.ts';
import { UsageError } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';
import { checkFiles } from '../link/check-files.ts';
import { MODEL_ACTIONS } from '../link/model-actions.ts';
import { LINK_OPTIONS } from '../link/options.ts';
import { say } from '../messages.ts';

const INPUT = ['spec', 'left', 'right', 'model', 'decisions', 'threads', 'memory-mb'] as const;

type Action = {
  help: Text;
  options: readonly string[];
  /** Those of its options that name a file it writes. */
  writes?: readonly string[];
  /** A version may follow it. */
  takesVersion?: boolean;
  /** Loaded only when it runs: the engine is heavy. */
  load: () => Promise<(invocation: Invocation) => Promise<ExitCode>>;
};

const ACTIONS: Readonly<Record<string, Action>> = {
  run: {
    help: { zh: '比对，写出判定的对（--out）', en: 'link: writes the pairs to --out' },
    options: [...INPUT, 'out', 'clusters', 'report', 'min-probability'],
    writes: ['out', 'clusters', 'report'],
    load: async () => (await import('../link/run-action.ts')).runAction,
  },
  train: {
    help: { zh: '只训练模型，写到 --out', en: 'learn a model only: writes it to --out' },
    options: [...INPUT.filter((name) => name !== 'model' && name !== 'decisions'), 'out'],
    writes: ['out'],
    load: async () => (await import('../link/train-action.ts')).trainAction,
  },
  evaluate: {
    help: {
      zh: '与标准答案对照：查准率、查全率、各阈值',
      en: 'how good it is against what is known: precision, recall, thresholds',
    },
    options: [
      ...INPUT,
      ...['truth', 'truth-columns', 'truth-column', 'truth-pattern', 'by', 'report', 'evaluation'],
    ],
    writes: ['report', 'evaluation'],
    load: async () => (await import('../link/evaluate-action.ts')).evaluateAction,
  },
  explain: {
    help: {
      zh: '逐项说明一对记录的分值',
      en: 'where the score of a pair comes from, part by part',
    },
    options: [...INPUT, 'pair', 'sample', 'seed'],
    load: async () => (await import('../link/explain-action.ts')).explainAction,
  },
  spec: {
    help: {
      zh: '列出方案可用的步骤、度量、比较类型和自带方案',
      en: 'every step, measure and kind a spec may name, and the ready specs',
    },
    options: ['schema'],
    load: async () => (await import('../link/spec-action.ts')).specAction,
  },
  ...MODEL_ACTIONS,
};

export const linkCommand: Command = {
  name: 'link',
  args: '<action> [version]',
  help: {
    zh: '按方案比对任意两表或一表查重',
    en: 'link any two tables, or one with itself, by a spec',
  },
  options: LINK_OPTIONS,
  actions: Object.entries(ACTIONS).map(([name, { help }]) => ({ name, help })),
  async run(invocation) {
    const { args, output } = invocation;
    const [name = '', version] = args;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!action) {
      const problem = { name: 'action', choices: Object.keys(ACTIONS).join('|'), value: name };
      throw new UsageError(say(output.language, 'notOneOf', problem));
    }
    if (version !== undefined && !action.takesVersion) {
      throw new UsageError(say(output.language, 'tooManyArguments', { name: version }));
    }
    const stray = LINK_OPTIONS.find(
      (option) => !action.options.includes(option.name) && isGiven(invocation, option),
    );
    if (stray) {
      throw new UsageError(
        say(output.language, 'unknownOption', { name: `link ${name} --${stray.name}` }),
      );
    }
    checkFiles(invocation, action.writes ?? []);
    const run = await action.load();
    return run(invocation);
  },
};

function isGiven({ value, flag }: Invocation, option: Option): boolean {
  return option.value === undefined ? flag(option.name) : value(option.name) !== undefined;
}
