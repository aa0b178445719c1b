// Prints how well the ETA predicts the end of 20 simulated sessions of different shapes, at several points of their
// duration.
import { build } from 'esbuild';

const bundle = await build({
  entryPoints: [new URL('../test/session/eta-simulation.ts', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  write: false,
});
const source = Buffer.from(bundle.outputFiles[0].contents).toString('base64');
const { median, tryAllShapes } = await import(`data:text/javascript;base64,${source}`);

const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9];
const percent = (error) => (error === null ? 'unknown' : `${Math.round(100 * error)} %`);
const columns = SHARES.map((share) => tryAllShapes(share));
const width = Math.max(...columns[0].map((shape) => shape.name.length));

console.log(
  'Median absolute error of the ETA, as a share of the time that is left (7 runs each):\n',
);
console.log(
  `${'shape'.padEnd(width)}  steady  ${SHARES.map((share) => `at ${share * 100} %`.padStart(9)).join('')}`,
);
for (const [row, shape] of columns[0].entries()) {
  const cells = columns.map((column) => percent(column[row].error).padStart(9));
  console.log(
    `${shape.name.padEnd(width)}  ${shape.isSteady ? 'yes   ' : 'no    '}  ${cells.join('')}`,
  );
}
const steady = columns.map((column) =>
  median(column.flatMap((shape) => (shape.isSteady && shape.error !== null ? [shape.error] : []))),
);
console.log(
  `${'median of the steady ones'.padEnd(width)}          ${steady.map((error) => percent(error).padStart(9)).join('')}`,
);
