// What the source consists of: lines and files of each module, small files, names that occur twice, how the modules
// import each other, and how many files are loaded for the page of a session and for a pressed button. `--mermaid`
// draws the modules. ROOT: another checkout.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const asked = process.argv.slice(2);
const root =
  asked.find((word) => !word.startsWith('--')) ?? dirname(dirname(fileURLToPath(import.meta.url)));
const src = join(root, 'src');

/** @type {Map<string, { text: string, lines: number, all: string[], used: string[], later: string[] }>} */
const files = new Map();
for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.ts$/.test(entry.name)) continue;
  const name = relative(src, join(entry.parentPath, entry.name));
  const text = readFileSync(join(src, name), 'utf8');
  const to = (target) => normalize(join(dirname(name), target));
  const fixed = [...text.matchAll(/^(?:import|export) (type )?([^'";]*?)from '(\.[^']+)'/gm)];
  const isOfTypes = ([, type, names]) =>
    type !== undefined || /^\{(?:\s*type \w+,?)+\s*\}\s*$/.test(names);
  files.set(name, {
    text,
    lines: text.split('\n').length - 1,
    all: fixed.map(([, , , target]) => to(target)),
    used: fixed.filter((found) => !isOfTypes(found)).map(([, , , target]) => to(target)),
    later: [...text.matchAll(/import\(\s*'(\.[^']+)'/g)].map(([, target]) => to(target)),
  });
}

const moduleOf = (name) => (name.includes('/') ? name.split('/')[0] : '.');
const modules = [...new Set([...files.keys()].map(moduleOf))].filter((name) => name !== '.').sort();
const sum = (names) => names.reduce((lines, name) => lines + (files.get(name)?.lines ?? 0), 0);

/** All files that are loaded with one; without those loaded on demand. */
function loadedWith(name) {
  const found = new Set();
  for (const open = [name]; open.length > 0; ) {
    const next = open.pop();
    if (found.has(next) || !files.has(next)) continue;
    found.add(next);
    open.push(...files.get(next).used);
  }
  return [...found];
}

function twice(pairs) {
  const places = new Map();
  for (const [name, place] of pairs)
    places.set(name, new Set([...(places.get(name) ?? []), place]));
  return [...places].filter(([, all]) => all.size > 1).map(([name]) => name);
}

const names = [...files.keys()];
if (asked.includes('--mermaid')) {
  const arrows = new Set();
  for (const [name, { all }] of files) {
    for (const target of all) {
      const [from, to] = [moduleOf(name), moduleOf(target)];
      if (from !== to && to !== '.') arrows.add(`  ${from} --> ${to}`);
    }
  }
  console.log(`flowchart TD\n${[...arrows].sort().join('\n')}`);
} else {
  for (const module of modules) {
    const own = names.filter((name) => moduleOf(name) === module);
    console.log(
      `${module.padEnd(12)} ${String(own.length).padStart(4)} files ${String(sum(own)).padStart(6)} lines`,
    );
  }
  const exported = names.flatMap((name) =>
    [
      ...files
        .get(name)
        .text.matchAll(/^export (?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm),
    ].map(([, word]) => [word, name]),
  );
  console.log(`in all ${names.length} files, ${sum(names)} lines`);
  console.log(
    `files of 40 lines or fewer: ${names.filter((name) => files.get(name).lines <= 40).length}`,
  );
  console.log(
    `files of more than 300 lines: ${names.filter((name) => files.get(name).lines > 300).length}`,
  );
  console.log(`exported names that stand twice: ${twice(exported).length}`);
  console.log(
    `names of files that stand twice: ${twice(names.map((name) => [name.split('/').pop(), name])).length}`,
  );
  const entries = [
    'page/actions/form.ts',
    'page/actions/session-control.ts',
    'page/views/session.ts',
    'page/answer-post.ts',
    'page/show-session.ts',
  ];
  for (const entry of [...entries, 'store/ingest-log.ts', 'store/ingest.ts']) {
    if (!files.has(entry)) continue;
    const loaded = loadedWith(entry);
    console.log(`loaded with ${entry}: ${loaded.length} files, ${sum(loaded)} lines`);
  }
}
