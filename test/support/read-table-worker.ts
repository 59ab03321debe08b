// Reads one file as a death extract, in a process of its own, and prints what came of it and the peak memory.
import { plainDate } from '../../kernel/plain-date.ts';
import { readTable } from '../../kernel/tabular/read-table.ts';
import { publicSecurityDeath } from '../../subgraphs/crossmatch/sources/public-security.death.ts';

const [file = ''] = process.argv.slice(2);
let outcome: string;
try {
  const { contract } = publicSecurityDeath;
  let count = 0;
  const { rows } = await readTable(file, contract, { asOf: plainDate('2026-11-05') });
  for await (const chunk of rows) count += chunk.length;
  outcome = `${count} rows`;
} catch (error) {
  outcome = (error as { code?: string }).code ?? String(error);
}
const memoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ outcome, memoryMb }));
