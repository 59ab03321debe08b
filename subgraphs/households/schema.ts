import { builder } from './builder.ts';
import './access-log.schema.ts';
import './area.schema.ts';
import './household.schema.ts';
import './membership.schema.ts';
import './person.schema.ts';

/** The subgraph's schema; its printed form is `schema.graphql`. */
export const schema = builder.toSubGraphSchema({
  linkUrl: 'https://specs.apollo.dev/federation/v2.6',
});
