import { statSync } from 'node:fs';
import path from 'node:path';
import { parsePeriod } from '../../kernel/plain-date.ts';
import { parseExtractFileName } from '../../kernel/tabular/file-name.ts';
import type { IngestReport } from '../../subgraphs/crossmatch/extract.service.ts';
import { AS_OF, asOfDay, choice, existingPaths } from '../arguments.ts';
import { UsageError, type Command, type Invocation } from '../command.ts';
import type { Hub } from '../hub.ts';
import { signedBeside } from '../signed-beside.ts';
import { tablesIn } from '../tables.ts';
import { withHub } from '../with-hub.ts';
import { say } from '../messages.ts';
import { printReports, worstOf } from '../reports.ts';

type Named = { source?: string; period?: string; mode?: 'snapshot' | 'delta'; supersede: boolean };

export const ingestCommand: Command = {
  name: 'ingest',
  args: '<...files>',
  help: {
    zh: '受理部门数据（文件或目录，早的期间在前）',
    en: "take in departments' extracts (files or folders, older periods first)",
  },
  options: [
    {
      name: 'source',
      value: 'CODE',
      help: { zh: '来源（默认取自文件名）', en: 'source (default: from the name)' },
    },
    {
      name: 'period',
      value: 'PERIOD',
      help: { zh: '期间 YYYY-MM 或 YYYY-MM-DD', en: 'YYYY-MM or YYYY-MM-DD' },
    },
    { name: 'mode', value: 'MODE', help: { zh: 'snapshot 或 delta', en: 'snapshot or delta' } },
    {
      name: 'supersede',
      help: {
        zh: '更正：替换同来源同期间的批次',
        en: 'a correction: replaces the batch of that source and period',
      },
    },
    AS_OF,
  ],
  async run(invocation) {
    const { output } = invocation;
    const files = existingPaths(invocation).flatMap((given) =>
      statSync(given).isDirectory() ? tablesIn(given) : [given],
    );
    if (files.length === 0) throw new UsageError(say(output.language, 'nothing'));
    const named = readNames(invocation, files.length);
    const asOf = asOfDay(invocation);
    const reports = await withHub('ingest', asOf ? { asOf } : {}, (hub) =>
      ingestFiles(hub, files, named, invocation),
    );
    output.document(reports);
    printReports(output, reports);
    return worstOf(reports);
  },
};

/** Takes the extracts in, the older periods first, and reports on them in that order. */
export async function ingestFiles(
  hub: Hub,
  files: readonly string[],
  named: Named,
  { progress }: Pick<Invocation, 'progress'>,
): Promise<IngestReport[]> {
  const reports: IngestReport[] = [];
  for (const file of inOrder(files, named)) {
    const fileName = path.basename(file);
    const report = await hub.extracts.ingest(hub.actor, {
      ...named,
      signed: signedBeside(file),
      file,
      fileName,
      asOf: hub.asOf,
      onProgress: (done, total) => progress.update(fileName, done, total),
    });
    progress.clear();
    reports.push({ ...report, file });
  }
  return reports;
}

function readNames(invocation: Invocation, files: number): Named {
  const { value, flag, output } = invocation;
  const mode = choice(invocation, 'mode', ['snapshot', 'delta']);
  const source = value('source');
  const period = value('period');
  if (period !== undefined && parsePeriod(period) === null) {
    const problem = { name: '--period', choices: 'YYYY-MM|YYYY-MM-DD', value: period };
    throw new UsageError(say(output.language, 'notOneOf', problem));
  }
  // Two files of one source and one period would be a batch and its correction.
  if (source !== undefined && period !== undefined && files > 1) {
    const name = '--source --period';
    throw new UsageError(say(output.language, 'oneFileOnly', { name }));
  }
  return {
    ...(source ? { source } : {}),
    ...(period ? { period } : {}),
    ...(mode ? { mode } : {}),
    supersede: flag('supersede'),
  };
}

/** Oldest period first; a file whose name says nothing keeps its place at the end, to be refused there. */
function inOrder(files: readonly string[], named: Named): string[] {
  const keyed = files.map((file, place) => ({ file, place, key: sortKey(file, named) }));
  return keyed
    .sort((one, other) =>
      one.key < other.key ? -1 : one.key > other.key ? 1 : one.place - other.place,
    )
    .map(({ file }) => file);
}

function sortKey(file: string, named: Named): string {
  try {
    const { periodEnd, serial } = parseExtractFileName(path.basename(file), named);
    return `${periodEnd}|${String(serial).padStart(4, '0')}`;
  } catch {
    return '~';
  }
}
