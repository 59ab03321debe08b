/** Import boundaries: who may know whom. The picture in the README is drawn from the same rules. */
const subgraphs = ['households', 'assistance', 'crossmatch'];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '^prisma/generated' },
      to: { circular: true },
    },
    {
      name: 'kernel-knows-nobody',
      severity: 'error',
      from: { path: '^kernel/' },
      to: { path: '^(gateway|subgraphs|cli|test|prisma/(?!generated/))' },
    },
    {
      name: 'pure-kernel-touches-no-world',
      severity: 'error',
      from: { path: '^kernel/[^/]+\\.ts$', pathNot: '\\.test\\.ts$' },
      to: { path: '^kernel/(runtime|tabular)/' },
    },
    ...subgraphs.map((name) => ({
      name: `${name}-knows-no-other-subgraph`,
      severity: 'error',
      from: { path: `^subgraphs/${name}/` },
      to: { path: `^(subgraphs/(?!${name}/)|gateway/|cli/|test/)`, pathNot: '^test/support/' },
    })),
    {
      name: 'gateway-reads-graphql-files-only',
      severity: 'error',
      from: { path: '^gateway/', pathNot: '^gateway/all-in-one\\.ts$' },
      to: { path: '^subgraphs/' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '^subgraphs/crossmatch/rules/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: '^(subgraphs/crossmatch/(rules/|rule\\.ts)|kernel/[^/]+\\.ts|node_modules/zod)',
      },
    },
    {
      name: 'linkage-is-general',
      comment: 'The engine links any records; it must not learn what the hub is for.',
      severity: 'error',
      from: { path: '^subgraphs/crossmatch/linkage/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(subgraphs/crossmatch/(?!linkage/)|kernel/runtime/(?!bounded-cache)|kernel/tabular/|cli/|prisma/)',
      },
    },
    {
      name: 'the-verifier-shares-nothing',
      comment: 'A fault of the writer must not be repeated by whoever checks it.',
      severity: 'error',
      from: { path: '^cli/audit-verify/' },
      to: { path: '^(kernel|gateway|subgraphs|prisma|cli|test)/', pathNot: '^cli/audit-verify/' },
    },
    {
      name: 'nobody-shares-the-verifier',
      severity: 'error',
      from: { pathNot: '^(cli/audit-verify/|test/)' },
      to: { path: '^cli/audit-verify/' },
    },
    {
      name: 'services-know-no-graphql',
      severity: 'error',
      from: { path: '\\.service\\.ts$' },
      to: { path: 'node_modules/(graphql|@pothos|@apollo)/' },
    },
    {
      name: 'only-the-schedule-knows-cron',
      severity: 'error',
      from: { pathNot: '^subgraphs/crossmatch/jobs/schedule\\.ts$' },
      to: { path: 'node_modules/node-cron' },
    },
    {
      name: 'only-the-child-knows-duckdb',
      severity: 'error',
      from: {
        pathNot:
          '^(subgraphs/crossmatch/(duckdb/|linkage/engine/(duckdb|parquet)\\.ts)|test/bench/)',
      },
      to: { path: 'node_modules/@duckdb' },
    },
    { name: 'nobody-imports-main', severity: 'error', from: {}, to: { path: '(^|/)main\\.ts$' } },
    {
      name: 'development-packages-are-for-tests',
      severity: 'error',
      from: {
        path: '^(kernel|gateway|subgraphs|cli)/',
        pathNot: '\\.test(-support)?\\.ts$',
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-test',
      severity: 'error',
      from: { pathNot: '^test/|\\.test\\.ts$|^vitest\\.config' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)prisma/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
