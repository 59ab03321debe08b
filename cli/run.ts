import { cac, type CAC } from 'cac';
import { HubError, errorMessage } from '../kernel/errors.ts';
import { createLogger } from '../kernel/runtime/log.ts';
import { UsageError, type Command, type Invocation, type Option } from './command.ts';
import { commandsFor } from './commands/all-commands.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { say, type Language } from './messages.ts';
import { createOutput, exitCodeHelp, type Output, type Streams } from './output.ts';
import { createProgress } from './progress.ts';

const COMMON_OPTIONS: readonly Option[] = [
  {
    name: 'json',
    help: { zh: '只输出一个 JSON 文档', en: 'print one JSON document and nothing else' },
  },
  { name: 'lang', value: 'zh|en', help: { zh: '界面语言', en: 'language of the output' } },
];

const UNREACHABLE = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'P1001', '57P03'];

/**
 * Runs one command line and says how it ended; nothing is thrown. `argv` begins as `process.argv` does,
 * with two words of no interest.
 */
export async function runCommandLine(
  argv: readonly string[],
  streams: Streams = process,
): Promise<ExitCode> {
  const language = languageOf(argv);
  const output = createOutput({ json: argv.includes('--json'), language }, streams);
  try {
    return await dispatch(argv, language, output);
  } catch (error) {
    return report(error, output);
  }
}

async function dispatch(
  argv: readonly string[],
  language: Language,
  output: Output,
): Promise<ExitCode> {
  const commands = await commandsFor(argv[2]);
  const cli = declare(commands, language);
  cli.parse(withNegativeValues(argv), { run: false });
  if (cli.options['help']) return EXIT.ok;
  const command = commands.find((one) => one.name === cli.matchedCommandName);
  if (!command) {
    const name = cli.args[0];
    if (name === undefined) throw new UsageError(say(language, 'commandMissing'));
    throw new UsageError(say(language, 'unknownCommand', { name }));
  }
  checkArguments(command, cli, language);
  const progress = createProgress();
  try {
    return await interruptible(command.run({ ...invocation(cli), output, progress }));
  } finally {
    progress.clear();
  }
}

function declare(commands: readonly Command[], language: Language): CAC {
  const cli = cac('hub');
  for (const command of commands) {
    const name = command.args ? `${command.name} ${command.args}` : command.name;
    const declared = cli.command(name, command.help[language]);
    for (const option of [...command.options, ...COMMON_OPTIONS]) {
      declared.option(
        rawName(option),
        option.help[language],
        option.value ? { type: [String] } : {},
      );
    }
  }
  cli.help((sections) => {
    const titles: Record<string, string> = {
      Usage: say(language, 'usage'),
      Commands: say(language, 'commands'),
      Options: say(language, 'options'),
    };
    const kept = sections.filter((section) => !section.title?.startsWith('For more info'));
    for (const section of kept) {
      if (section.title) section.title = titles[section.title] ?? section.title;
    }
    for (const section of kept) {
      section.body = section.body.replace('Display this message', say(language, 'showHelp'));
    }
    const actions = commands.find(({ name }) => name === cli.matchedCommandName)?.actions;
    if (actions) kept.splice(2, 0, actionHelp(actions, language));
    kept.push({ title: say(language, 'exitCodes'), body: exitCodeHelp(language) });
    return kept;
  });
  return cli;
}

function actionHelp(actions: NonNullable<Command['actions']>, language: Language) {
  const width = Math.max(...actions.map(({ name }) => name.length));
  const lines = actions.map(({ name, help }) => `  ${name.padEnd(width)}  ${help[language]}`);
  return { title: say(language, 'actions'), body: lines.join('\n') };
}

/** A number below zero is the value of the option before it, not a switch called -1. */
function withNegativeValues(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of argv) {
    const before = joined.at(-1) ?? '';
    const isValue = /^-[\d.]/.test(word) && /^--[a-z-]+$/.test(before);
    if (isValue) joined[joined.length - 1] = `${before}=${word}`;
    else joined.push(word);
  }
  return joined;
}

function rawName({ name, value }: Option): string {
  return value ? `--${name} <${value}>` : `--${name}`;
}

