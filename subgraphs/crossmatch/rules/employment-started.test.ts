import { employmentStarted } from './employment-started.ts';
import { checkRule } from '../../../test/support/rule-examples.ts';
import { day, job } from '../../../test/support/told-facts.ts';

const key = '上海示范有限公司';

checkRule(employmentStarted, [
  {
    name: 'raises on the registration of a job with a unit',
    facts: [job('2026-10-13')],
    finds: [{ key, on: ['2026-10-13'], severity: 'NORMAL', endedOn: null }],
  },
  {
    name: 'raises on a business of one’s own',
    facts: [job('2026-10-13', { employmentType: 'SELF_EMPLOYED' })],
    finds: [{ key, on: ['2026-10-13'] }],
  },
  {
    name: 'is silent about flexible work',
    facts: [job('2026-10-13', { employmentType: 'FLEXIBLE' })],
    finds: [],
  },
  {
    name: 'is silent about a public-welfare post',
    facts: [job('2026-10-13', { employmentType: 'PUBLIC_WELFARE' })],
    finds: [],
  },
  {
    name: 'raises on the day of the last check',
    facts: [job('2026-01-12')],
    finds: [{ key, on: ['2026-01-12'] }],
  },
  {
    name: 'does not raise what was there before the last check',
    facts: [job('2026-01-11')],
    finds: [{ key, on: 'holds' }],
  },
  {
    name: 'does not raise a job that has ended, and says when it did',
    facts: [job('2026-03-01', { endedOn: day('2026-09-30') })],
    finds: [{ key, on: 'holds', endedOn: '2026-09-30' }],
  },
  {
    name: 'raises a job whose contract ends in the future',
    facts: [job('2026-03-01', { endedOn: day('2028-06-30') })],
    finds: [{ key, on: ['2026-03-01'], endedOn: null }],
  },
  {
    name: 'joins two registrations of one employer, the earliest date first',
    facts: [job('2026-05-02'), job('2026-03-01', { employer: '上海示范 有限公司' })],
    finds: [{ key, on: ['2026-03-01', '2026-05-02'], evidence: 2 }],
  },
  {
    name: 'keeps two employers apart',
    facts: [job('2026-05-02'), job('2026-03-01', { employer: '上海样本有限公司' })],
    finds: [
      { key, on: ['2026-05-02'] },
      { key: '上海样本有限公司', on: ['2026-03-01'] },
    ],
  },
  {
    name: 'does not raise a job after the as-of day',
    facts: [job('2026-11-06')],
    finds: [{ key, on: 'holds' }],
  },
]);
