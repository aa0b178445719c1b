import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { harmless, plain, table } from '../../src/command/output.ts';
import { steerlessJson } from '../../src/views/text.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand, runPage } from '../warm/run.ts';

/** Clears the screen, sets the title, changes colours in both ways of writing, hides and turns text. */
const STEERS = '\u001b[2J\u001b]0;title\u0007\u009b31m\u009d0;x\u009c\u0085\u007f\u202egnp\u2066';
/** Nothing of this may come out of a command, but line ends and tabs. */
const OBEYED =
  /(?!\r\n)[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const ID = 'copyacct20261102041320hoSt';
const LOG = `item-TRANSFER_x${STEERS.replaceAll('/', '')}`;

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'steering-'));
  const folder = join(root, 'var/cpanel/transfer_sessions');
  mkdirSync(join(folder, ID), { recursive: true });
  mkdirSync(join(folder, ID, LOG));
  const index = new BetterSqlite3(join(folder, 'whmxfer.sqlite'));
  index.exec(
    'CREATE TABLE sessions (sessionid TEXT, initiator TEXT, creator TEXT, pid TEXT, version TEXT, target_host TEXT, source_host TEXT, state TEXT, starttime TEXT, endtime TEXT)',
  );
  index
    .prepare('INSERT INTO sessions VALUES (?,?,?,?,?,?,?,?,?,?)')
    .run(ID, STEERS, STEERS, 1, STEERS, STEERS, STEERS, STEERS, STEERS, STEERS);
  index.close();
  const queue = new BetterSqlite3(join(folder, ID, 'db.sqlite'));
  queue.exec('CREATE TABLE queue (type TEXT, keyname TEXT, size TEXT, state TEXT)');
  queue.prepare('INSERT INTO queue VALUES (?,?,?,?)').run(STEERS, `${STEERS} waits`, 1, STEERS);
  queue.close();
  writeFileSync(join(folder, ID, 'master.log'), masterLog());
  const data = join(root, 'var/cpanel/transfer_monitor');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const config = { [STEERS]: 1, stall: { minutes: STEERS }, notify: { mail: STEERS } };
  writeFileSync(join(data, 'config.json'), JSON.stringify(config), { mode: 0o600 });
});
afterAll(() => removeFolder(root));

function masterLog(): string {
  const item = { item: STEERS, local_item: `${STEERS}2`, item_type: STEERS, item_name: STEERS };
  const at = { time: 1_793_592_800, child_number: 1, queue: 'TRANSFER', ...item };
  const lists = Object.fromEntries(
    ['dangerous_items', 'altered_items', 'skipped_items', 'warnings'].map((name) => [
      name,
      [[[STEERS, STEERS, 1], STEERS, [STEERS, `/scripts/${STEERS}`, { [STEERS]: STEERS }]]],
    ]),
  );
  const counts = { dangerous_items: 1, altered_items: 1, skipped_items: 1, warnings: 1 };
  const failed = { ...counts, failure: STEERS, message: STEERS, contents: lists };
  const lines = [
    { action: 'start', child_number: '0', queue: 'MASTER', time: at.time },
    { action: 'version', msg: STEERS, child_number: '0', queue: 'MASTER' },
    { action: 'remotehost', msg: STEERS, child_number: '0', queue: 'MASTER' },
    { action: STEERS, msg: STEERS, queue: STEERS },
    { ...at, action: 'start-item', msg: { size: 1 } },
    { ...at, action: 'process-item', msg: LOG },
    { ...at, action: 'failed-item', msg: failed },
    { ...at, item: `${STEERS}3`, action: 'start-item', msg: { size: 1 } },
  ];
  const records = lines.map((contents) => JSON.stringify({ type: 'control', pid: 1, contents }));
  return [...records, `{"type":"${STEERS}`, STEERS, ''].join('\n');
}

