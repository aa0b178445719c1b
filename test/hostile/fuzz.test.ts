import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  readDatabaseSizes,
  readMailboxes,
  readServerAnswers,
  SERVER_FUNCTIONS,
} from '../../src/verify/read-server.ts';
import { readSourceInventory, reduceAnalysis } from '../../src/verify/source-inventory.ts';
import { openEnvelope } from '../../src/whm/api/envelope.ts';
import { type CommandName, pageHere, runHere } from '../command/here.ts';
import { repositoryRoot } from '../host/repository.ts';
import { type Random, seededRandom } from '../host/simulator/random.ts';
import { removeFolder } from '../remove-folder.ts';
import {
  inheritedRecords,
  MARK,
  mutateBytes,
  mutateJson,
  mutateLog,
  ODD_TEXTS,
  oddQuery,
} from './mutate.ts';

/**
 * Hosts whose logs, databases and configuration are odd, and what page and command make of them. FUZZ_SECONDS=1200 is the long form;
 * FUZZ_SEED=N FUZZ_SECONDS=0 does the round of one seed again.
 */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 5);
const FIRST_SEED = Number(process.env.FUZZ_SEED ?? 1);
/** A round is over in much less; what takes longer, hangs or has become quadratic. */
const SLOW_MS = 10_000;
const NOW = 1_795_900_000;
const IDS = ['copyacct20261128170624fx35k3', 'copyacctB20261101'] as const;
const LOG = 'item-RESTORE_AccountRemoteRoot_alice';

let folder = '';
let root = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-fuzz-'));
});
afterAll(() => removeFolder(folder));

const fixture = (name: string): Buffer =>
  readFileSync(join(repositoryRoot(), 'test/fixtures', name));

const MASTER = fixture('v0.1.0/live-master.log').toString();
const SHORT = fixture('documented-session/master.log').toString();
const ITEM = fixture('line-kinds/item-restore.log').toString();
const CONFIG = {
  apiUrl: 'https://127.0.0.1:2087',
  stall: { minutes: 30, minutesPerGigabyte: 1 },
  retention: { days: 90, maxBytes: 1e9, keepLogs: false },
  notify: { mail: [], webhooks: [], events: ['end'] },
  sources: [['old.example', '192.0.2.1']],
  pageBudgetSeconds: 2,
};

/** Good values of the page's parameters. */
const VALUES: Record<string, readonly string[]> = {
  session: [...IDS, ...IDS, 'copyacctnowhere'],
  item: ['alice', 'user1', 'bob'],
  type: ['AccountRemoteRoot'],
  log: ['master.log', '.master.log', LOG, 'nowhere'],
  from: ['master.log', LOG],
  account: ['alice', 'user1'],
  source: ['old.example', '192.0.2.1'],
  compare: IDS,
  tab: ['todo', 'issues', 'accounts', 'verify', 'activity', 'logs'],
  queue: ['TRANSFER', 'RESTORE'],
  status: ['failed', 'success', 'warning', 'clean', 'review', 'incomplete', 'unfinished'],
  kind: ['failure', 'dangerous', 'altered', 'skipped', 'warning'],
  issue: ['abc', '0'],
  state: ['RUNNING', 'COMPLETED'],
  severity: ['error', 'warn', 'info', 'raw'],
  sort: ['name', 'size', 'status'],
  page: ['1', '2', '999999'],
  per_page: ['1', '1000'],
  at: ['0', '1', '5000', '99999999999'],
  before: ['0', '100', '99999999999'],
  go: ['error', 'failure', 'end'],
  outline: ['whole'],
  counts: ['whole'],
  report: ['print', 'text'],
  format: ['html', 'json', 'json', 'parts', 'csv', 'raw', 'md', 'openmetrics'],
  q: ['alice', 'database', '/dat.base/', '"two words"'],
  grep: ['database', '/warn|error/i', 'alice'],
  since: ['x', '0'],
  view: ['settings'],
  show: ['all'],
  answer: ['x'],
  notice: ['x'],
};

const at = (path: string): string => join(root, 'var/cpanel', path);

function makeHost(random: Random): void {
  root = mkdtempSync(join(folder, 'root-'));
  mkdirSync(at('transfer_monitor'), { recursive: true, mode: 0o700 });
  // A page would start a process for what is due.
  writeFileSync(at('transfer_monitor/maintained'), '');
  for (const id of IDS) {
    const session = at(`transfer_sessions/${id}`);
    mkdirSync(session, { recursive: true });
    writeLogs(session, random);
    if (random.chance(0.5)) writeQueue(join(session, 'db.sqlite'), random);
  }
  if (random.chance(0.6)) writeIndex(at('transfer_sessions/whmxfer.sqlite'), random);
  if (random.chance(0.5)) {
    const text = Buffer.from(JSON.stringify(mutateJson(CONFIG, random, 0.15)) ?? '');
    const bytes = random.chance(0.3) ? mutateBytes(text, random, 3) : text;
    writeFileSync(at('transfer_monitor/config.json'), bytes, { mode: 0o600 });
  }
}

