import { RULE_STATE } from '../../subgraphs/crossmatch/rule-state.labels.ts';
import type { RuleState } from '../../subgraphs/crossmatch/rule-states.ts';
import type { RuleTrial } from '../../subgraphs/crossmatch/rule-trial.service.ts';
import { RULES } from '../../subgraphs/crossmatch/rules/index.ts';
import { UNCOVERED_PERSON } from '../../subgraphs/crossmatch/rules/uncovered-person.ts';
import { AS_OF, asOfDay, dayOf } from '../arguments.ts';
import { UsageError, type Command, type Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Hub } from '../hub.ts';
import { say, type MessageKey } from '../messages.ts';
import type { Output } from '../output.ts';
import { withHub } from '../with-hub.ts';

/** A rule as the command line tells it. */
type RuleLine = {
  rule: string;
  title: string;
  state: RuleState;
  sources: { source: string; state: RuleState }[];
  decided: number | null;
  confirmed: number | null;
  share: number | null;
  low: number | null;
  high: number | null;
};

/** A visit is no alert: nobody confirms it. */
const UNDECIDED = { decided: null, confirmed: null, share: null, low: null, high: null };
const ACTIVE: Pick<RuleLine, 'state' | 'sources'> = { state: 'ACTIVE', sources: [] };

const NUMBER = /^-?\d+(\.\d+)?$/;

export const rulesCommand: Command = {
  name: 'rules',
  args: '[action] [rule]',
  help: {
    zh: '列出规则的状态与核实率；rules dry-run 规则编号：试算，不写入',
    en: 'list the rules with state and confirmed share; rules dry-run RULE: try one, writing nothing',
  },
  options: [
    AS_OF,
    { name: 'from', value: 'DATE', help: { zh: '自这一天起', en: 'from this day on' } },
    { name: 'to', value: 'DATE', help: { zh: '至这一天', en: 'until this day' } },
    {
      name: 'parameter',
      value: 'CODE=VALUE',
      many: true,
      help: { zh: '试算时改用的政策参数', en: 'a policy parameter to try instead' },
    },
  ],
  async run(invocation) {
    const { args, output } = invocation;
    const [action, rule = ''] = args;
    const window = {
      from: dayOf(invocation, 'from') ?? null,
      to: dayOf(invocation, 'to') ?? null,
    };
    if (action === undefined) {
      const lines = await withHub('rules', {}, (hub) => listRules(hub, window));
      output.document(lines);
      printRules(output, lines);
      return EXIT.ok;
    }
    const ids = RULES.map(({ id }) => id);
    requireWord(output, action, ['dry-run']);
    requireWord(output, rule, ids);
    const parameters = parametersOf(invocation);
    const asOf = asOfDay(invocation);
    const trial = await withHub('rules', asOf ? { asOf } : {}, (hub) =>
      hub.crossmatch.ruleTrials.run(
        { actor: hub.actor, requestId: null },
        { ruleId: rule, asOf: hub.asOf, window, parameters },
      ),
    );
    output.document(trial);
    printTrial(output, trial);
    return EXIT.ok;
  },
};

async function listRules(
  { actor, crossmatch }: Hub,
  window: RuleTrial['window'],
): Promise<RuleLine[]> {
  const rules = crossmatch.rules.list();
  const states = await crossmatch.ruleStates.ofRules(rules.map(({ id }) => id));
  const lines: RuleLine[] = [];
  for (const { id, title } of rules) {
    const asked = { ruleId: id, source: null, ...window };
    const { decided, confirmed, share, low, high } = await crossmatch.rulePrecision.of(
      actor,
      asked,
    );
    const { state, sources } = states.get(id) ?? ACTIVE;
    lines.push({ rule: id, title, state, sources, decided, confirmed, share, low, high });
  }
  const { id, title } = UNCOVERED_PERSON;
  const visits = (await crossmatch.ruleStates.ofRules([id])).get(id) ?? ACTIVE;
  return [...lines, { rule: id, title, ...visits, ...UNDECIDED }];
}

function printRules(output: Output, lines: readonly RuleLine[]): void {
  const keys: MessageKey[] = ['rule', 'title', 'state', 'decided', 'confirmed', 'shareInterval'];
  output.table(
    keys.map((key) => say(output.language, key)),
    lines.map((line) => [
      line.rule,
      line.title,
      output.language === 'zh' ? RULE_STATE[line.state] : line.state,
      String(line.decided ?? ''),
      String(line.confirmed ?? ''),
      line.share === null
        ? ''
        : `${percent(line.share)} (${percent(line.low ?? 0)}–${percent(line.high ?? 1)})`,
    ]),
  );
}

function printTrial(output: Output, { streets, total, persons, resultHash }: RuleTrial): void {
  const keys: MessageKey[] = ['street', 'wouldRaise', 'wouldUpdate', 'wouldWithdraw', 'wouldStay'];
  const rows = [...streets, { streetCode: say(output.language, 'total'), ...total }];
  output.table(
    keys.map((key) => say(output.language, key)),
    rows.map((row) => [
      row.streetCode,
      ...[row.wouldRaise, row.wouldUpdate, row.wouldWithdraw, row.unchanged].map(String),
    ]),
  );
  output.line(say(output.language, 'trialDone', { persons, hash: resultHash }));
}

/** `code=value` each. Throws UsageError otherwise. */
function parametersOf({ values, output }: Invocation): { code: string; value: number }[] {
  return values('parameter').map((text) => {
    const [code = '', value = ''] = text.split('=');
    if (code === '' || !NUMBER.test(value))
      throw new UsageError(say(output.language, 'notAParameter', { value: text }));
    return { code, value: Number(value) };
  });
}

function requireWord(output: Output, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  const choices = words.join('|');
  throw new UsageError(say(output.language, 'notOneOf', { name: 'rules', choices, value }));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
