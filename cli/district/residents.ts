import { addDays, type PlainDate } from '../../kernel/plain-date.ts';
import { needRow } from './civil-rows.ts';
import { stranger } from './id-maker.ts';
import { drawName } from './names.ts';
import { createRandom } from './random.ts';
import type { PlantedRow } from './scenario.ts';
import { NEED_LIST_CODES } from './sources.ts';
import { STREETS } from './streets.ts';
import type { UncoveredPerson } from './truth.ts';

/** Residents come from a range of strangers that no other row uses, a tenth of it for each list. */
const RESIDENTS_FROM = 50_000_000;
const RANGE = 1_000_000;
const LEAST = 60;
const PER_RECIPIENT = 0.02;
const ON_THE_NEXT_LIST_TOO = 0.05;

/** Puts residents of the district whom no street knows on the need lists: each must be visited, once per list. */
export function plantResidents(
  { seed, recipients, asOf }: { seed: number; recipients: number; asOf: PlainDate },
  rows: PlantedRow[],
  outreach: UncoveredPerson[],
): void {
  const random = createRandom(seed, 'residents');
  const count = Math.round(LEAST + PER_RECIPIENT * recipients);
  for (const [index, list] of NEED_LIST_CODES.entries()) {
    const next = NEED_LIST_CODES[index + 1];
    for (let n = 0; n < count; n += 1) {
      const { idNumber, gender } = stranger(RESIDENTS_FROM + index * RANGE + n);
      const who = { name: drawName(random, gender, 40), idNumber };
      const street = random.pick(STREETS).name;
      const lists = next && random.chance(ON_THE_NEXT_LIST_TOO) ? [list, next] : [list];
      for (const source of lists) {
        const recognisedOn = addDays(asOf, -random.int(10, 900));
        const cells = needRow(random, who, { recognisedOn, street });
        rows.push({ source, cells, outcome: 'ACCEPTED', people: [] });
        outreach.push({ source, ...who });
      }
    }
  }
}
