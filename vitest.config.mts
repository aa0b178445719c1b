import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { viteTemplates } from './scripts/handlebars.mjs';
import { testsLeftOut } from './scripts/programs.mjs';

/** These take minutes: begun last, they would run alone at the end. */
const LONGEST = /\/test\/(?:install|browser)\//;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  plugins: [viteTemplates()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: testsLeftOut().map(({ tests }) => `${tests}**`),
    pool: 'forks',
    // Most tests wait for processes that they start: one worker a core. A third on two cores made the whole run no shorter.
    maxWorkers: 2,
    // No process of its own for each file: half of the small files' time would go into starting it and loading modules again.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // No second try, also in CI: a limit is there for what never ends, and a test that a slow moment breaks is to be fixed.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/count-reporter.ts'],
  },
});
