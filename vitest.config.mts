import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { viteTemplates } from './scripts/handlebars.mjs';
import { testsLeftOut } from './scripts/programs.mjs';

/** These take minutes: begun last, they would run alone at the end. */
const LONGEST = /\/test\/(?:install|browser)\//;

/** The longest first, and each project as a whole: a process is kept only for the next file of its project. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = ['processes', 'functions', 'alone'];
    const rank = ({ moduleId, project }: TestSpecification) =>
      LONGEST.test(moduleId) ? -1 : projects.indexOf(project.name);
    return sorted
      .map((file, at) => ({ file, at }))
      .sort((a, b) => rank(a.file) - rank(b.file) || a.at - b.at)
      .map(({ file }) => file);
  }
}

const folders = (...names: string[]) => names.map((name) => `test/${name}/**/*.test.ts`);

/** What shares a process with others, file by file: a process for each would cost a second of start and of loading the same modules. */
const PROCESSES = folders(
  ...['app', 'browser', 'cgi', 'command', 'contrib', 'host', 'install', 'notify', 'page', 'system'],
  'whm',
);
/** Pure functions: no processes, no state of the process. */
const FUNCTIONS = folders('forecast', 'log', 'logfile', 'render', 'session', 'verify', 'views');
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
      { extends: true, test: shared('processes', PROCESSES) },
      { extends: true, test: shared('functions', FUNCTIONS) },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.ts'],
          exclude: [...LEFT_OUT, ...PROCESSES, ...FUNCTIONS],
        },
      },
    ],
  },
});

function shared(name: string, include: string[]) {
  return { name, include, exclude: LEFT_OUT, isolate: false };
}