function writeLogs(session: string, random: Random): void {
  const name = random.chance(0.5) ? 'master.log' : '.master.log';
  writeFileSync(join(session, name), mutateLog(random.chance(0.5) ? MASTER : SHORT, random));
  const more = random.chance(0.3) ? inheritedRecords(random) : '';
  writeFileSync(join(session, LOG), Buffer.concat([Buffer.from(more), mutateLog(ITEM, random)]));
}

function writeIndex(path: string, random: Random): void {
  const db = new BetterSqlite3(path);
  db.exec(`CREATE TABLE sessions (sessionid PRIMARY KEY, initiator, creator, pid, version, target_host, source_host, state,
    starttime, endtime)`);
  const insert = db.prepare('INSERT OR REPLACE INTO sessions VALUES (?,?,?,?,?,?,?,?,?,?)');
  const times = ['2026-11-28 17:06:24', null, ...ODD_TEXTS];
  for (const id of [...IDS, random.pick(ODD_TEXTS), 'copyacctgone']) {
    const odd = (value: string | number): string | number | null =>
      random.chance(0.8) ? value : random.pick([null, -1, 1e308, ...ODD_TEXTS]);
    const state = random.pick([0, 20, 40, 60, 80, 100, 120]);
    const row = [id, odd('copyacct'), odd('root'), odd(99), odd('2.3'), odd('new.example')];
    insert.run(...row, odd('old.example'), odd(state), random.pick(times), random.pick(times));
  }
  db.close();
  spoil(path, random);
}

function writeQueue(path: string, random: Random): void {
  const db = new BetterSqlite3(path);
  db.exec(`CREATE TABLE queue (type, keyname, priority, prerequisite_key, prerequisite_state, size, state, pid, transfer_order,
    restore_order); CREATE TABLE AccountRemoteRoot (user, localuser, domain, size)`);
  for (let i = 0; i < 20; i++) {
    const odd = (value: string | number): string | number | null =>
      random.chance(0.8) ? value : random.pick([null, -1, 1e308, ...ODD_TEXTS]);
    db.prepare('INSERT INTO queue VALUES (?,?,1,NULL,NULL,?,?,0,?,?)').run(
      ...[odd(3000), odd(`user${i}`), odd(1000), odd(0), odd(i), odd(i)],
    );
    const row = [odd(`user${i}`), odd(`user${i}`), odd(`u${i}.example`), odd(1000)];
    db.prepare('INSERT INTO AccountRemoteRoot VALUES (?,?,?,?)').run(...row);
  }
  db.close();
  spoil(path, random);
}

function spoil(path: string, random: Random): void {
  if (random.chance(0.3)) {
    writeFileSync(path, mutateBytes(readFileSync(path), random, random.int(1, 30)));
  }
}

const STATUSES = [200, 303, 304, 400, 403, 404, 405, 409, 502, 503];
const STACK = /^ {4}at .+:\d+:\d+|\bTypeError:|\bRangeError:/m;

/** What is wrong with an answer of the page. */
async function tryPage(query: string): Promise<string[]> {
  const { status, body, headers } = await pageHere(root, NOW, query);
  const wrong: string[] = [];
  if (!STATUSES.includes(status)) wrong.push(`status ${status}: ${words(body)}`);
  const type = /"Content-Type":"([^;"]*)/i.exec(headers)?.[1] ?? '';
  if (type === 'text/html' && body.includes(MARK)) wrong.push('an element of a text got out');
  if (type === 'application/json' && body !== '') JSON.parse(body);
  if (type === 'text/html' && status !== 304 && !body.includes('</html>'))
    wrong.push('half a page');
  if (!body.includes('"at"') && type === 'text/html' && STACK.test(body)) wrong.push('a stack');
  if (/X-Fuzz"/.test(headers)) wrong.push('a header of a text');
  return wrong;
}

const words = (body: string): string =>
  body
    .replace(/<style.*?<\/style>|<[^>]*>/gs, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 300);

async function tryCommand(name: CommandName, args: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runHere(root, NOW, name, args);
  const wrong: string[] = [];
  if (code === null || ![0, 1, 2, 3, 4].includes(code)) wrong.push(`exit code ${code}`);
  if (STACK.test(stderr)) wrong.push(`a stack: ${stderr.slice(0, 300)}`);
  if (code === 4 && stderr === '') wrong.push('4 without a word');
  if (args.includes('--json') && stdout !== '') {
    for (const text of name === 'log' ? stdout.trimEnd().split('\n') : [stdout]) JSON.parse(text);
  }
  return wrong;
}

