// Grouping accuracy on Loghub's labelled sets, by which log parsers are compared: a message counts as right when its group has
// exactly the members of its true group. Usage:
//
//   git clone --depth 1 https://github.com/logpai/loghub /tmp/loghub
//   node scripts/grouping-accuracy.mjs /tmp/loghub
//
// Work with the first eight sets only; the patterns were written without a look at the messages of the other eight.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SETS = {
  'work with': ['Apache', 'HDFS', 'Zookeeper', 'Hadoop', 'BGL', 'HPC', 'Windows', 'Android'],
  'held out': [
    'Spark',
    'Linux',
    'Mac',
    'Thunderbird',
    'HealthApp',
    'OpenSSH',
    'OpenStack',
    'Proxifier',
  ],
};

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Usage: node scripts/grouping-accuracy.mjs <folder of Loghub>');
  process.exit(2);
}

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../src/session/grouping/template.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  write: false,
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { templateOf } = await import(`data:text/javascript;base64,${code}`);

const means = [];
for (const [kind, names] of Object.entries(SETS)) {
  const results = names.map((name) => ({ name, ...measure(name) }));
  for (const { name, accuracy, merges } of results)
    console.log(`${name.padEnd(12)} ${accuracy.toFixed(3)}  wrong merges ${merges}`);
  console.log(`${kind}: ${mean(results).toFixed(3)}\n`);
  means.push(...results);
}
const merges = means.reduce((sum, result) => sum + result.merges, 0);
console.log(`all: ${mean(means).toFixed(3)}, wrong merges ${merges}`);

function measure(name) {
  const csv = readFileSync(join(folder, name, `${name}_2k.log_structured.csv`), 'utf8');
  const [head, ...rows] = readCsv(csv);
  const events = groupBy(rows.map((row) => row[head.indexOf('EventId')]));
  const texts = rows.map((row) => row[head.indexOf('Content')]);
  const item = { name: '', localName: null };
  const groups = groupBy(
    texts.map((text) => templateOf({ kind: '', module: null, function: null, text }, item).id),
  );
  const eventOf = new Map([...events].flatMap(([event, lines]) => lines.map((at) => [at, event])));
  let right = 0;
  let merges = 0;
  for (const lines of groups.values()) {
    const found = new Set(lines.map((at) => eventOf.get(at)));
    if (found.size > 1) merges++;
    else if (events.get(eventOf.get(lines[0])).length === lines.length) right += lines.length;
  }
  return { accuracy: right / rows.length, merges };
}

function mean(results) {
  return results.reduce((sum, { accuracy }) => sum + accuracy, 0) / results.length;
}

function groupBy(keys) {
  const groups = new Map();
  for (const [at, key] of keys.entries()) groups.set(key, [...(groups.get(key) ?? []), at]);
  return groups;
}

/** Rows of cells: quoted cells may hold commas, line breaks and doubled quotes. */
function readCsv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\r?\n|$)/g,
  )) {
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain.replace(/\r$/, ''));
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}
