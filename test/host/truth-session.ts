import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sessionsFolder } from './simulator/write-session.ts';

/** What an item's result must be, whatever it is made of. */
export type TrueResult = 'clean' | 'review' | 'incomplete' | 'failed' | 'unfinished';

type Entry = [[string, string, number], string];

/** What becomes of an item, in the server's own words, taken from the contract and the guide's samples. */
interface Shape {
  result: TrueResult;
  /** Lists and counters of the RESTORE outcome. */
  lists?: Partial<
    Record<'warnings' | 'skipped_items' | 'dangerous_items' | 'altered_items', Entry[]>
  >;
  counters?: Partial<
    Record<'warnings' | 'skipped_items' | 'dangerous_items' | 'altered_items', number>
  >;
  /** Lines of its logs between the first word and the last. */
  transferLines?: string[];
  restoreLines?: string[];
  /** The RESTORE log has no last word. */
  isCutShort?: boolean;
  failsIn?: 'TRANSFER' | 'RESTORE';
  /** How far it got: a worker has it in TRANSFER or in RESTORE; or none ever took it. */
  stopsIn?: 'TRANSFER' | 'RESTORE' | 'queue';
}

const entry = (text: string, module = 'Thing', name = 'restore'): Entry => [
  [module, name, 12],
  text,
];
const module = (name: string, status: number): string =>
  JSON.stringify({ type: 'modulestatus', contents: { module: name, status, statusmsg: 'x' } });
const GRANTS =
  'Skipping grants for the following databases, which don’t exist in the archive: bob_old';

