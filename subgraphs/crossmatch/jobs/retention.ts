import { HubError } from '../../../kernel/errors.ts';
import type { PlainDate } from '../../../kernel/plain-date.ts';
import type { TermedClass } from '../retention/certificate.ts';
import { DUE_CLASSES, SNAPSHOT_CLASS } from '../retention/classes.ts';
import { countFilesOf, purgeSnapshots, removePurgedFiles } from '../retention/purged-files.ts';
import { purgeClass, type ClassReport } from '../retention/purge.ts';
import { loadSchedule } from '../retention/schedule.ts';
import type { Job, JobContext } from './job.ts';

// By the clock of the database: a day that was typed wrongly must not end thirty years of archives.
const TODAY = `SELECT (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS today`;

/** 留存清理: purges what is due in every class of the schedule (domain.md §3 rule 11; 个人信息保护法 第四十七条). */
export const retention: Job = {
  name: 'retention',
  title: '按留存期限清理数据',
  every: { unit: 'DAY', at: '02:30' },
  async run(context) {
    const { deps, asOf } = context;
    const { rows } = await deps.database.pool.query<{ today: PlainDate }>(TODAY);
    if (rows[0] === undefined || asOf > rows[0].today)
      throw new HubError('INVALID_INPUT', { field: 'asOf' });
    // What a killed run had committed and not yet removed.
    let filesRemoved = await removePurgedFiles(deps);
    const classes: ClassReport[] = [];
    const scheduled = await loadSchedule(deps.database.pool, asOf);
    for (const due of DUE_CLASSES) {
      const own = scheduled.find(({ code }) => code === due.code);
      if (!own || !hasTerm(own)) throw new HubError('PARAMETER_MISSING', { parameter: due.code });
      classes.push(await purgeClass(context, due, own, countFilesOf(deps, due)));
    }
    filesRemoved += await removePurgedFiles(deps);
    classes.push(await snapshots(context, scheduled));
    return { filesRemoved, classes: classes.filter(({ certificates }) => certificates > 0) };
  },
};

async function snapshots(
  context: JobContext,
  scheduled: Awaited<ReturnType<typeof loadSchedule>>,
): Promise<ClassReport> {
  const own = scheduled.find(({ code }) => code === SNAPSHOT_CLASS);
  if (!own || !hasTerm(own)) throw new HubError('PARAMETER_MISSING', { parameter: SNAPSHOT_CLASS });
  return purgeSnapshots(context, own);
}

function hasTerm(scheduled: { term: unknown }): scheduled is TermedClass {
  return scheduled.term !== null;
}
