import { checkRule } from '../../../test/support/rule-examples.ts';
import { enrolment } from '../../../test/support/told-facts.ts';
import { graduateEnrolled } from './graduate-enrolled.ts';

const key = '样本师范大学';

checkRule(graduateEnrolled, [
  ...['硕士研究生', '博士研究生', '硕士'].map((educationLevel) => ({
    name: `raises on the enrolment of a ${educationLevel}`,
    facts: [enrolment('2026-09-01', { educationLevel })],
    finds: [{ key, on: ['2026-09-01'], severity: 'NORMAL', endedOn: null }],
  })),
  ...['本科', '专科', '高中'].map((educationLevel) => ({
    name: `is silent about ${educationLevel}`,
    facts: [enrolment('2026-09-01', { educationLevel })],
    finds: [],
  })),
  ...['在校', '在籍'].map((studyStatus) => ({
    name: `takes ${studyStatus} for studying`,
    facts: [enrolment('2026-09-01', { studyStatus })],
    finds: [{ key, on: ['2026-09-01'] }],
  })),
  ...['休学', '毕业', '退学'].map((studyStatus) => ({
    name: `does not raise ${studyStatus}, and dates it by its period`,
    facts: [enrolment('2023-09-01', { studyStatus })],
    finds: [{ key, on: 'holds' as const, endedOn: '2026-10-31' }],
  })),
  {
    name: 'does not raise where nothing is said of the studies',
    facts: [enrolment('2026-09-01', { studyStatus: null })],
    finds: [{ key, on: 'holds', endedOn: null }],
  },
  {
    name: 'is keyed by the level when no school is told',
    facts: [enrolment('2026-09-01', { school: null })],
    finds: [{ key: '硕士研究生', on: ['2026-09-01'] }],
  },
  {
    name: 'raises an enrolment before the last check too',
    facts: [enrolment('2024-09-01')],
    finds: [{ key, on: ['2024-09-01'] }],
  },
  {
    name: 'does not raise an enrolment after the as-of day',
    facts: [enrolment('2027-03-01')],
    finds: [{ key, on: 'holds' }],
  },
]);
