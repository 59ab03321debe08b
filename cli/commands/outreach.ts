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
  options: [STREET_OPTION],
  async run({ output, value }) {
    const people = await withHub('outreach', {}, async (hub) => {
      const street = await streetCode(hub, value('street'), output);
      return listOutreach(hub, street ? { streetCode: { eq: street } } : {});
    });
    output.document(people);
    const keys: MessageKey[] = ['source', 'street', 'idNumber', 'name', 'recognisedDate'];
    output.table(
      keys.map((key) => say(output.language, key)),
      people.map((person) => [
        person.source,
        person.streetName,
        person.idNumberMasked,
        person.name,
        person.recognisedDate,
      ]),
    );
    output.line(say(output.language, 'count', { count: people.length }));
    return EXIT.ok;
  },
};