describe('a command', () => {
  it.each([
    ['list'],
    ['list', '--json'],
    ['list', '--state', STEERS],
    ['list', '--state', `no ${STEERS}`],
    ['show', ID],
    ['show', ID, '--json'],
    ['show', STEERS],
    ['items', ID],
    ['items', ID, '--json'],
    ['items', ID, '--csv'],
    ['items', ID, '--status', STEERS],
    ['issues', ID],
    ['issues', ID, '--json'],
    ['issues', ID, '--csv'],
    ['log', ID],
    ['log', ID, '--json'],
    ['log', ID, LOG],
    ['log', ID, STEERS],
    ['log', ID, '--grep', 'gnp'],
    ['log', ID, '--grep', 'gnp', '--json'],
    ['log', ID, '--grep', `/${STEERS}(/`],
    ['account', STEERS],
    ['account', STEERS, '--json'],
    ['account', `no ${STEERS}`],
    ['retry', ID],
    ['wait', ID, '--timeout', '0'],
    ['wait', ID, '--timeout', STEERS],
    ['parse', STEERS],
    ['control', ID, STEERS],
    ['ingest', STEERS],
    ['ingest'],
    ['metrics'],
    ['doctor'],
    [STEERS],
    ['show', `--${STEERS}`],
    ['show', ID, STEERS],
  ])('%j says nothing that a terminal obeys', (...args) => {
    const { stdout, stderr } = runCommand(root, args);
    expect(`${stdout}${stderr}`).not.toMatch(OBEYED);
    expect(stdout.length + stderr.length).toBeGreaterThan(0);
    if (args.includes('--json')) for (const line of stdout.split('\n\n')) JSON.parse(firstOf(line));
  });

  it('parses, and says nothing that a terminal obeys', () => {
    for (const more of [[], ['--json']]) {
      const { stdout, stderr } = runCommand(root, ['parse', '-', ...more], masterLog());
      expect(stdout).toContain('gnp');
      expect(`${stdout}${stderr}`).not.toMatch(OBEYED);
    }
  });

  it('gives back by JSON what the log holds', () => {
    const { stdout } = runCommand(root, ['items', ID, '--json']);
    const { items } = JSON.parse(stdout) as { items: { name: string }[] };
    expect(items.map(({ name }) => name)).toContain(STEERS);
    expect(stdout).toContain('\\u009b31m');
  });
});

/** Of one object a line the first one, else all of it. */
function firstOf(text: string): string {
  return text.startsWith('{"at"') || text.startsWith('{"log"') ? (text.split('\n')[0] ?? '') : text;
}

describe('the page', () => {
  it.each([
    '',
    `session=${ID}`,
    `session=${ID}&tab=items`,
    `session=${ID}&tab=issues`,
    `session=${ID}&format=json`,
    `session=${ID}&log=master.log`,
    `session=${ID}&log=master.log&format=json`,
    `session=${ID}&grep=gnp`,
    `account=${encodeURIComponent(STEERS)}`,
    `session=${ID}&item=${encodeURIComponent(STEERS)}&type=${encodeURIComponent(STEERS)}`,
    `session=${ID}&report=items&format=csv`,
    `session=${ID}&report=issues&format=csv`,
    'format=metrics',
    `session=${encodeURIComponent(STEERS)}`,
  ])('%s holds nothing that steers', (query) => {
    const { body, head } = runPage(root, query);
    expect(body).not.toMatch(OBEYED);
    expect(head).not.toMatch(OBEYED);
  });
});

describe('what is put out', () => {
  it('keeps line ends, tabs and our own colours on a terminal, and nothing else', () => {
    expect(harmless(`a\tb\r\nc\n${STEERS}`, true)).toMatch(/^a\tb\r\nc\n␛\[2J/);
    const painted = '\u001b[31mred\u001b[0m\u001b[2J\u001b[38mx';
    expect(harmless(painted, true)).toBe('\u001b[31mred\u001b[0m␛[2J␛[38mx');
    expect(harmless(painted, false)).not.toMatch(OBEYED);
    expect(plain(STEERS)).not.toMatch(OBEYED);
    expect(JSON.parse(steerlessJson({ [STEERS]: STEERS }))).toEqual({ [STEERS]: STEERS });
  });

  it('has no cell that pushes the others out of sight', () => {
    const rows = table([
      ['x'.repeat(100_000), 'b', 'y'.repeat(100_000)],
      ['a', 'b', 'c'],
    ]).split('\n');
    expect(rows[0]?.length).toBeLessThan(2200);
    expect(rows[0]).toMatch(/^x{63}… {2}b {2}y+…$/);
    expect(rows[1]).toBe(`a${' '.repeat(65)}b  c`);
  });
});
