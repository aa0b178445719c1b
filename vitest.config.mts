import { defineConfig } from 'vitest/config';
import { viteTemplates } from './scripts/handlebars.mjs';

export default defineConfig({
  plugins: [viteTemplates()],
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/count-reporter.ts'],
  },
});
