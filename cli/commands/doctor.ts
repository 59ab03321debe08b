import { systemClock, today } from '../../kernel/clock.ts';
import { AS_OF, asOfDay } from '../arguments.ts';
import type { Command } from '../command.ts';
import { exitCodeOf, runChecks, type Check } from '../doctor-checks.ts';
import { EXIT } from '../exit-codes.ts';
import { say, type MessageKey } from '../messages.ts';

const NAMES: Record<Check['check'], Record<'zh' | 'en', string>> = {
  node: { zh: 'Node 版本', en: 'node version' },
  environment: { zh: '环境变量', en: 'environment' },
  disk: { zh: '磁盘', en: 'disk' },
  keys: { zh: '密钥', en: 'keys' },
  calendar: { zh: '工作日历', en: 'calendar years' },
  database: { zh: '数据库', en: 'database' },
  migrations: { zh: '数据库迁移', en: 'migrations' },
  sealing: { zh: '审计封存', en: 'audit sealing' },
};
const STATUS: Record<Check['status'], MessageKey> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'failed',
};

export const doctorCommand: Command = {
  name: 'doctor',
  help: {
    zh: '检查环境、数据库、迁移、日历年份和密钥',
    en: 'check environment, database, migrations, calendar years, keys',
  },
  options: [AS_OF],
  async run(invocation) {
    const { output } = invocation;
    const { language } = output;
    const checks = await runChecks(asOfDay(invocation) ?? today(systemClock), language);
    const exitCode = exitCodeOf(checks);
    output.document({ ok: exitCode === EXIT.ok, checks });
    output.table(
      [say(language, 'check'), say(language, 'result'), say(language, 'detail')],
      checks.map(({ check, status, detail }) => [
        NAMES[check][language],
        say(language, STATUS[status]),
        detail,
      ]),
    );
    return exitCode;
  },
};
