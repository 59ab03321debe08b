import { randomUUID } from 'node:crypto';
import type { Actor } from '../../kernel/actor.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createLogger } from '../../kernel/runtime/log.ts';
import { createSubgraphExecutor } from '../../kernel/runtime/subgraph-executor.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Hub } from '../hub.ts';
import { writeWhole } from '../link/write-whole.ts';
import { say } from '../messages.ts';
import { withHub } from '../with-hub.ts';

const NEEDED = ['person', 'purpose', 'out'] as const;
const PATIENCE_MS = 60_000;

/** The command reads as the auditors do: all streets, recorded, and no id number whole. */
const READER: Actor = {
  subject: 'cli:subject',
  role: 'AUDITOR',
  streetCode: null,
  departmentCode: null,
  displayName: null,
};

export const subjectCommand: Command = {
  name: 'subject',
  args: '<action>',
  help: {
    zh: '本人信息报告：中枢所持有的一个人的全部信息',
    en: 'all that the hub holds on one person, as a printable page',
  },
  actions: [{ name: 'report', help: { zh: '写出可打印的报告', en: 'write the page' } }],
  options: [
    { name: 'person', value: 'ID', help: { zh: '人员标识', en: 'the person’s id in the hub' } },
    { name: 'purpose', value: 'TEXT', help: { zh: '事由，留痕', en: 'the reason; kept' } },
    { name: 'out', value: 'FILE', help: { zh: '写入此文件', en: 'write to this file' } },
  ],
  async run({ args, value, output }) {
    if (args[0] !== 'report')
      throw new UsageError(
        say(output.language, 'notOneOf', {
          name: 'action',
          choices: 'report',
          value: args[0] ?? '',
        }),
      );
    const [person = '', purpose = '', out = ''] = NEEDED.map((name) => {
      const given = value(name);
      if (given) return given;
      throw new UsageError(say(output.language, 'optionRequired', { name: `--${name}` }));
    });
    const { language } = output;
    await withHub('subject', {}, async (hub) => {
      await writeWhole(out, await reportOf(hub, { person, purpose, language }));
    });
    output.document({ file: out });
    output.line(say(language, 'subjectReportWritten', { file: out }));
    return EXIT.ok;
  },
};

async function reportOf(
  hub: Hub,
  { person, purpose, language }: { person: string; purpose: string; language: 'zh' | 'en' },
): Promise<string> {
  const { startDeadline } = await import('../../gateway/deadline.ts');
  const { createInProcessDataSource } = await import('../../gateway/in-process-data-source.ts');
  const { createPlannedGraph } = await import('../../gateway/planned-graph.ts');
  const { askSubject } = await import('../../gateway/subject-report/ask-subject.ts');
  const { renderSubject } = await import('../../gateway/subject-report/render.ts');
  const { readSupergraph } = await import('../../gateway/supergraph-file.ts');
  const log = createLogger({ logLevel: hub.logLevel }, 'hub-subject');
  const graph = createPlannedGraph({
    supergraphSdl: readSupergraph(),
    dataSourceOf(name) {
      const subgraph = hub.subgraphs.find((one) => one.name === name);
      if (!subgraph) throw new Error(`the supergraph names an unknown subgraph: ${name}`);
      return createInProcessDataSource(createSubgraphExecutor(subgraph, log));
    },
  });
  const deadline = startDeadline(PATIENCE_MS);
  try {
    const subject = await askSubject(
      graph,
      { personId: person, purpose, wholeFor: null },
      { actor: READER, purpose, requestId: randomUUID(), deadline },
    );
    const printedAt = systemClock.now().toISOString();
    return renderSubject(subject, { language, purpose, printedAt });
  } finally {
    deadline.clear();
  }
}
