import {
  OUTREACH_OUTCOME,
  OUTREACH_STATUS,
} from '../../subgraphs/crossmatch/outreach-task.labels.ts';
import { listOutreach } from '../alert-list.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { say, type MessageKey } from '../messages.ts';
import { STREET_OPTION, streetCode } from '../street-option.ts';
import { withHub } from '../with-hub.ts';

export const outreachCommand: Command = {
  name: 'outreach',
  help: {
    zh: '列出名单上有、而未获救助的人员（待走访，不是预警）',
    en: 'list people on a need list who are on no aid (visits, never alerts)',
  },
  options: [
    STREET_OPTION,
    {
      name: 'all',
      help: {
        zh: '也列已走访、已有救助案件、已撤回的',
        en: 'also those visited, covered by now, or withdrawn',
      },
    },
  ],
  async run({ output, value, flag }) {
    const people = await withHub('outreach', {}, async (hub) => {
      const street = await streetCode(hub, value('street'), output);
      return listOutreach(hub, {
        ...(street ? { streetCode: { eq: street } } : {}),
        ...(flag('all') ? { status: {} } : {}),
      });
    });
    output.document(people);
    const keys: MessageKey[] = [
      'source',
      'street',
      'idNumber',
      'name',
      'recognisedDate',
      'status',
      'visitOutcome',
    ];
    const said = (labels: Readonly<Record<string, string>>, code: string): string =>
      output.language === 'zh' ? (labels[code] ?? code) : code;
    output.table(
      keys.map((key) => say(output.language, key)),
      people.map((person) => [
        person.source,
        person.streetName,
        person.idNumberMasked,
        person.name,
        person.recognisedDate,
        said(OUTREACH_STATUS, person.status),
        person.outcome === null ? '' : said(OUTREACH_OUTCOME, person.outcome),
      ]),
    );
    output.line(say(output.language, 'count', { count: people.length }));
    return EXIT.ok;
  },
};