function checkArguments(command: Command, cli: CAC, language: Language): void {
  const known = new Set([...command.options, ...COMMON_OPTIONS].map((option) => keyOf(option)));
  for (const [name, value] of Object.entries(cli.options)) {
    if (name === '--') continue;
    if (!known.has(name)) {
      throw new UsageError(say(language, 'unknownOption', { name: dashed(name) }));
    }
    const option = [...command.options, ...COMMON_OPTIONS].find((one) => keyOf(one) === name);
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const empty = values.some((one) => typeof one !== 'string' || one === '' || one === 'true');
    if (option?.value && values.length > 0 && empty) {
      throw new UsageError(say(language, 'optionNeedsValue', { name: dashed(name) }));
    }
  }
  const lang: unknown = ([] as unknown[]).concat(cli.options['lang'] ?? language).at(-1);
  if (lang !== language) {
    const problem = { name: '--lang', choices: 'zh|en', value: String(lang) };
    throw new UsageError(say(language, 'notOneOf', problem));
  }
  const declared = cli.matchedCommand?.args ?? [];
  const extra = declared.at(-1)?.variadic ? undefined : cli.args[declared.length];
  if (extra !== undefined) throw new UsageError(say(language, 'tooManyArguments', { name: extra }));
  const missing = declared.find((arg, index) => arg.required && cli.args[index] === undefined);
  if (missing) throw new UsageError(say(language, 'argumentMissing', { name: missing.value }));
}

function invocation(cli: CAC): Pick<Invocation, 'args' | 'value' | 'values' | 'flag'> {
  function values(name: string): string[] {
    const given: unknown = cli.options[camel(name)];
    const all: unknown[] = Array.isArray(given) ? given : [given];
    return all.filter((one): one is string => typeof one === 'string');
  }
  return {
    args: cli.args.map(String),
    value: (name) => values(name).at(-1),
    values,
    flag: (name) =>
      name.startsWith('no-')
        ? cli.options[camel(name.slice(3))] === false
        : cli.options[camel(name)] === true,
  };
}

/**
 * Ctrl+C or a termination ends a command through its own clean-up where it serves; elsewhere at once, and
 * what it had not committed is undone. The embedded database is let go on exit.
 */
async function interruptible(running: Promise<ExitCode>): Promise<ExitCode> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  function stop(signal: NodeJS.Signals): void {
    if (process.listenerCount(signal) === 1) process.exit(EXIT.interrupted);
  }
  for (const signal of signals) process.on(signal, stop);
  try {
    return await running;
  } finally {
    for (const signal of signals) process.removeListener(signal, stop);
  }
}

/** Tells what went wrong: in words on stderr, and with `--json` as the document. */
function report(error: unknown, output: Output): ExitCode {
  const { code, message, exitCode } = explain(error, output.language);
  output.document({ error: { code, message } });
  output.note(`hub: ${message}`);
  return exitCode;
}

type Explained = { code: string; message: string; exitCode: ExitCode };

function explain(error: unknown, language: Language): Explained {
  if (error instanceof UsageError || (error instanceof Error && error.name === 'CACError')) {
    return { code: 'USAGE', message: error.message, exitCode: EXIT.usage };
  }
  if (error instanceof HubError && error.code !== 'INTERNAL') {
    const { option } = error.details;
    const where = typeof option === 'string' ? `${option}: ` : '';
    const message = where + errorMessage(error.code, error.details, language);
    return { code: error.code, message, exitCode: exitCodeOf(error) };
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') {
    const port = error instanceof Error && 'port' in error ? Number(error.port) : 0;
    const message = say(language, 'portInUse', { port });
    return { code, message, exitCode: EXIT.unavailable };
  }
  if (UNREACHABLE.includes(code)) {
    const unavailable = 'DATABASE_UNAVAILABLE';
    const message = errorMessage(unavailable, { reason: code }, language);
    return { code: unavailable, message, exitCode: EXIT.unavailable };
  }
  // Through the log: a driver's message may quote a person's data.
  createLogger({ logLevel: 'error' }, 'hub').error({ err: error }, 'unexpected');
  const message = errorMessage('INTERNAL', {}, language);
  return { code: 'INTERNAL', message, exitCode: EXIT.unexpected };
}

function exitCodeOf(error: HubError): ExitCode {
  switch (error.code) {
    case 'DATABASE_UNAVAILABLE':
    case 'EMBEDDED_DATABASE':
      return EXIT.unavailable;
    case 'ENV_INVALID':
    case 'KEYS_MISSING':
      return EXIT.environment;
    case 'INVALID_INPUT':
    case 'LINK_SPEC_INVALID':
    case 'LINK_MODEL_MISMATCH':
      return EXIT.usage;
    case 'LINK_INPUT_INVALID':
    case 'LINK_TOO_MANY_PAIRS':
    case 'FILE_EMPTY':
    case 'FILE_ENCODING':
    case 'FILE_FORMAT':
    case 'FILE_TOO_LARGE':
    case 'HEADER_DOUBLED':
      return EXIT.rejected;
    default:
      return EXIT.unexpected;
  }
}

function languageOf(argv: readonly string[]): Language {
  const index = argv.indexOf('--lang');
  const given =
    index >= 0 ? argv[index + 1] : argv.find((one) => one.startsWith('--lang='))?.slice(7);
  return given === 'en' ? 'en' : 'zh';
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** cac keeps `--no-serve` as `serve: false`. */
function keyOf({ name }: Option): string {
  return camel(name.replace(/^no-/, ''));
}

function dashed(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
