import { defineConfig } from 'vitest/config';

const exclude = ['node_modules', 'prisma/generated', '.data*'];

// Vite would pick graphql's ES build while the libraries load its CommonJS build: two copies of one type.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

export default defineConfig({
  test: {
    // `npm run test:kernel`: every branch of the pure kernel is proven.
    coverage: {
      include: ['kernel/*.ts'],
      exclude: ['kernel/*.test.ts', 'kernel/*.test-support.ts'],
      reporter: ['text-summary'],
      thresholds: { branches: 100 },
    },
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['{kernel,gateway,subgraphs,prisma,cli}/**/*.test.ts'],
          exclude,
          env: { TZ: 'UTC' },
        },
      },
      {
        resolve,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: [...exclude, 'test/bench'],
          globalSetup: ['test/support/cluster.ts'],
          env: { TZ: 'Asia/Shanghai' },
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
