import { builder } from './builder.ts';
import './alert-act.schema.ts';
import './alert-query.schema.ts';
import './alert-release.schema.ts';
import './alert-statistics.schema.ts';
import './alert.schema.ts';
import './authorisation-task.schema.ts';
import './correction-query.schema.ts';
import './correction.schema.ts';
import './delivered-record.schema.ts';
import './department.schema.ts';
import './extract-batch-act.schema.ts';
import './extract-batch-query.schema.ts';
import './extract-batch.schema.ts';
import './legal-hold.schema.ts';
import './linkage-model.schema.ts';
import './match-review-act.schema.ts';
import './match-review.schema.ts';
import './match-run.schema.ts';
import './objection-act.schema.ts';
import './objection-query.schema.ts';
import './objection.schema.ts';
import './outreach-act.schema.ts';
import './outreach-task.schema.ts';
import './retention.schema.ts';
import './rule-precision.schema.ts';
import './rule-state.schema.ts';
import './rule-trial.schema.ts';
import './rule.schema.ts';
import './shared.schema.ts';
import './subject-record.schema.ts';

/** The subgraph's schema; its printed form is `schema.graphql`. */
export const schema = builder.toSubGraphSchema({
  linkUrl: 'https://specs.apollo.dev/federation/v2.6',
});
