// A plugin for scripts/build.mjs that plants an error in each layer: for tests, never shipped. Each is asleep until the
// variable PLANTED names it; the browser's by an address that ends in #start, or at the first update.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../..', import.meta.url));

const BREAK = '((nothing) => nothing.field)(undefined);';
const PLANTED = {
  'src/page/views/account.ts': {
    accountPage: `if (process.env.PLANTED === 'view') {
      try { ${BREAK} } catch (cause) { throw new Error('planted, password=hunter2secret', { cause }); }
    }`,
    accountJson: `if (process.env.PLANTED === 'view') ${BREAK}`,
  },
  'src/page/actions/mark.ts': { mark: `if (process.env.PLANTED === 'post') ${BREAK}` },
  'src/app/report-rows.ts': {
    reportLines: `if (process.env.PLANTED === 'stream') { yield 'begun'; ${BREAK} }`,
  },
  'src/app/measure.ts': {
    readOpenMetrics: `if (process.env.PLANTED === 'command') ${BREAK}
      if (process.env.PLANTED === 'callback') setTimeout(() => ${BREAK.slice(0, -1)}, 0);
      if (process.env.PLANTED === 'rejection') void (async () => ${BREAK.slice(0, -1)})();`,
  },
  'src/app/maintain.ts': { maintain: `if (process.env.PLANTED === 'hook') ${BREAK}` },
  'src/whm/session-folder.ts': {
    hasSessionFolder: `if (process.env.PLANTED === 'survived') ${BREAK}`,
  },
  'src/browser/live-view.ts': {
    pollOf: `globalThis.plantedCalls = (globalThis.plantedCalls ?? 0) + 1;
      if (location.hash === '#start' || globalThis.plantedCalls > 1) ${BREAK}`,
  },
};

function plant(path, text) {
  let planted = text;
  for (const [name, error] of Object.entries(PLANTED[path])) {
    const from = planted.search(new RegExp(`function\\*? ${name}\\(`));
    const body = planted.indexOf('{\n', planted.indexOf(')', from));
    if (from < 0 || body < 0)
      throw new Error(`${path} has no function ${name} to plant an error in`);
    planted = `${planted.slice(0, body + 1)} ${error.replace(/\n\s*/g, ' ')}${planted.slice(body + 1)}`;
  }
  return planted;
}

export default [
  {
    name: 'planted',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const name = path.slice(top.length);
        if (!Object.hasOwn(PLANTED, name)) return null;
        return { contents: plant(name, readFileSync(path, 'utf8')), loader: 'ts' };
      });
    },
  },
];
