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

/**
 * Pure functions: no processes, no state of the process. All other tests in such shared processes saved 45 s of twenty minutes, and twice a
 * process ended without a word.
 */
const PURE = ['forecast', 'log', 'logfile', 'render', 'session', 'verify', 'views'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);
const LEFT_OUT = testsLeftOut().map(({ tests }) => `${tests}**`);

export default defineConfig({
  plugins: [viteTemplates()],
  test: {
    pool: 'forks',
    // Most tests wait for processes that they start: one worker a core. A third on two cores made the whole run no shorter.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // No second try, also in CI: a limit is there for what never ends, and a test that a slow moment breaks is to be fixed.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/count-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['test/**/*.test.ts'],
          exclude: [...LEFT_OUT, ...PURE],
        },
      },
      {
        extends: true,
        // To start a process for each of them and load the same modules in it again took 50 s of processor time, of 131.
        test: { name: 'functions', include: PURE, exclude: LEFT_OUT, isolate: false },
      },
    ],
  },
});
