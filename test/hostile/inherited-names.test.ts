import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importOutcome } from '../../src/log/action-event.ts';
import { NO_CONTEXT, readLogLine } from '../../src/log/read-line.ts';
import { describeRecord } from '../../src/log/record-text.ts';
import { compileSearch } from '../../src/log/search-query.ts';
import { LOG_SEVERITIES } from '../../src/session/log-line.ts';
import { lookUp } from '../../src/session/look-up.ts';
import { retryMethodOf } from '../../src/session/retry-place.ts';
import { settingsFor } from '../../src/session/retry-settings.ts';
import { meaningOf } from '../../src/session/state.ts';
import { importConfig } from '../../src/system/config.ts';
import { describeInitiator, describeState, describeType } from '../../src/views/words.ts';
import { openDatabase } from '../host/open-database.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand, runPage } from '../warm/run.ts';
import { INHERITED_NAMES as NAMES } from './inherited-names.ts';

it('are what this Node gives every object', () => {
  expect(NAMES).toEqual(expect.arrayContaining(['constructor', 'toString', '__proto__']));
});

describe.each(NAMES)('the inherited name “%s”', (name) => {
  it('is in no table', () => {
    expect(lookUp({}, name)).toBeUndefined();
    expect(lookUp(JSON.parse(`{${JSON.stringify(name)}: 1}`), name)).toBe(1);
  });

  it('is a type, an action and a module of a record like any other', () => {
    const record = (type: string, contents: Record<string, unknown>) =>
      describeRecord({ type, contents, source: null });
    for (const type of [name, 'control', 'modulestatus', 'out']) {
      const { severity, text } = record(type, {
        action: name,
        module: name,
        queue: name,
        msg: [name],
      });
      expect(LOG_SEVERITIES).toContain(severity);
      expect(text).toBeTypeOf('string');
    }
    expect(record(name, { msg: ['x'] })).toEqual({ severity: 'info', text: 'x' });
    expect(record('control', { action: name, msg: 'x' }).text).toBe(`${name}: x`);
    const raw = { at: 0, isCut: false, isFragment: false };
    const whole = `{"type":${JSON.stringify(name)},"contents":{"msg":["x"]}}`;
    const { line } = readLogLine({ ...raw, text: whole }, NO_CONTEXT);
    expect(line).toMatchObject({ severity: 'info', text: 'x' });
    const cut = readLogLine({ ...raw, text: whole.slice(0, -3), isCut: true }, NO_CONTEXT);
    expect(LOG_SEVERITIES).toContain(cut.line.severity);
  });

  it('is a parameter of a repair, which __proto__ alone is not', () => {
    const msg = JSON.parse(
      `{"dangerous_items":1,"contents":{"dangerous_items":[[["M","f",1],"x",["L","/p",{${JSON.stringify(name)}:"v"}]]]}}`,
    );
    const [issue] = importOutcome(msg, false).issues;
    expect(Object.entries(issue?.repair?.params ?? {})).toEqual(
      name === '__proto__' ? [] : [[name, 'v']],
    );
    expect(Object.getPrototypeOf(issue?.repair?.params)).toBe(Object.prototype);
  });

  it('is no state, type or initiator that is known', () => {
    expect(meaningOf(name)).toBe(name);
    expect(describeState(name).word).toBe(name);
    expect(describeType(name)).toBe(name);
    expect(describeInitiator(name)).toBe(name);
  });

  it('is looked for as a text', () => {
    expect(compileSearch(name)).toMatchObject({ isRegExp: false, action: null });
  });

  it('is no type that can be moved again by a command', () => {
    const facts = { isRestoreQueue: false, task: null, archive: '/home/a.tar.gz' };
    const way = retryMethodOf({ type: name, name }, { sourceHost: 'old.example.net', ...facts });
    expect(way.by).toBe('hand');
    expect(JSON.stringify(way)).not.toContain('function');
    const own = { known: {}, others: { [name]: '1' }, filled: [] };
    expect(settingsFor(own, new Map(), false)).toEqual({ settings: {}, notCopied: [name] });
  });

  it('is an unknown key of the configuration', () => {
    const key = JSON.stringify(name);
    const text = `{${key}:1,"stall":{${key}:1},"notify":{${key}:1,"events":[${key}],"webhooks":[{"url":"https://x.example/","kind":${key},${key}:1}]}}`;
    const { config, errors, warnings } = importConfig(JSON.parse(text));
    expect(warnings).toHaveLength(4);
    expect(errors).toHaveLength(2);
    expect(config.stall).toEqual(importConfig({}).config.stall);
    expect(config.notify.webhooks[0]?.kind).toBe('generic');
  });
});

