import { defineConfig } from 'vitest/config';

if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error(
    `This is Node ${process.versions.node}; the tests need 24. Run them by "npm test" or "npx vitest", which find the one in node_modules.`,
  );
}

const soak = process.env['SOAK'] === '1';
const long = ['src/**/*.pipeline.test.ts', 'workers/**/*.pipeline.test.ts'];
const browser = ['src/**/*.browser.test.ts', 'workers/**/*.browser.test.ts'];
const common = {
  pool: 'forks' as const,
  globalSetup: ['src/db/fresh-server.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

/** `npm test` runs unit, then pipeline, then browser tests; `npm run soak` the pipeline tests with more rounds. */
const everyDay = [
  {
    test: {
      ...common,
      name: 'unit',
      include: ['src/**/*.test.ts', 'workers/**/*.test.ts'],
      exclude: [...long, ...browser],
      maxWorkers: 2,
      sequence: { groupOrder: 0 },
    },
  },
  {
    test: {
      ...common,
      name: 'pipeline',
      include: long,
      testTimeout: 180_000,
      maxWorkers: 1,
      sequence: { groupOrder: 1 },
    },
  },
  {
    test: {
      ...common,
      name: 'browser',
      include: browser,
      testTimeout: 120_000,
      maxWorkers: 1,
      sequence: { groupOrder: 2 },
    },
  },
];

const soaking = [{ test: { ...common, name: 'soak', include: long, testTimeout: 3_600_000, maxWorkers: 1 } }];

export default defineConfig({ test: { projects: soak ? soaking : everyDay } });
