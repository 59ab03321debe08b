import type { Command } from '../command.ts';
import { alertsCommand } from './alerts.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { generateDistrictCommand } from './generate-district.ts';
import { ingestCommand } from './ingest.ts';
import { intakeCommand } from './intake.ts';
import { jobCommand } from './job.ts';
import { linkCommand } from './link.ts';
import { matchCommand } from './match.ts';
import { migrateCommand } from './migrate.ts';
import { outreachCommand } from './outreach.ts';
import { reviewCommand } from './review.ts';
import { serveCommand } from './serve.ts';
import { tokenCommand } from './token.ts';

/** The commands in the order of a first day's work; a new one is a file and a line here. */
export const COMMANDS: readonly Command[] = [
  migrateCommand,
  generateDistrictCommand,
  intakeCommand,
  ingestCommand,
  matchCommand,
  linkCommand,
  alertsCommand,
  reviewCommand,
  outreachCommand,
  tokenCommand,
  serveCommand,
  jobCommand,
  doctorCommand,
  demoCommand,
];