function commandsOf(random: Random): [CommandName, string[]][] {
  const id = random.pick([...IDS, random.pick(ODD_TEXTS)]);
  const log = at(`transfer_sessions/${IDS[0]}/master.log`);
  const text = random.pick(ODD_TEXTS);
  return [
    ['show', random.chance(0.5) ? [id, '--json'] : [id]],
    ['items', [id, random.pick(['--json', '--csv'])]],
    ['issues', [id, random.pick(['--json', '--csv'])]],
    ['log', [id, '--json', '--grep', text]],
    ['log', [id, LOG, '--json']],
    ['retry', random.chance(0.5) ? [id, '--json'] : [id, '--include', 'all']],
    ['account', [random.pick(['user1', text]), '--json']],
    ['source', ['old.example', '--json']],
    ['metrics', []],
    ...(existsSync(log) ? [['parse', [log, '--json']] as [CommandName, string[]]] : []),
    ['list', ['--json']],
    ['list', ['--state', text]],
  ];
}

const ANSWERS = readdirSync(join(repositoryRoot(), 'test/fixtures/api'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => fixture(`api/${name}`));

/** Answers of the server's API: none makes a reader throw. */
function tryAnswers(random: Random): void {
  const odd = (): unknown => {
    const bytes = random.pick(ANSWERS);
    if (random.chance(0.3)) {
      const envelope = openEnvelope(mutateBytes(bytes, random, 5).toString());
      return 'data' in envelope ? envelope.data : null;
    }
    return (mutateJson(JSON.parse(bytes.toString()), random, 0.1) as { data?: unknown } | null)
      ?.data;
  };
  const answers = SERVER_FUNCTIONS.map((name) => [name, { ok: true, value: odd() }]);
  readServerAnswers(Object.fromEntries(answers));
  readSourceInventory(odd());
  reduceAnalysis(odd());
  readMailboxes(odd());
  readDatabaseSizes(odd());
}

/** One host; what is wrong with it, in words. */
async function round(seed: number): Promise<string[]> {
  const random = seededRandom(`fuzz ${seed}`);
  const wrong: string[] = [];
  const attempt = async (what: string, work: () => Promise<string[]>): Promise<void> => {
    const start = performance.now();
    try {
      for (const trouble of await work()) wrong.push(`${seed} ${what}: ${trouble}`);
    } catch (error) {
      wrong.push(`${seed} ${what}: ${error instanceof Error ? error.stack : error}`);
    }
    const ms = performance.now() - start;
    if (ms > SLOW_MS) wrong.push(`${seed} ${what}: ${Math.round(ms)} ms`);
  };
  makeHost(random);
  try {
    for (let i = random.int(5, 15); i > 0; i--) {
      const query = oddQuery(random, VALUES);
      await attempt(`page ${query}`, () => tryPage(query));
    }
    await attempt('ingest', () => tryCommand('ingest', []));
    for (let i = random.int(15, 30); i > 0; i--) {
      const query = `session=${random.pick(IDS)}&${oddQuery(random, VALUES)}`;
      await attempt(`page ${query}`, () => tryPage(query));
    }
    for (const view of ['', '&format=json', `&log=${LOG}`, `&log=${LOG}&format=json`, '&grep=a']) {
      const query = `session=${random.pick(IDS)}${view}`;
      await attempt(`page ${query}`, () => tryPage(query));
    }
    for (const [name, args] of commandsOf(random)) {
      await attempt(`${name} ${args.join(' ')}`, () => tryCommand(name, args));
    }
    const log = at(`transfer_sessions/${IDS[1]}`);
    writeLogs(log, random);
    if (random.chance(0.3)) {
      copyFileSync(at('transfer_monitor/cache.sqlite'), at('transfer_monitor/copy'));
      spoil(at('transfer_monitor/cache.sqlite'), random);
    }
    await attempt('page after a change', () => tryPage(`session=${IDS[1]}&format=json`));
    await attempt('answers', async () => {
      for (let i = 0; i < 10; i++) tryAnswers(random);
      return [];
    });
    if (existsSync(at('transfer_monitor/faults.log'))) {
      const log = readFileSync(at('transfer_monitor/faults.log'), 'utf8');
      wrong.push(`${seed} a fault was noted: ${log.slice(0, 1500)}`);
    }
  } finally {
    removeFolder(root);
  }
  return wrong;
}

it('answers whatever its input is', { timeout: (SECONDS + 120) * 1000 }, async () => {
  const until = performance.now() + SECONDS * 1000;
  const wrong: string[] = [];
  let seed = FIRST_SEED;
  do {
    const found = await round(seed++);
    wrong.push(...found);
    if (process.env.FUZZ_SECONDS) for (const words of found) console.log(words);
  } while (performance.now() < until && wrong.length < 50);
  if (process.env.FUZZ_SECONDS) console.log(`${seed - FIRST_SEED} hosts, ${wrong.length} faults`);
  expect(wrong.join('\n')).toBe('');
});
