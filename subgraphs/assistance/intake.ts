import type { Actor } from '../../kernel/actor.ts';
import { assertCan } from '../../kernel/actor.ts';
import {
  loadRoster,
  type IntakeReport,
  type RosterRequest,
} from '../../kernel/runtime/roster-load.ts';
import type { RosterFile } from '../../kernel/runtime/roster-staging.ts';
import type { SubgraphDeps } from '../../kernel/runtime/subgraph.ts';
import { casesFile } from './case.intake.ts';
import { createCaseStatisticsRelease, type MonthReleased } from './case-statistics.release.ts';
import { staffRelativesFile } from './relative-declaration.intake.ts';

const FILES: readonly RosterFile[] = [casesFile, staffRelativesFile];

/** Takes in the roster files this subgraph owns: cases and declared relatives. */
export function createAssistanceIntake(deps: SubgraphDeps) {
  return {
    kinds: FILES.map((file) => file.kind),

    /** @throws HubError FORBIDDEN; problems of the file stand in the report. */
    load: (actor: Actor, request: RosterRequest): Promise<IntakeReport> =>
      loadRoster(deps, 'assistance', FILES, actor, request),

    /** Releases the statistics of every month that has ended. See case-statistics.release.ts. */
    releaseStatistics: (actor: Actor): Promise<MonthReleased[]> =>
      createCaseStatisticsRelease(deps).releaseDue(actor),

    /**
     * Moves cases to the street their household is in now: to be called after households were loaded.
     * Answers how many cases moved.
     * @throws HubError FORBIDDEN when the actor may not load rosters.
     */
    async refreshJurisdiction(actor: Actor): Promise<number> {
      assertCan(actor, 'ROSTER_LOAD');
      const { rowCount } = await deps.database.pool.query(
        `UPDATE case_record SET street_code = jurisdiction.street_code
           FROM households.household_jurisdiction AS jurisdiction
          WHERE jurisdiction.household_no = case_record.household_no
            AND jurisdiction.street_code <> case_record.street_code`,
      );
      return rowCount ?? 0;
    },
  };
}