export const SHAPES = {
  clean: { result: 'clean' },
  'clean with a list of files': {
    result: 'clean',
    transferLines: [
      'public_html/error: file.html',
      'public_html/Out of memory.jpg',
      'failed-orders.csv',
    ],
  },
  'clean with a harmless line': {
    result: 'clean',
    restoreLines: ['ERROR:  role "bob" already exists', 'stdin: is not a tty'],
  },
  'clean with a good module': { result: 'clean', restoreLines: [module('Mysql', 1)] },
  'clean with a harmless warning': {
    result: 'clean',
    lists: { warnings: [entry('skipping non-regular file "tmp/mysql.sock"')] },
  },
  'to review by a warning': {
    result: 'review',
    lists: { warnings: [entry('A word that nobody has ever explained.')] },
  },
  'to review by a counter': { result: 'review', counters: { skipped_items: 31 } },
  'to review by a new name': {
    result: 'review',
    lists: { altered_items: [entry('mySQL database “bob_shop” restored as “bob2_shop”')] },
  },
  'to review by its log': {
    result: 'review',
    restoreLines: ["Table 'bob_wp.wp_options' doesn't exist"],
  },
  'to review by a dangerous entry that is known better': {
    result: 'review',
    lists: { dangerous_items: [entry(GRANTS)] },
  },
  'to review, and its log says the same again': {
    result: 'review',
    lists: { warnings: [entry('The mailbox “info” needs something that nobody knows.')] },
    restoreLines: [
      '[2026-11-02 04:13:22 +0000] error [restorepkg] The mailbox "info" needs something that nobody knows.',
    ],
  },
  'incomplete by a counter': { result: 'incomplete', counters: { dangerous_items: 1 } },
  'incomplete by a list': {
    result: 'incomplete',
    lists: { dangerous_items: [entry('The thing “x” was not restored.')] },
  },
  'incomplete by a harmless word that is dangerous': {
    result: 'incomplete',
    lists: { dangerous_items: [entry('skipping non-regular file "tmp/mysql.sock"')] },
  },
  'incomplete by an explanation': {
    result: 'incomplete',
    lists: { warnings: [entry('write failed on “/home/bob/x”: No space left on device')] },
  },
  'incomplete by its log': {
    result: 'incomplete',
    transferLines: ['mysqldump: Got error: 2013: Lost connection to server when dumping table `t`'],
  },
  'incomplete by an error that nobody knows': {
    result: 'incomplete',
    restoreLines: ['ERROR: the frobnicator could not be mounted'],
  },
  'incomplete by a module': { result: 'incomplete', restoreLines: [module('Mysql', 0)] },
  'incomplete as its log breaks off': { result: 'incomplete', isCutShort: true },
  'failed in TRANSFER': { result: 'failed', failsIn: 'TRANSFER' },
  'failed in RESTORE': { result: 'failed', failsIn: 'RESTORE' },
  'unfinished in TRANSFER': { result: 'unfinished', stopsIn: 'TRANSFER' },
  'unfinished in RESTORE': { result: 'unfinished', stopsIn: 'RESTORE' },
  'never started': { result: 'unfinished', stopsIn: 'queue' },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;
export const SHAPE_NAMES = Object.keys(SHAPES) as ShapeName[];

/** How the session ends; `dead`: its master died, and nothing more was written. */
export type Ending = 'complete' | 'abort' | 'fail' | 'dead';

const TIME = 1_793_500_000;
const KINDS = ['warnings', 'skipped_items', 'dangerous_items', 'altered_items'] as const;

const FAILURE = 'Something that nobody can explain happened.';

/** Writes a session of these items, `acc0` and so on, and says by name what each must come to. */
export function writeTruthSession(
  root: string,
  id: string,
  shapes: readonly ShapeName[],
  ending: Ending,
): Map<string, TrueResult> {
  const folder = join(sessionsFolder(root), id);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lines: string[] = [];
  const say = (contents: object): void => {
    lines.push(JSON.stringify({ pid: 1, type: 'control', contents: { ...contents, time: TIME } }));
  };
  say({ child_number: 0, action: 'start' });
  say({ child_number: 0, action: 'version', msg: 2.3 });
  for (const queue of ['TRANSFER', 'RESTORE']) {
    say({ child_number: 0, action: 'queue_count', queue, msg: shapes.length });
  }
  for (const [index, shape] of shapes.entries()) {
    writeItem(folder, `acc${index}`, SHAPES[shape], say);
  }
  const last = { complete: 'complete', abort: 'abort', fail: 'fail', dead: null }[ending];
  if (last !== null) say({ child_number: 0, action: last });
  const isOpen = ending === 'dead';
  writeFileSync(join(folder, isOpen ? '.master.log' : 'master.log'), `${lines.join('\n')}\n`);
  return new Map(shapes.map((shape, index) => [`acc${index}`, SHAPES[shape].result]));
}

function writeItem(
  folder: string,
  name: string,
  shape: Shape,
  say: (contents: object) => void,
): void {
  if (shape.stopsIn === 'queue') return;
  for (const queue of ['TRANSFER', 'RESTORE'] as const) {
    const logfile = `item-${queue}_AccountRemoteRoot_${name}`;
    const base = {
      child_number: 1,
      item: name,
      local_item: name,
      item_type: 'AccountRemoteRoot',
      item_name: 'Account',
      queue,
      logfile,
    };
    say({ ...base, action: 'start' });
    say({ ...base, action: 'process-item', msg: logfile });
    say({ ...base, action: 'start-item', msg: { size: 1000 } });
    const word = (type: string): string => JSON.stringify({ type, contents: { msg: ['x'] } });
    const own = (queue === 'TRANSFER' ? shape.transferLines : shape.restoreLines) ?? [];
    const log = [word('start'), ...own];
    const write = (isActive = false): void =>
      writeFileSync(join(folder, isActive ? `.${logfile}` : logfile), `${log.join('\n')}\n`);
    if (shape.stopsIn === queue) {
      write(true);
      return;
    }
    if (shape.failsIn === queue) {
      log.push(JSON.stringify({ type: 'error', contents: { msg: [FAILURE] } }), word('failed'));
      write();
      say({ ...base, action: 'failed-item', msg: { size: 1000, failure: FAILURE } });
      if (queue === 'TRANSFER') {
        // The echo: the item never starts in RESTORE, and has no log there.
        const echo = { ...base, queue: 'RESTORE', logfile: logfile.replace('TRANSFER', 'RESTORE') };
        say({ ...echo, action: 'start-item', msg: { size: 1000 } });
        say({ ...echo, action: 'failed-item', msg: { size: 1000, failure: FAILURE } });
      }
      return;
    }
    if (!(shape.isCutShort && queue === 'RESTORE')) log.push(word('success'));
    write();
    say({ ...base, ...outcomeOf(queue, shape) });
  }
}

function outcomeOf(queue: string, shape: Shape): object {
  const { lists, counters }: Shape = queue === 'RESTORE' ? shape : { result: 'clean' };
  const count = (kind: (typeof KINDS)[number]): number =>
    counters?.[kind] ?? lists?.[kind]?.length ?? 0;
  const isQuiet = KINDS.every((kind) => count(kind) === 0);
  return {
    action: isQuiet ? 'success-item' : 'warning-item',
    msg: {
      size: 1000,
      ...Object.fromEntries(KINDS.map((kind) => [kind, count(kind)])),
      contents: Object.fromEntries(KINDS.map((kind) => [kind, lists?.[kind] ?? null])),
    },
  };
}
