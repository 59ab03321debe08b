import { expect, it } from 'vitest';
import { randomNumbers } from '../../../test/support/random-numbers.ts';
import { simulatedHub } from '../../../test/support/simulated-hub.ts';
import { admissibleOrder, type Delivery } from '../../../test/support/admissible-order.ts';
import { RECIPIENTS, twoMonths } from '../../../test/support/two-months.ts';

// What `admissible` means stands in test/integration/any-order.test.ts, which lives through the same stories with a
// database. Without one a second is enough for hundreds of them.

const STORIES = Number(process.env['YIKOU_STORIES'] ?? 40);
const ORDERS = 4;

function outcome(order: readonly Delivery[], runs: () => boolean): string[][] {
  const hub = simulatedHub();
  for (const delivery of order) {
    hub.take(delivery);
    if (runs()) hub.compare();
  }
  hub.compare();
  return hub.open().slice(0, RECIPIENTS);
}

it(
  'ends with the same open alerts in any admissible order, compared whenever',
  { timeout: 3_600_000 },
  () => {
    for (let story = 0; story < STORIES; story += 1) {
      const deliveries = twoMonths(randomNumbers(`two months ${story}`));
      const expected = outcome(deliveries, () => true);
      for (let at = 0; at < ORDERS; at += 1) {
        const random = randomNumbers(`two months ${story}, order ${at}`);
        const often = random.pick([0, 0.3, 1]);
        const order = admissibleOrder(random, deliveries);
        const told: string[] = [];
        const runs = () => random.chance(often) && told.push('compared') > 0;
        expect(
          outcome(order, runs),
          `two months ${story}, order ${at}:\n${order.map(({ id }) => id).join('\n')}`,
        ).toEqual(expected);
      }
    }
  },
);
