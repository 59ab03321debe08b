import { defineConfig } from 'vitest/config';

const exclude = ['node_modules', 'prisma/generated', '.data*'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{kernel,gateway,subgraphs,prisma,cli}/**/*.test.ts'],
          exclude,
          env: { TZ: 'UTC' },
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: [...exclude, 'test/bench'],
          globalSetup: ['test/support/cluster.ts'],
          env: { TZ: 'Asia/Shanghai' },
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
