import { addDays, addMonths } from '../../../kernel/plain-date.ts';
import {
  enrolmentRow,
  imprisonmentRow,
  marriageRow,
  migrationRow,
  registrationRow,
} from '../civil-rows.ts';
import { drawCreditCode } from '../names.ts';
import { eventDay, outsider, write } from '../scenario.ts';
import type { PlainEvent } from './plain-event.ts';

export const REGISTRATION: PlainEvent = {
  source: 'market-regulation.registration',
  rule: 'business-registered',
  economic: true,
  demand: { age: [27, 66] },
  plant(stage, who, outcome, about) {
    const foundedOn = eventDay(stage);
    const creditCode = drawCreditCode(stage.random);
    const row = registrationRow(stage.random, who, { foundedOn, creditCode });
    write(stage, 'market-regulation.registration', row, outcome, about);
    return { date: foundedOn, factKey: creditCode };
  },
};

export const MIGRATION: PlainEvent = {
  source: 'public-security.migration',
  rule: 'moved-out',
  alertClass: 'EXIT',
  economic: false,
  demand: { age: [27, 80] },
  plant(stage, who, outcome, about) {
    const movedOn = eventDay(stage);
    const toArea = stage.random.pick(['320583100', '310109009', '340104005003']);
    const row = migrationRow(stage.random, who, { movedOn, toArea });
    write(stage, 'public-security.migration', row, outcome, about);
    return { date: movedOn, factKey: movedOn };
  },
};

export const IMPRISONMENT: PlainEvent = {
  source: 'justice.imprisonment',
  rule: 'imprisonment-started',
  economic: false,
  demand: { age: [27, 66] },
  plant(stage, who, outcome, about) {
    const from = addDays(eventDay(stage), -30);
    const to = stage.random.chance(0.5) ? { to: addMonths(stage.asOf, 20) } : {};
    const row = imprisonmentRow(stage.random, who, { from, ...to });
    write(stage, 'justice.imprisonment', row, outcome, about);
    return { date: from, factKey: from };
  },
};

/** Whose number is broken is only one of two: the row goes in for the other's sake. */
export const MARRIAGE: PlainEvent = {
  source: 'civil-affairs.marriage',
  rule: 'marriage-registered',
  economic: false,
  tolerates: ['ID_CHECKSUM', 'ID_LENGTH', 'ID_MASKED'],
  demand: { age: [27, 66] },
  plant(stage, who, outcome, about) {
    const registeredOn = eventDay(stage);
    const other = outsider(stage);
    const couple = who.gender === '男' ? ([who, other] as const) : ([other, who] as const);
    const row = marriageRow(stage.random, couple, { registeredOn });
    write(stage, 'civil-affairs.marriage', row, outcome, about);
    return { date: registeredOn, factKey: other.idNumber };
  },
};

export const ENROLMENT: PlainEvent = {
  source: 'education.enrolment',
  rule: 'graduate-enrolled',
  economic: false,
  demand: { age: [27, 34] },
  plant(stage, who, outcome, about) {
    const enrolledOn = addDays(stage.period.first, -30);
    const school = '样本师范大学';
    const row = enrolmentRow(stage.random, who, { enrolledOn, school });
    write(stage, 'education.enrolment', row, outcome, about);
    return { date: enrolledOn, factKey: school };
  },
};
