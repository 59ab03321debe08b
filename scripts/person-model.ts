// Trains and evaluates the person model a release ships and writes it where a fresh hub finds it: the model with its
// report to subgraphs/crossmatch/linkage/models, and the migration that installs it. The seeds are fixed, so anyone
// gets the same bytes. With --check it writes nothing and fails when a committed file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { buildPersonModel, RELEASE } from '../cli/person-model/build-person-model.ts';
import { modelMigration } from '../cli/person-model/model-migration.ts';

const built = await buildPersonModel(RELEASE, (step) => {
  console.error(step);
});
const files = {
  'subgraphs/crossmatch/linkage/models/chinese-person.json': `${JSON.stringify(built, null, 2)}\n`,
  'prisma/migrations/20261121110100_person_model/migration.sql': modelMigration(built),
};
const check = process.argv.includes('--check');
for (const [file, text] of Object.entries(files)) {
  if (!check) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(
      `${file} is not what its seeds give: run \`npm run model\` and read the difference.`,
    );
    process.exitCode = 1;
  }
}
const { pairs, groups, blockingRecall } = built.evaluation;
const shares = (name: string, { precision, recall, f1 }: typeof pairs): string =>
  [name.padEnd(16), ...[precision, recall, f1].map(({ value }) => (value ?? 0).toFixed(4))].join(
    ' ',
  );
console.log(shares('all', pairs), 'blocking recall', blockingRecall.value?.toFixed(4));
for (const { value, pairs } of groups) console.log(shares(value, pairs));
for (const { description, pairs } of built.evaluation.data) console.log(shares(description, pairs));
