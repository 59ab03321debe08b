import { openCliHub } from '../support/cli.ts';
import { judgeDistrict } from '../support/judge-district.ts';

// Alerts, silence, reviews and row counts against the truth of five districts; one JSON document.
const SEEDS = [1, 2, 3, 4, 5];
const RECIPIENTS = Number(process.argv[2] ?? 9_000);

const results: unknown[] = [];
for (const seed of SEEDS) {
  const hub = await openCliHub();
  try {
    const { comparison, seconds } = await judgeDistrict(hub, { seed, recipients: RECIPIENTS });
    results.push({ seed, recipients: RECIPIENTS, ...comparison, seconds });
  } finally {
    await hub.close();
  }
}
console.log(JSON.stringify(results, null, 2));