/** A server whose every word is an inherited name: a session for each, all of them in the log of each. */
describe('a server of inherited names', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'inherited-'));
    const folder = join(root, 'var/cpanel/transfer_sessions');
    mkdirSync(folder, { recursive: true });
    const index = openDatabase(join(folder, 'whmxfer.sqlite'));
    index.exec(
      'CREATE TABLE sessions (sessionid TEXT, initiator TEXT, creator TEXT, pid TEXT, version TEXT, target_host TEXT, source_host TEXT, state TEXT, starttime TEXT, endtime TEXT)',
    );
    const add = index.prepare('INSERT INTO sessions VALUES (?,?,?,?,?,?,?,?,?,?)');
    for (const name of NAMES) {
      add.run(name, name, name, name, name, name, name, name, name, name);
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'master.log'), NAMES.map(masterLog).join(''));
      for (const item of NAMES) {
        writeFileSync(join(folder, name, `item-${item}.log`), itemLog(item));
      }
      writeQueue(join(folder, name, 'db.sqlite'), name);
    }
    index.close();
    runCommand(root, ['ingest']);
  });
  afterAll(() => removeFolder(root));

  it.each(['constructor', '__proto__'])('%s is shown by the command', (name) => {
    for (const args of [
      ['show', name, '--json'],
      ['show', name],
      ['items', name, '--json'],
      ['items', name, '--csv'],
      ['issues', name],
      ['log', name],
      ['log', name, '--json'],
      ['log', name, `item-${name}.log`],
      ['log', name, '--grep', name],
      ['retry', name],
      ['account', name],
      ['account', name, '--json'],
    ]) {
      const { code, stderr } = runCommand(root, args);
      expect({ args, code, stderr }).toMatchObject({ args, code: expect.toSatisfy(isFine) });
    }
    const { stdout } = runCommand(root, ['items', name, '--json']);
    const { items } = JSON.parse(stdout) as { items: { type: string; name: string }[] };
    for (const own of NAMES) {
      expect(items).toContainEqual(expect.objectContaining({ type: own, name: own }));
    }
    expect(runCommand(root, ['log', name, '--json']).stdout).not.toContain('undefined');
    expect(runCommand(root, [name]).code).toBe(2);
    expect(runCommand(root, ['show', `--${name}`]).code).toBe(2);
    expect(runCommand(root, [name, '--help']).code).toBe(2);
  });

  it.each(['constructor', '__proto__'])('%s is shown by the page', (name) => {
    for (const [query, status] of [
      [`session=${name}`, 200],
      [`session=${name}&tab=issues`, 200],
      [`session=${name}&tab=issues&issue=${name}`, 200],
      [`session=${name}&tab=items&q=${name}`, 200],
      [`session=${name}&log=master.log`, 200],
      [`session=${name}&log=master.log&format=json`, 200],
      [`session=${name}&log=item-${name}.log`, 200],
      [`session=${name}&grep=${name}`, 200],
      [`account=${name}`, 200],
      [`session=${name}&kind=${name}`, 400],
      [`session=${name}&queue=${name}`, 400],
      [`session=${name}&tab=${name}`, 400],
      [`session=${name}&log=master.log&severity=${name}`, 400],
      [`session=${name}&format=${name}`, 400],
      [`${name}=${name}`, 200],
    ] as const) {
      const { status: got, body } = runPage(root, query);
      expect({ query, got }).toEqual({ query, got: status });
      expect(body).not.toMatch(/native code|\[object |>undefined</);
    }
  });

  it.each(NAMES)('has an item of that type and name: %s', (name) => {
    const { status, body } = runPage(root, `session=valueOf&item=${name}&type=${name}`);
    expect(status).toBe(200);
    // What differs from item to item is marked.
    expect(body.replace(/<\/?mark>/g, '')).toContain(`${name} of `);
  });

  it('is listed, and counted', () => {
    const { code, stdout } = runCommand(root, ['list', '--json']);
    expect(code).toBe(0);
    const { sessions } = JSON.parse(stdout) as { sessions: { id: string }[] };
    expect(sessions.map(({ id }) => id).sort()).toEqual([...NAMES].sort());
    expect(runPage(root, '').status).toBe(200);
    expect(runCommand(root, ['metrics']).code).toBe(0);
    expect(runCommand(root, ['list', '--state', 'constructor']).code).toBe(0);
  });
});

/** 0, or 1 for a session that has not moved everything. */
function isFine(code: unknown): boolean {
  return code === 0 || code === 1;
}

function masterLog(name: string): string {
  const item = { item: name, local_item: name, item_type: name, item_name: name };
  const msg = {
    warnings: 1,
    contents: { warnings: [[[name, name, 1], `${name} of ${name}`, [name, name, { a: name }]]] },
  };
  const lines: object[] = [
    { type: 'control', contents: { action: 'start', child_number: '0', queue: 'MASTER' } },
    { type: 'control', contents: { action: name, queue: name, child_number: name, msg: name } },
    { type: name, contents: { msg: [name], queue: name } },
    control('start', { child_number: 1, queue: 'TRANSFER', ...item }),
    control('start-item', { child_number: 1, queue: 'TRANSFER', ...item, msg: { size: name } }),
    control('process-item', {
      child_number: 1,
      queue: 'TRANSFER',
      ...item,
      msg: `item-${name}.log`,
    }),
    control('warning-item', { child_number: 1, queue: 'TRANSFER', ...item, msg }),
    control('start-item', { child_number: 1, queue: name, ...item, msg: { size: 1 } }),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function control(action: string, contents: object): object {
  return { type: 'control', pid: 1, contents: { time: 1_793_592_800, action, ...contents } };
}

function itemLog(name: string): string {
  return [
    control('start_module', { msg: [name] }),
    { type: name, contents: { msg: [name] } },
    { type: 'modulestatus', contents: { module: name, status: name, statusmsg: name } },
    control('end_module', { msg: [name] }),
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

function writeQueue(path: string, name: string): void {
  const queue = openDatabase(path);
  queue.exec(
    'CREATE TABLE queue (type TEXT, keyname TEXT, size TEXT, state TEXT, priority INTEGER)',
  );
  queue.prepare('INSERT INTO queue VALUES (?, ?, ?, ?, 1)').run(name, `${name} waits`, name, name);
  queue.close();
}
