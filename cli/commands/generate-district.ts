import { plainDate } from '../../kernel/plain-date.ts';
import { AS_OF, asOfDay, wholeNumber } from '../arguments.ts';
import { UsageError, type Command, type Invocation } from '../command.ts';
import { FEWEST_RECIPIENTS, generateDistrict } from '../district/generate.ts';
import { SOURCE_FILES, type SourceCode } from '../district/sources.ts';
import type { Truth } from '../district/truth.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../messages.ts';

/** The day of the example files; a seed alone then names a district. */
export const EXAMPLE_DAY = plainDate('2026-11-05');
const MOST_RECIPIENTS = 2_000_000;
const MOST_ROWS = 19_000_000;

export const generateDistrictCommand: Command = {
  name: 'generate-district',
  help: {
    zh: '生成一个虚构的区：底册、各部门数据和标准答案',
    en: 'write a synthetic district: roster, extracts, the truth',
  },
  options: [
    { name: 'seed', value: 'N', help: { zh: '随机种子（默认 1）', en: 'seed (default 1)' } },
    {
      name: 'recipients',
      value: 'N',
      help: { zh: '保障对象人数（默认 9000）', en: 'how many covered people (default 9000)' },
    },
    { name: 'out', value: 'DIR', help: { zh: '输出目录', en: 'where to write' } },
    {
      ...AS_OF,
      help: {
        zh: '以这一天为准（默认 2026-11-05）',
        en: 'the day that counts (default 2026-11-05)',
      },
    },
    {
      name: 'extract-rows',
      value: 'SOURCE=N',
      many: true,
      help: {
        zh: '某来源的无关行数，可多次给出',
        en: 'rows about strangers of a source; repeatable',
      },
    },
  ],
  async run(invocation) {
    const { output, progress } = invocation;
    const recipients = wholeNumber(invocation, 'recipients', {
      least: FEWEST_RECIPIENTS,
      most: MOST_RECIPIENTS,
      otherwise: 9_000,
    });
    const out = invocation.value('out');
    if (out === undefined) {
      throw new UsageError(say(output.language, 'optionRequired', { name: '--out' }));
    }
    const truth = await generateDistrict({
      seed: wholeNumber(invocation, 'seed', { least: 0, most: 2 ** 31 - 1, otherwise: 1 }),
      recipients,
      out,
      asOf: asOfDay(invocation) ?? EXAMPLE_DAY,
      extractRows: extractRows(invocation),
      onProgress: (step, done, total) => progress.update(step, done, total),
    });
    progress.clear();
    output.document(summary(truth, out));
    output.table(
      [
        say(output.language, 'file'),
        say(output.language, 'rows'),
        say(output.language, 'setAside'),
      ],
      truth.files.map(({ file, rows, accepted }) => [file, String(rows), String(rows - accepted)]),
    );
    const { alerts, rows } = summary(truth, out);
    const values = { out, alerts, rows, recipients: truth.recipients };
    output.line(say(output.language, 'generated', values));
    return EXIT.ok;
  },
};

function summary(
  truth: Truth,
  out: string,
): Record<'out' | 'asOf', string> &
  Record<'seed' | 'recipients' | 'rows' | 'alerts' | 'review' | 'silentCases', number> & {
    files: Truth['files'];
  } {
  const extracts = truth.files.filter(({ file }) => file.startsWith('extracts/'));
  return {
    out,
    asOf: truth.asOf,
    seed: truth.seed,
    recipients: truth.recipients,
    rows: extracts.reduce((sum, { rows }) => sum + rows, 0),
    alerts: truth.alerts.length,
    review: truth.review.length,
    silentCases: truth.silentCases,
    files: truth.files,
  };
}

function extractRows({ values, output }: Invocation): Partial<Record<SourceCode, number>> {
  const rows: Partial<Record<SourceCode, number>> = {};
  for (const text of values('extract-rows')) {
    const [name, number = ''] = text.split('=');
    const source = SOURCE_FILES.find((file) => file.source === name)?.source;
    const count = /^\d+$/.test(number) ? Number(number) : NaN;
    if (!source || !(count <= MOST_ROWS)) {
      const choices = SOURCE_FILES.map((file) => `${file.source}=N`).join('|');
      const value = { name: '--extract-rows', choices, value: text };
      throw new UsageError(say(output.language, 'notOneOf', value));
    }
    rows[source] = count;
  }
  return rows;
}
