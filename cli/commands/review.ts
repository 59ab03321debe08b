import { listReviews } from '../alert-list.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withHub } from '../with-hub.ts';
import { say, type MessageKey } from '../messages.ts';

export const reviewCommand: Command = {
  name: 'review',
  help: { zh: '列出待人工复核的记录', en: 'list record pairs that wait for a person' },
  options: [],
  async run({ output }) {
    const reviews = await withHub('review', {}, listReviews);
    output.document(reviews);
    const keys: MessageKey[] = ['source', 'household', 'idNumber', 'name', 'recordName', 'reason'];
    output.table(
      keys.map((key) => say(output.language, key)),
      reviews.map((review) => [
        review.source,
        review.householdNo,
        review.idNumberMasked,
        review.name,
        review.recordName,
        review.reason,
      ]),
    );
    output.line(say(output.language, 'count', { count: reviews.length }));
    return EXIT.ok;
  },
};
