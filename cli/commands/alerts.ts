import { RULES } from '../../subgraphs/crossmatch/rules/index.ts';
import { listAlerts, type AlertLine } from '../alert-list.ts';
import { choice } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withHub } from '../with-hub.ts';
import { say } from '../messages.ts';
import type { Output } from '../output.ts';
import { STREET_OPTION, streetCode } from '../street-option.ts';

export const alertsCommand: Command = {
  name: 'alerts',
  help: { zh: '列出预警', en: 'list alerts' },
  options: [
    STREET_OPTION,
    { name: 'rule', value: 'ID', help: { zh: '规则编号', en: 'a rule id' } },
    { name: 'open', help: { zh: '只列未办结的', en: 'only those still to be handled' } },
  ],
  async run(invocation) {
    const { output, value, flag } = invocation;
    const rule = choice(
      invocation,
      'rule',
      RULES.map(({ id }) => id),
    );
    const alerts = await withHub('alerts', {}, async (hub) => {
      const street = await streetCode(hub, value('street'), output);
      return listAlerts(hub, {
        open: flag('open'),
        ...(rule ? { ruleId: { eq: rule } } : {}),
        ...(street ? { streetCode: { eq: street } } : {}),
      });
    });
    output.document(alerts);
    printAlerts(output, alerts);
    return EXIT.ok;
  },
};

function printAlerts(output: Output, alerts: readonly AlertLine[]): void {
  const { language } = output;
  const keys = [
    'alertNo',
    'street',
    'rule',
    'household',
    'name',
    'effectiveDate',
    'dueDate',
    'status',
  ];
  output.table(
    keys.map((key) => say(language, key as 'alertNo')),
    alerts.map((alert) => [
      alert.alertNo,
      alert.streetName,
      alert.rule,
      alert.householdNo,
      alert.name,
      alert.effectiveDate,
      alert.dueDate ?? '',
      alert.withdrawnReason ? `${alert.status} ${alert.withdrawnReason}` : alert.status,
    ]),
  );
  output.line(say(language, 'count', { count: alerts.length }));
}
