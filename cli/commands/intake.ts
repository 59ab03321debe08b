import path from 'node:path';
import type { PlainDate } from '../../kernel/plain-date.ts';
import type { IntakeReport } from '../../kernel/runtime/roster-load.ts';
import { AS_OF, asOfDay, existingPaths } from '../arguments.ts';
import { UsageError, type Command, type Invocation } from '../command.ts';
import type { Hub } from '../hub.ts';
import { withHub } from '../with-hub.ts';
import { say } from '../messages.ts';
import { printReports, worstOf } from '../reports.ts';
import { rosterFilesIn, type RosterFile } from '../tables.ts';

type SkippedReport = Omit<IntakeReport, 'kind' | 'date' | 'status'> & {
  kind: string;
  date: null;
  status: 'skipped';
};

export const intakeCommand: Command = {
  name: 'intake',
  args: '<...files>',
  help: {
    zh: '受理街道底册（目录或文件，顺序不限）',
    en: 'take in roster files (folders or files, in any order)',
  },
  options: [
    AS_OF,
    {
      name: 'force',
      help: {
        zh: '人工确认：行数骤减而挂起的、或已载入过的文件照样载入',
        en: 'a person agrees: take in a file that is held for being short, or was loaded before',
      },
    },
  ],
  async run(invocation) {
    const { output } = invocation;
    const { files, others } = rosterFilesIn(existingPaths(invocation));
    if (files.length === 0) {
      const file = invocation.args.join(' ');
      throw new UsageError(say(output.language, 'nothingToTakeIn', { file }));
    }
    if (others > 0) output.note(say(output.language, 'otherFilesLeft', { count: others }));
    const asOf = asOfDay(invocation);
    const reports = await withHub('intake', asOf ? { asOf } : {}, (hub) =>
      takeIn(hub, files, invocation, asOf, invocation.flag('force')),
    );
    output.document(reports);
    printReports(output, reports);
    return worstOf(reports);
  },
};

/**
 * Takes the files in, one after the other, moves cases to where their households now are, and puts back what an
 * officer holds who turns out to be a relative (回避).
 */
export async function takeIn(
  hub: Hub,
  files: readonly RosterFile[],
  { output, progress }: Pick<Invocation, 'output' | 'progress'>,
  asOf?: PlainDate,
  force = false,
): Promise<(IntakeReport | SkippedReport)[]> {
  const reports: (IntakeReport | SkippedReport)[] = [];
  for (const { file, kind, later } of files) {
    if (later) {
      reports.push(skipped(file, kind, say(output.language, 'laterKind', { file })));
      continue;
    }
    const owner = [hub.householdsIntake, hub.assistanceIntake].find(({ kinds }) =>
      kinds.some((one) => one === kind),
    );
    const report = await (owner ?? hub.householdsIntake).load(hub.actor, {
      file,
      asOf,
      force,
      onProgress: (done, total) => progress.update(path.basename(file), done, total),
    });
    progress.clear();
    reports.push({ ...report, file });
  }
  if (reports.some(({ kind, status }) => kind === 'households' && status === 'accepted')) {
    await hub.assistanceIntake.refreshJurisdiction(hub.actor);
  }
  // Also after files that changed nothing: an earlier run may have ended just before.
  await hub.crossmatch.recusedClaims.release(hub.actor);
  if (reports.some(({ status }) => status === 'accepted')) {
    await hub.matching.prepareRoster(hub.actor);
    await hub.assistanceIntake.releaseStatistics(hub.actor);
  }
  return reports;
}

function skipped(file: string, kind: string, notice: string): SkippedReport {
  return {
    file,
    kind,
    date: null,
    status: 'skipped',
    rows: 0,
    accepted: 0,
    setAside: {},
    notices: [notice],
    error: null,
    seconds: 0,
  };
}
