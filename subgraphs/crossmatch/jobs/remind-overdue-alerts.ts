import { checkFence } from '../match/fence.ts';
import { inTransaction } from '../match/transaction.ts';
import { addEvents, type AlertEventRow } from '../match/write-alerts.ts';
import type { Job } from './job.ts';

const REMIND = `
  UPDATE alert
     SET reminded_on = $1::date, reminder_count = reminder_count + 1
   WHERE status IN ('OPEN', 'CLAIMED') AND due_on < $1::date
     AND (reminded_on IS NULL OR reminded_on < $1::date)
  RETURNING alert_no, due_on, reminder_count`;

/** 催办: reminds of overdue alerts once on every working day (001 二(一)). */
export const remindOverdueAlerts: Job = {
  name: 'remind-overdue-alerts',
  title: '催办逾期预警',
  every: { unit: 'DAY', at: '08:30' },
  run({ deps, actor, asOf, fence }) {
    if (!deps.calendar.isWorkingDay(asOf))
      return Promise.resolve({ workingDay: false, reminded: 0 });
    return inTransaction(deps.database.pool, async (client) => {
      type Row = { alert_no: string; due_on: string; reminder_count: number };
      const { rows } = await client.query<Row>(REMIND, [asOf]);
      const events = rows.map(({ alert_no, due_on, reminder_count }): AlertEventRow => {
        return { alert_no, kind: 'REMINDED', detail: { dueOn: due_on, count: reminder_count } };
      });
      await addEvents(client, actor.subject, events);
      await checkFence(client, fence);
      return { workingDay: true, reminded: rows.length };
    });
  },
};
