import type { Actor } from '../../kernel/actor.ts';
import {
  loadRoster,
  type IntakeReport,
  type RosterRequest,
} from '../../kernel/runtime/roster-load.ts';
import type { RosterFile } from '../../kernel/runtime/roster-staging.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { areasFile } from './area.intake.ts';
import { householdsFile } from './household.intake.ts';
import { membersFile } from './member.intake.ts';
import { staffAccountsFile } from './staff-account.intake.ts';

/** In the order in which they build on each other. */
const FILES: readonly RosterFile[] = [areasFile, householdsFile, membersFile, staffAccountsFile];

/** Takes in the roster files this subgraph owns: areas, households, members, staff accounts. */
export function createHouseholdsIntake(deps: SubgraphDeps) {
  return {
    kinds: FILES.map((file) => file.kind),

    /** @throws HubError FORBIDDEN; problems of the file stand in the report. */
    load: (actor: Actor, request: RosterRequest): Promise<IntakeReport> =>
      loadRoster(deps, 'households', FILES, actor, request),
  };
}
