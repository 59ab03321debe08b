import { spawn } from 'node:child_process';
import path from 'node:path';
import { verifierKeyOf } from '../../kernel/runtime/audit-seal/checkpoint.ts';
import { ensureDatabase } from '../../kernel/runtime/embedded-postgres.ts';
import { childEnv, readHubEnv, type HubEnv } from '../../kernel/runtime/env.ts';
import { loadKeys } from '../../kernel/runtime/keys.ts';
import { HubError } from '../../kernel/errors.ts';
import { UsageError, type Command, type Invocation } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { say } from '../messages.ts';

// Started, not imported: the verifier shares no code with what it verifies.
const VERIFIER = path.join(import.meta.dirname, '..', 'audit-verify', 'main.ts');
const PASSED_ON = ['roots', 'older', 'key', 'event', 'proof', 'out', 'from'] as const;
const ACTIONS = ['verify', 'export', 'prove', 'check', 'key'] as const;

export const auditCommand: Command = {
  name: 'audit',
  args: '<action>',
  help: {
    zh: '审计记录：verify 核验，export 导出，prove 出具证明，check 核对证明，key 打印公钥',
    en: 'the audit trail: verify, export, prove a row, check a proof, print the public key',
  },
  options: [
    { name: 'roots', value: 'FILE', help: { zh: '根文件', en: 'roots file' } },
    {
      name: 'older',
      value: 'FILE',
      help: { zh: '根文件的较早副本', en: 'an older copy of the roots file' },
    },
    {
      name: 'key',
      value: 'KEY',
      help: { zh: '公钥或公钥文件（默认本机密钥）', en: 'public key or file (default: own keys)' },
    },
    { name: 'event', value: 'ID', help: { zh: '要证明的行', en: 'the row to prove' } },
    { name: 'proof', value: 'FILE', help: { zh: '证明文件', en: 'a proof' } },
    { name: 'from', value: 'FILE', help: { zh: '读导出文件', en: 'read an export' } },
    { name: 'out', value: 'FILE', help: { zh: '写入此文件', en: 'write to this file' } },
  ],
  async run(invocation) {
    const { args, output } = invocation;
    const action = ACTIONS.find((one) => one === args[0]);
    if (action === undefined) {
      const choices = ACTIONS.join('|');
      const problem = { name: 'audit', choices, value: args[0] ?? '' };
      throw new UsageError(say(output.language, 'notOneOf', problem));
    }
    const env = readHubEnv(undefined, 'subgraph');
    if (action === 'key') {
      const key = ownKey(env);
      output.document({ key });
      output.line(key);
      return EXIT.ok;
    }
    return verifier(action, invocation, env);
  },
};

async function verifier(action: string, invocation: Invocation, env: HubEnv): Promise<ExitCode> {
  const { value, output } = invocation;
  const given = PASSED_ON.flatMap((name) => {
    const text = value(name) ?? standing(name, action, env);
    return text === undefined ? [] : [`--${name}=${text}`];
  });
  const offline = action === 'check' || value('from') !== undefined;
  const lease = offline ? null : await ensureDatabase(env);
  try {
    const words = [
      action,
      ...given,
      `--lang=${output.language}`,
      ...(output.json ? ['--json'] : []),
    ];
    return await runVerifier(words, lease?.url);
  } finally {
    await lease?.release();
  }
}

/** What a verification on the hub's own machine goes by. */
function standing(name: string, action: string, env: HubEnv): string | undefined {
  if (name === 'roots' && action === 'verify') return env.auditRoots;
  return name === 'key' && action === 'verify' ? ownKey(env) : undefined;
}

function ownKey(env: HubEnv): string {
  const { auditSealing } = loadKeys({ ...env, embedded: env.databaseUrl === undefined });
  if (auditSealing) return verifierKeyOf(auditSealing.publicKey);
  throw new HubError('KEYS_MISSING', { reason: '密钥文件缺少 auditSealing' });
}

function runVerifier(words: readonly string[], url: string | undefined): Promise<ExitCode> {
  const child = spawn(process.execPath, ['--import', 'tsx', VERIFIER, ...words], {
    stdio: 'inherit',
    cwd: process.cwd(),
    env: childEnv({ DATABASE_URL: url === undefined ? '' : asVerifier(url) }),
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve((code ?? EXIT.interrupted) as ExitCode));
  });
}

/** Even the owner verifies under the role that can only read. */
function asVerifier(url: string): string {
  const address = new URL(url);
  const given = address.searchParams.get('options');
  const own = '-c role=yikou_verifier';
  address.searchParams.set('options', given === null ? own : `${given} ${own}`);
  address.searchParams.delete('schema');
  return address.toString();
}
