import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { EXIT_MEANINGS } from './exit-codes.ts';
import { runCommandLine } from './run.ts';

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const code = await runCommandLine(['node', 'hub', ...args], { stdout, stderr });
  const read = (stream: PassThrough): string => String(stream.read() ?? '');
  return { code, stdout: read(stdout), stderr: read(stderr) };
}

describe('a command line that is wrong', () => {
  const wrong: [string, string[], string][] = [
    ['no command at all', [], '--help'],
    ['an unknown command', ['frobnicate'], 'frobnicate'],
    ['an unknown option', ['alerts', '--colour'], '--colour'],
    ['a value nobody asked for', ['alerts', '--opem', 'yes'], '--opem'],
    ['an option without its value', ['alerts', '--street'], '--street'],
    ['a missing argument', ['ingest'], 'files'],
    ['too many arguments', ['match', 'now'], 'now'],
    ['a day that is none', ['match', '--as-of', '2026-02-30'], '2026-02-30'],
    ['a period that is none', ['ingest', 'package.json', '--period', 'October'], 'October'],
    ['a mode that is none', ['ingest', 'package.json', '--mode', 'full'], 'full'],
    ['a file that is not there', ['ingest', 'nowhere.csv'], 'nowhere.csv'],
    ['a roster that is not there', ['intake', 'nowhere'], 'nowhere'],
    ['a folder without a roster', ['intake', 'cli'], 'cli'],
    [
      'one source and period for two files',
      ['ingest', 'package.json', 'tsconfig.json', '--source', 'tax.income', '--period', '2026-10'],
      '--source --period',
    ],
    ['a rule that is none', ['alerts', '--rule', 'gossip'], 'gossip'],
    ['a token without a role', ['token'], '--role'],
    ['a role that is none', ['token', '--role', 'KING'], 'KING'],
    ['a role that no person has', ['token', '--role', 'SYSTEM'], 'SYSTEM'],
    ['a street role without a street', ['token', '--role', 'CASE_OFFICER'], '--street'],
    ['a liaison without a department', ['token', '--role', 'LIAISON'], '--department'],
    ['hours out of bounds', ['token', '--role', 'AUDITOR', '--hours', '0'], '--hours'],
    ['a process that is none', ['serve', '--process', 'everything'], 'everything'],
    ['a rule that is none', ['rules', 'dry-run', 'coffee'], 'coffee'],
    ['a verb that review does not know', ['review', 'explode'], 'explain 之一：explode'],
    [
      'a sample below nothing',
      ['review', 'explain', '--sample', '-1'],
      '--sample 须为 0–10000 的整数：-1',
    ],
    [
      'a sample that is no number',
      ['review', 'explain', '--sample', 'x'],
      '--sample 须为 0–10000 的整数：x',
    ],
    ['a verb that rules do not know', ['rules', 'wet-run', 'death-reported'], 'wet-run'],
    [
      'a parameter without a number',
      ['rules', 'dry-run', 'income-over-line', '--parameter', 'income.factor=much'],
      'income.factor=much',
    ],
    ['a job that is none', ['job', 'run', 'coffee'], 'coffee'],
    ['a verb that jobs do not know', ['job', 'stop', 'match-new-batches'], 'stop'],
    ['a language that is none', ['match', '--lang', 'fr'], 'fr'],
    ['a district too small', ['generate-district', '--out', 'x', '--recipients', '3'], '3'],
    ['a district without a place', ['generate-district'], '--out'],
    [
      'rows of an unknown source',
      ['generate-district', '--out', 'x', '--extract-rows', 'a=1'],
      'a=1',
    ],
    ['a demo too small', ['demo', '--recipients', 'ten'], 'ten'],
  ];
  it.each(wrong)('ends with 2 and names %s', async (_, args, named) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(named);
  });

  it('is told as a document to a program', async () => {
    const { stdout, stderr } = await run('alerts', '--colour', '--json');
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'USAGE', message: '没有这个选项：--colour' },
    });
    expect(stderr).toContain('--colour');
  });

  it('is told in English on request', async () => {
    expect((await run('frobnicate', '--lang', 'en')).stderr).toContain('no such command');
    expect((await run('frobnicate', '--lang=en')).stderr).toContain('no such command');
  });
});

describe('the help of a command', () => {
  it.each([
    [
      'link',
      [
        'run',
        'train',
        'evaluate',
        'explain',
        'spec',
        'generate',
        'models',
        'propose',
        'activate',
        'retire',
      ],
    ],
    ['review', ['explain']],
  ])('lists what %s can do, in both languages', async (command, actions) => {
    const write = vi.spyOn(console, 'info').mockImplementation(() => undefined);
    for (const [lang, title] of [
      ['zh', '操作'],
      ['en', 'Actions'],
    ] as const) {
      await run(command, actions[0] ?? '', '--help', '--lang', lang);
      const shown = write.mock.lastCall?.join(' ') ?? '';
      const section = shown.split(`${title}:\n`)[1]?.split('\n\n')[0] ?? '';
      expect(section.split('\n').map((line) => line.trim().split(' ')[0])).toEqual(actions);
    }
    write.mockRestore();
  });
});

describe('the exit codes', () => {
  it('mean what scripts were told', () => {
    expect(EXIT_MEANINGS.map(({ code, en }) => `${code} ${en}`)).toMatchInlineSnapshot(`
      [
        "0 done",
        "1 unexpected error",
        "2 wrong usage",
        "3 some file was rejected, the others went in",
        "4 some batch is held for a person",
        "65 the demo's results miss the truth; a stored score is not the sum of its parts; the audit trail is not as sealed",
        "69 the database is unavailable",
        "78 environment or keys are wrong",
        "130 interrupted",
      ]
    `);
  });
});
