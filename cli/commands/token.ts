import { createLocalIssuer } from '../../gateway/local-issuer.ts';
import { systemClock } from '../../kernel/clock.ts';
import { readHubEnv } from '../../kernel/runtime/env.ts';
import { loadKeys } from '../../kernel/runtime/keys.ts';
import { personalRole, wholeNumber } from '../arguments.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../messages.ts';

const STREET_ROLES = ['CASE_OFFICER', 'REVIEWER', 'APPROVER', 'OFFICE_HEAD', 'AIDE'];

export const tokenCommand: Command = {
  name: 'token',
  help: { zh: '签发本机演示令牌', en: 'issue a token of the local demo issuer' },
  options: [
    {
      name: 'role',
      value: 'ROLE',
      help: { zh: '岗位，如 CASE_OFFICER', en: 'a role, such as CASE_OFFICER' },
    },
    { name: 'street', value: 'CODE', help: { zh: '九位街道代码', en: 'nine digits of a street' } },
    {
      name: 'department',
      value: 'CODE',
      help: { zh: '部门代码，如 public-security', en: 'a department, such as public-security' },
    },
    {
      name: 'hours',
      value: 'N',
      help: { zh: '有效小时数（默认 12）', en: 'hours it is valid (default 12)' },
    },
  ],
  async run(invocation) {
    const { output, value } = invocation;
    const role = personalRole(invocation);
    const street = value('street');
    const department = value('department');
    if (STREET_ROLES.includes(role) && !/^\d{9}$/.test(street ?? '')) {
      throw new UsageError(say(output.language, 'optionRequired', { name: '--street' }));
    }
    if (role === 'LIAISON' && department === undefined) {
      throw new UsageError(say(output.language, 'optionRequired', { name: '--department' }));
    }
    const hours = wholeNumber(invocation, 'hours', { least: 1, most: 720, otherwise: 12 });
    const env = readHubEnv();
    const issuer = await createLocalIssuer({
      keys: loadKeys({ ...env, embedded: env.databaseUrl === undefined }),
      clock: systemClock,
      production: env.production,
    });
    const token = await issuer.issueToken({
      role,
      subject: `demo-${role.toLowerCase()}`,
      streetCode: street ?? null,
      departmentCode: department ?? null,
      hours,
    });
    output.document({ role, street: street ?? null, department: department ?? null, hours, token });
    output.note(say(output.language, 'tokenIs', { role, hours }));
    output.line(token);
    return EXIT.ok;
  },
};
