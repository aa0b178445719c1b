import { defineConfig } from 'vitest/config';
import { viteTemplates } from './scripts/handlebars.mjs';

export default defineConfig({
  plugins: [viteTemplates()],
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Most tests wait for processes that they start: one worker a core, also on two cores.
    maxWorkers: 2,
    // Tests of what happens in time share their two cores with other tests: a second look tells a slow moment from a defect.
    retry: process.env.CI ? 2 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/count-reporter.ts'],
  },
});
