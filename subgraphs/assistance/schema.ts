import './agreement.schema.ts';
import { builder } from './builder.ts';
import './case-statistics.schema.ts';
import './case.schema.ts';
import './case-step.schema.ts';
import './payment.schema.ts';
import './programme.schema.ts';
import './shared.schema.ts';
import './standing.schema.ts';
import './street-statistics.schema.ts';

/** The subgraph's schema; its printed form is `schema.graphql`. */
export const schema = builder.toSubGraphSchema({
  linkUrl: 'https://specs.apollo.dev/federation/v2.6',
});
