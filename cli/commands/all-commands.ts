import type { Command } from '../command.ts';

type Loading = { name: string; load: () => Promise<Command> };

/** In the order of a first day's work; a new command is a file and a line here. */
const COMMANDS: readonly Loading[] = [
  { name: 'migrate', load: async () => (await import('./migrate.ts')).migrateCommand },
  {
    name: 'generate-district',
    load: async () => (await import('./generate-district.ts')).generateDistrictCommand,
  },
  { name: 'intake', load: async () => (await import('./intake.ts')).intakeCommand },
  { name: 'ingest', load: async () => (await import('./ingest.ts')).ingestCommand },
  { name: 'extract', load: async () => (await import('./extract.ts')).extractCommand },
  { name: 'match', load: async () => (await import('./match.ts')).matchCommand },
  { name: 'link', load: async () => (await import('./link.ts')).linkCommand },
  { name: 'alerts', load: async () => (await import('./alerts.ts')).alertsCommand },
  { name: 'review', load: async () => (await import('./review.ts')).reviewCommand },
  { name: 'outreach', load: async () => (await import('./outreach.ts')).outreachCommand },
  { name: 'subject', load: async () => (await import('./subject.ts')).subjectCommand },
  { name: 'token', load: async () => (await import('./token.ts')).tokenCommand },
  { name: 'serve', load: async () => (await import('./serve.ts')).serveCommand },
  { name: 'rules', load: async () => (await import('./rules.ts')).rulesCommand },
  { name: 'job', load: async () => (await import('./job.ts')).jobCommand },
  {
    name: 'retention',
    load: async () => (await import('./retention.ts')).retentionCommand,
  },
  { name: 'audit', load: async () => (await import('./audit.ts')).auditCommand },
  { name: 'keys', load: async () => (await import('./keys.ts')).keysCommand },
  { name: 'doctor', load: async () => (await import('./doctor.ts')).doctorCommand },
  { name: 'demo', load: async () => (await import('./demo.ts')).demoCommand },
];

/**
 * The commands that a command line can mean: the one it begins with, whose code alone is loaded so that it starts
 * quickly, or else all.
 */
export async function commandsFor(firstWord: string | undefined): Promise<Command[]> {
  const named = COMMANDS.filter(({ name }) => name === firstWord);
  return Promise.all((named.length > 0 ? named : COMMANDS).map(({ load }) => load()));
}
