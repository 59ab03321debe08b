import { drawCompany } from '../names.ts';
import {
  EMPLOYEE_KINDS,
  cremationRow,
  deathRow,
  drawUnit,
  employmentRow,
  incomeRow,
  insuranceRow,
  propertyRow,
} from '../rows.ts';
import { eventDay, write } from '../scenario.ts';
import { monthsBack, type PlainEvent } from './plain-event.ts';
import { ENROLMENT, IMPRISONMENT, MARRIAGE, MIGRATION, REGISTRATION } from './register-events.ts';

export const DEATH: PlainEvent = {
  source: 'public-security.death',
  rule: 'death-reported',
  economic: false,
  demand: { age: [60, 88] },
  plant(stage, who, outcome, about) {
    const diedOn = eventDay(stage);
    write(stage, 'public-security.death', deathRow(stage.random, who, { diedOn }), outcome, about);
    return { date: diedOn, factKey: stage.subject.idNumber };
  },
};

export const CREMATION: PlainEvent = {
  source: 'civil-affairs.cremation',
  rule: 'cremation-reported',
  economic: false,
  // The number is optional in this source, which takes a masked one as none at all.
  tolerates: ['ID_MASKED'],
  demand: { age: [60, 88] },
  plant(stage, who, outcome, about) {
    const diedOn = eventDay(stage);
    const address = stage.household.hukouAddress;
    const row = cremationRow(stage.random, who, { diedOn, address });
    write(stage, 'civil-affairs.cremation', row, outcome, about);
    return { date: diedOn, factKey: stage.subject.idNumber };
  },
};

export const EMPLOYMENT: PlainEvent = {
  source: 'human-resources.employment',
  rule: 'employment-started',
  economic: true,
  demand: { age: [27, 55] },
  plant(stage, who, outcome, about) {
    const registeredOn = eventDay(stage);
    const employer = drawCompany(stage.random);
    const row = employmentRow(stage.random, who, { registeredOn, employer });
    write(stage, 'human-resources.employment', row, outcome, about);
    return { date: registeredOn, factKey: employer };
  },
};

export const INSURANCE: PlainEvent = {
  source: 'human-resources.social-insurance',
  rule: 'social-insurance-started',
  economic: true,
  demand: { age: [27, 55] },
  plant(stage, who, outcome, about) {
    const startMonth = monthsBack(stage, stage.random.int(1, 3));
    const payer = drawCompany(stage.random);
    for (const kind of EMPLOYEE_KINDS) {
      const row = insuranceRow(stage.random, who, { kind, payer, startMonth });
      write(stage, 'human-resources.social-insurance', row, outcome, about);
    }
    return { date: startMonth, factKey: payer };
  },
};

export const INCOME: PlainEvent = {
  source: 'tax.income',
  rule: 'income-over-line',
  economic: true,
  demand: { age: [27, 55] },
  plant(stage, who, outcome, about) {
    const from = monthsBack(stage, 2);
    const withholder = drawCompany(stage.random);
    const fen = stage.random.int(300_000, 900_000);
    const row = incomeRow(stage.random, who, { fen, withholder, from });
    write(stage, 'tax.income', row, outcome, about);
    return { date: from, factKey: withholder };
  },
};

export const PROPERTY: PlainEvent = {
  source: 'housing.property',
  rule: 'property-acquired',
  economic: true,
  demand: { age: [35, 75] },
  plant(stage, who, outcome, about) {
    const registeredOn = eventDay(stage);
    const unit = drawUnit(stage.random);
    const row = propertyRow(stage.random, [who], { registeredOn, unit });
    write(stage, 'housing.property', row, outcome, about);
    return { date: registeredOn, factKey: unit };
  },
};

/** The plainest event of every source but the need lists. */
export const PLAIN_EVENTS: readonly PlainEvent[] = [
  DEATH,
  CREMATION,
  EMPLOYMENT,
  INSURANCE,
  INCOME,
  PROPERTY,
  REGISTRATION,
  MIGRATION,
  IMPRISONMENT,
  MARRIAGE,
  ENROLMENT,
];
