import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../messages.ts';

export const outreachCommand: Command = {
  name: 'outreach',
  help: {
    zh: '列出名单上有、而未获救助的人员（待走访，不是预警）',
    en: 'list people on a need list who are on no aid (visits, never alerts)',
  },
  options: [],
  run({ output }) {
    // No source of this version delivers such a list, so there is nobody to visit.
    output.document([]);
    output.line(say(output.language, 'noOutreach'));
    return Promise.resolve(EXIT.ok);
  },
};
