import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { sessionsFolder, type WrittenSession } from '../host/simulator/write-session.ts';
import {
  installVendorCommands,
  readVendorCalls,
  setVendorAnswer,
} from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { runPage } from '../warm/run.ts';

interface Line {
  at: number;
  severity: string;
  text: string;
}

interface Window {
  lines: Line[];
  from: number;
  to: number;
  size: number;
  previousBefore: number | null;
  nextFrom: number | null;
  followFrom: number;
  isActive: boolean;
  file: string;
}

let root = '';
let deaths: WrittenSession;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'page-log-'));
  deaths = writeScenario(root, 'deaths');
  installVendorCommands(root);
});
afterAll(() => removeFolder(root));

const address = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();

function page(parameters: Record<string, string>) {
  return runPage(root, address(parameters));
}

function json<T>(parameters: Record<string, string>): T {
  const { status, body } = page({ ...parameters, format: 'json' });
  expect(status).toBe(200);
  return JSON.parse(body) as T;
}

/** The offset of the line that a page shows as the one that was asked for. */
const targetOf = (html: string) =>
  Number(/data-at="(\d+)"/.exec(html.split(/tm-line-target/)[1] ?? '')?.[1]);
const unescaped = (html: string) => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
const locationOf = (head: string) => /^Location: (.*)$/m.exec(head)?.[1]?.trim() ?? null;

/** A session of its own, with items that failed or ended well in RESTORE. */
function writeSession(
  id: string,
  items: Record<string, 'failed-item' | 'success-item' | 'active'>,
) {
  const folder = join(sessionsFolder(root), id);
  removeFolder(folder);
  mkdirSync(folder, { recursive: true });
  const record = (contents: object) =>
    appendFileSync(
      join(folder, '.master.log'),
      `${JSON.stringify({ type: 'control', pid: 7, contents: { time: 1_793_600_000, ...contents } })}\n`,
    );
  record({ action: 'start', child_number: 0 });
  record({
    action: 'queue_count',
    child_number: 0,
    queue: 'RESTORE',
    msg: Object.keys(items).length,
  });
  for (const [item, end] of Object.entries(items)) {
    const type = 'AccountRemoteRoot';
    const common = { child_number: 1, queue: 'RESTORE', item, item_type: type };
    record({ action: 'start', ...common });
    const logfile = `item-RESTORE_${type}_${item}`;
    record({ action: 'process-item', ...common, msg: logfile, logfile });
    if (end !== 'active') record({ action: end, ...common, msg: { failure: 'no' } });
  }
  return folder;
}

describe('the log viewer', () => {
  it('opens at the first error of an item that failed, else at the end', () => {
    const id = 'copyacct20261102031320opens1';
    const folder = writeSession(id, { bad: 'failed-item', good: 'success-item', now: 'active' });
    const filler = Array.from({ length: 2000 }, (_, i) => `file ${i}\n`).join('');
    const text = `${filler}ERROR: the first\n${filler}ERROR: the second\n${filler}`;
    for (const [name, dot] of [
      ['bad', ''],
      ['good', ''],
      ['now', '.'],
    ]) {
      writeFileSync(join(folder, `${dot}item-RESTORE_AccountRemoteRoot_${name}`), text);
    }
    const log = (name: string) => `item-RESTORE_AccountRemoteRoot_${name}`;
    const bad = page({ session: id, log: log('bad') });
    expect(bad.status).toBe(200);
    expect(targetOf(bad.body)).toBe(filler.length);
    expect(bad.body).not.toContain('the second');
    // What led to it is above.
    expect(bad.body).toContain('file 1999');
    // A filter keeps the wanted line, whatever its kind.
    const kept = page({ session: id, log: log('good'), at: '0', severity: 'error' });
    expect(targetOf(kept.body)).toBe(0);
    expect(kept.body).toContain('the second');
    expect(kept.body).not.toContain('file 1<');
    // Whoever asks for errors is shown the first.
    expect(targetOf(page({ session: id, log: log('good'), severity: 'error' }).body)).toBe(
      filler.length,
    );
    for (const name of ['good', 'now']) {
      const { body } = page({ session: id, log: log(name) });
      expect(targetOf(body)).toBeNaN();
      expect(body).toContain(`data-to="${text.length}"`);
    }
    const item = page({ session: id, item: 'bad' });
    expect(unescaped(item.body)).toContain(`log=${log('bad')}&at=${filler.length}`);
    expect(item.body).toContain('The first error');
  });

  it('moves by errors and matches, by an address that is looked up when somebody goes there', () => {
    const log = { session: deaths.id, log: 'master.log' };
    const all = json<Window>({ ...log, at: '0' });
    expect(all.nextFrom).toBeNull();
    const errors = all.lines.filter((line) => line.severity === 'error').map((line) => line.at);
    expect(errors.length).toBeGreaterThan(3);
    const [first = 0, second = 0] = errors;
    const go = (parameters: Record<string, string>) => page({ ...log, ...parameters });
    const leadsTo = (parameters: Record<string, string>) => {
      const { status, head } = go(parameters);
      expect(status).toBe(303);
      return Number(/[?&]at=(\d+)$/.exec(locationOf(head) ?? '')?.[1]);
    };
    expect(leadsTo({ go: 'first-error' })).toBe(first);
    expect(leadsTo({ go: 'next-error', at: String(first) })).toBe(second);
    expect(leadsTo({ go: 'previous-error', at: String(second) })).toBe(first);
    const none = go({ go: 'previous-error', at: String(first) });
    expect(none.status).toBe(200);
    expect(none.body).toContain('No more errors above.');
    expect(targetOf(none.body)).toBe(first);

    const matching = all.lines
      .filter((line) => /took package/i.test(line.text))
      .map(({ at }) => at);
    let at: string | null = null;
    for (const match of matching) {
      const found = leadsTo({
        go: 'next-match',
        q: 'took package',
        ...(at === null ? {} : { at }),
      });
      expect(found).toBe(match);
      at = String(found);
    }
    const end = go({ go: 'next-match', q: 'took package', at: String(at) });
    expect(end.body).toContain('No more matches below.');
    expect(json({ ...log, go: 'next-error', at: String(first) })).toMatchObject({ at: second });
  });

  it('opens a search at its first match, marks it, and counts', () => {
    const { status, body } = page({ session: deaths.id, log: 'master.log', q: '/death \\d of 3/' });
    expect(status).toBe(200);
    expect(body.match(/<mark>death \d of 3<\/mark>/g)).toHaveLength(3);
    expect(body).toContain('3 lines match in the whole log.');
    const { lines } = json<Window>({ session: deaths.id, log: 'master.log', at: '0' });
    expect(targetOf(body)).toBe(lines.find((line) => /death \d of 3/.test(line.text))?.at);
    const none = page({ session: deaths.id, log: 'master.log', q: 'no such words' });
    expect(none.body).toContain('No line of this log matches “no such words”.');
  });

  it('says the same as data', () => {
    const search = { session: deaths.id, log: 'master.log', q: '/death \\d of 3/' };
    const view = json<Window & { target: number; marks: object; matches: object }>(search);
    expect(view.target).toBe(targetOf(page(search).body));
    expect(view.lines[0]?.at).toBe(view.target);
    expect(view.matches).toEqual({ count: 3, isComplete: true });
    expect(Object.keys(view.marks)).toHaveLength(3);
    const [first] = view.lines;
    const [[from, to]] = Object.values(view.marks)[0] as [[number, number]];
    expect(first?.text.slice(from, to)).toMatch(/^death \d of 3$/);
    const none = json<Window & { matches: object }>({ ...search, q: 'no such words' });
    expect(none.matches).toEqual({ count: 0, isComplete: true });
  });

  it('counts its errors and warnings, on the page as for a script', () => {
    const log = { session: deaths.id, log: 'master.log' };
    const { lines } = json<Window>({ ...log, at: '0' });
    const at = (severity: string) =>
      lines.filter((line) => line.severity === severity).map((line) => line.at);
    const { counts } = json<{ counts: object }>({ ...log, counts: 'whole' });
    expect(counts).toMatchObject({
      errors: at('error').length,
      warnings: at('warn').length,
      firstErrorAt: at('error')[0],
      isComplete: true,
    });
    const { body } = page(log);
    expect(body).toMatch(new RegExp(`Errors <span class="tm-num">${at('error').length}</span>`));
  });

  it('tells which of the matches is shown', () => {
    const search = { session: deaths.id, log: 'master.log', q: '/death \\d of 3/' };
    const [, second] = json<Window>({ ...search, at: '0' }).lines.filter((line) =>
      /death \d of 3/.test(line.text),
    );
    expect(page(search).body).toContain('>1 of 3</span>');
    expect(page({ ...search, at: String(second?.at) }).body).toContain('>2 of 3</span>');
  });

  it('is followed from its end, wherever a search would lead', () => {
    const beyond = '9'.repeat(15);
    const log = { session: deaths.id, log: 'master.log' };
    const end = json<Window>({ ...log, before: beyond });
    expect(end.nextFrom).toBeNull();
    expect(end.lines).toEqual(json<Window>(log).lines);
    const errors = json<Window>({ ...log, before: beyond, severity: 'error' });
    expect(errors.nextFrom).toBeNull();
  });

  it('names the session that is not there, in every form', () => {
    for (const format of ['html', 'json', 'raw']) {
      const { status, body } = page({ session: 'nope', log: 'master.log', format });
      expect(status).toBe(404);
      expect(body).toContain('There is no session “nope”.');
    }
  });

  it.each(['/(/', '/^(.?.?)+\u0001$/'])('answers %j with the log and calm words', (q) => {
    for (const more of [{}, { at: '0' }, { go: 'next-match', at: '0' }]) {
      const { status, body } = page({ session: deaths.id, log: 'master.log', q, ...more });
      expect(status).toBe(400);
      expect(body).toMatch(/Invalid pattern|takes too long/);
      expect(body).toContain('data-at=');
    }
    expect(page({ session: deaths.id, grep: q }).status).toBe(400);
    expect(page({ session: deaths.id, grep: q, format: 'json' }).status).toBe(400);
  });

  it('tiles a log by the screens before and behind, under any severity', () => {
    const name = readdirSync(deaths.folder).find((file) => file.startsWith('item-RESTORE_Acc'));
    const log = { session: deaths.id, log: String(name) };
    for (const more of [{}, { severity: 'info' }, { severity: 'debug' }]) {
      const forward: Line[] = [];
      for (let at: number | null = 0; at !== null; ) {
        const window: Window = json<Window>({ ...log, ...more, at: String(at) });
        forward.push(...window.lines);
        at = window.nextFrom;
      }
      const backward: Line[] = [];
      const size = statSync(join(deaths.folder, String(name))).size;
      for (let before: number | null = size; before !== null; ) {
        const window: Window = json<Window>({ ...log, ...more, before: String(before) });
        backward.unshift(...window.lines);
        before = window.previousBefore;
      }
      expect(backward).toEqual(forward);
      expect(forward.length).toBeGreaterThan(0);
      if (more.severity !== undefined) {
        expect(new Set(forward.map((line) => line.severity))).toEqual(new Set([more.severity]));
      }
    }
  });

  it('gives what is needed to follow, over a line without its end and a new attempt', () => {
    const id = 'copyacct20261102031320follow';
    const path = join(writeSession(id, { now: 'active' }), '.item-RESTORE_AccountRemoteRoot_now');
    const ask = (at: number) =>
      json<Window>({ session: id, log: 'item-RESTORE_AccountRemoteRoot_now', at: String(at) });
    writeFileSync(path, 'one\ntw');
    const first = ask(0);
    expect(first).toMatchObject({ isActive: true, size: 6, followFrom: 4, nextFrom: null });
    appendFileSync(path, 'o\n');
    const second = ask(first.followFrom);
    expect(second.lines).toMatchObject([{ at: 4, text: 'two' }]);
    expect(second.file).toBe(first.file);
    truncateSync(path);
    expect(ask(second.followFrom)).toMatchObject({ size: 0, lines: [] });
  });

  it('folds progress ticks, and says when an address leads behind the end', () => {
    const id = 'copyacct20261102031320ticks1';
    const folder = writeSession(id, { now: 'active' });
    const log = 'item-RESTORE_AccountRemoteRoot_now';
    writeFileSync(join(folder, `.${log}`), 'begin\n..1..\n..2..\n..3..\nend\n');
    const { lines } = json<Window>({ session: id, log });
    expect(lines.map((line) => line.text)).toEqual(['begin', '..3..', 'end']);
    const { status, body } = page({ session: id, log, at: '5000' });
    expect(status).toBe(200);
    expect(body).toContain('shorter than this link expects');
    expect(body).toContain('begin');
  });

  it('leads over the modules of an item’s log', () => {
    const name = readdirSync(deaths.folder).find((file) => file.startsWith('item-RESTORE_Acc'));
    const { body } = page({ session: deaths.id, log: String(name) });
    const outline = unescaped(/<nav class="tm-outline".*?<\/nav>/s.exec(body)?.[0] ?? '');
    const at = Number(/at=(\d+)"[^>]*>(?:(?!<\/a>).)*Homedir/s.exec(outline)?.[1]);
    const { lines } = json<Window>({ session: deaths.id, log: String(name), at: String(at) });
    expect(lines[0]?.text).toBe('Started module Homedir');
  });

  it('masks what stands behind letters beyond ASCII, as the command does', () => {
    const id = 'copyacct20261102031320signs';
    const folder = writeSession(id, {});
    writeFileSync(
      join(folder, 'master.error_log'),
      'password：hunter22secret\nパスワード：hunter22secret\n',
    );
    for (const format of ['html', 'json', 'raw']) {
      const { status, body } = page({ session: id, log: 'master.error_log', format });
      expect(status).toBe(200);
      expect(body).not.toContain('hunter22');
    }
  });

  it('masks secrets in a download, and keeps everything else at its place', () => {
    const id = 'copyacct20261102031320secret';
    const folder = writeSession(id, { now: 'active' });
    const log = 'item-RESTORE_AccountRemoteRoot_now';
    const before = 'plain\n'.repeat(200_000);
    writeFileSync(join(folder, `.${log}`), `${before}mysql --password=Geheim1234 x\nafter\n`);
    const { status, head, body } = page({ session: id, log, format: 'raw' });
    expect(status).toBe(200);
    expect(head).toContain('Content-Disposition: attachment');
    expect(body).not.toContain('Geheim');
    expect(body.startsWith(before)).toBe(true);
    expect(body.indexOf('after\n')).toBe(before.length + 'mysql --password=Geheim1234 x\n'.length);
    for (const format of ['html', 'json']) {
      expect(page({ session: id, log, format }).body).not.toContain('Geheim');
    }
    const whole = readFileSync(join(deaths.folder, 'master.log'), 'utf8');
    expect(page({ session: deaths.id, log: 'master.log', format: 'raw' }).body).toBe(whole);
  });

  it('offers few other logs of a large session, and finds the others by their item', () => {
    const id = 'copyacct20261102031320larges';
    const names = Array.from({ length: 60 }, (_, i) => `acct${i}`);
    const folder = writeSession(
      id,
      Object.fromEntries(names.map((name) => [name, 'success-item'])),
    );
    for (const name of names) {
      writeFileSync(join(folder, `item-RESTORE_AccountRemoteRoot_${name}`), `${name}\n`);
    }
    writeFileSync(join(folder, '.master.error_log'), '');
    const { body } = page({ session: id, log: 'item-RESTORE_AccountRemoteRoot_acct7' });
    const options = [...body.matchAll(/<option value="([^"]+)"/g)].map((match) => match[1]);
    expect(options).toEqual(['master.log', 'item-RESTORE_AccountRemoteRoot_acct7']);
    expect(body).toContain('Another item’s log');
    expect(page({ session: id, tab: 'logs' }).body).not.toContain('master.error_log');
    writeFileSync(join(folder, '.master.error_log'), 'Died at x line 3.\n');
    expect(page({ session: id, log: 'master.log' }).body).toContain('Master error log');
    expect(page({ session: id, tab: 'logs' }).body).toContain('master.error_log');
  });

  it.each([
    [400, { log: '../../etc/passwd' }],
    [404, { log: 'db.sqlite' }],
    [404, { log: 'nothere.log' }],
    [400, { log: '.master.log' }],
    [400, { log: '..' }],
    [400, { log: '' }],
    [404, { log: 'item-RESTORE_AccountRemoteRoot_nobody' }],
    [400, { log: 'master.log', at: '-1' }],
    [400, { log: 'master.log', severity: 'loud' }],
    [400, { log: 'master.log', go: 'away' }],
    [400, { log: 'master.log', q: 'x'.repeat(600) }],
    [400, { log: 'master.log', go: 'next-match' }],
    [404, { log: 'item-RESTORE_AccountRemoteRoot_nobody', grep: 'x' }],
    [400, { grep: 'x', from: '../x' }],
  ])('answers %i to %j', (status, parameters) => {
    const answer = runPage(root, address({ session: deaths.id, ...parameters }));
    expect(answer.status).toBe(status);
    expect(answer.head).toContain('text/html');
    expect(answer.body).not.toMatch(/\n\s+at \w/);
  });
});

describe('a log that the folder does not hold', () => {
  const id = 'copyacct20261102031320nofile';
  const log = 'item-RESTORE_AccountRemoteRoot_gone';
  const calls = () =>
    readVendorCalls(root).filter((call) => call.includes('fetch_transfer_session_log')).length;
  const answerWith = (answer: object) =>
    setVendorAnswer(root, 'fetch_transfer_session_log', JSON.stringify(answer));
  const metadata = { version: 1, command: 'fetch_transfer_session_log' };
  let before = 0;
  beforeEach(() => {
    before = calls();
  });

  it('is asked of the server when it is complete', () => {
    writeSession(id, { gone: 'failed-item' });
    answerWith({
      metadata: { ...metadata, result: 1, reason: 'OK' },
      data: { log: 'first\nERROR: --password=Geheim1234\nlast\n' },
    });
    const { status, body } = page({ session: id, log });
    expect(status).toBe(200);
    expect(targetOf(body)).toBe(6);
    expect(body).not.toContain('Geheim');
    expect(calls()).toBe(before + 1);
  });

  it('is not there in the words of the server', () => {
    writeSession(id, { gone: 'failed-item' });
    answerWith({ metadata: { ...metadata, result: 0, reason: 'No such log in this universe.' } });
    const { status, body } = page({ session: id, log });
    expect(status).toBe(404);
    expect(body).toContain('No such log in this universe.');
  });

  it('is the same as data, and to download', () => {
    writeSession(id, { gone: 'failed-item' });
    answerWith({
      metadata: { ...metadata, result: 1, reason: 'OK' },
      data: { log: 'first\nERROR: --password=Geheim1234\nlast\n' },
    });
    const view = json<Window & { target: number }>({ session: id, log });
    expect(view.target).toBe(6);
    expect(view.lines.map(({ at }) => at)).toEqual([6, 35]);
    const raw = page({ session: id, log, format: 'raw' });
    expect(raw.status).toBe(200);
    expect(raw.body).toMatch(/^first\nERROR: .*\nlast\n$/);
    expect(JSON.stringify([view, raw])).not.toContain('Geheim');
  });

  it('is never asked for while it is written', () => {
    writeSession(id, { gone: 'active' });
    for (const format of ['html', 'json', 'raw']) {
      expect(page({ session: id, log, format }).status).toBe(404);
    }
    expect(calls()).toBe(before);
  });
});

describe('a search in all logs', () => {
  it('finds line by line what is in the logs, and leads to each', () => {
    const found = json<{ hits: (Line & { log: string })[]; reason: string; logsTotal: number }>({
      session: deaths.id,
      grep: 'public_html',
    });
    expect(found.reason).toBe('limit');
    expect(found.hits).toHaveLength(200);
    const { status, body } = page({ session: deaths.id, grep: 'public_html' });
    expect(status).toBe(200);
    expect(body).toContain('First 200 matches');
    const [hit] = found.hits;
    expect(unescaped(body)).toContain(`log=${hit?.log}&q=public_html&at=${hit?.at}`);
    expect(body.match(/<mark>public_html<\/mark>/g)).toHaveLength(200);
  });

  it('goes on from where it ended, until nothing is left', () => {
    const texts: string[] = [];
    let next: string | null = address({
      session: deaths.id,
      grep: '/^Started module (Mail|Mysql)$/',
    });
    let pages = 0;
    while (next !== null) {
      const { status, body } = runPage(root, next);
      expect(status).toBe(200);
      texts.push(...[...body.matchAll(/<mark>(.*?)<\/mark>/g)].map((match) => match[1] ?? ''));
      const more = /href="index\.cgi\?([^"]+)">Keep searching/.exec(body)?.[1];
      next = more === undefined ? null : unescaped(more);
      pages++;
    }
    let wanted = 0;
    for (const file of readdirSync(deaths.folder)) {
      if (!/^\.?item-/.test(file)) continue;
      const text = readFileSync(join(deaths.folder, file), 'utf8');
      wanted +=
        text.split(
          /"action":"start_module","msg":\["(?:Mail|Mysql)"\]|"msg":\["(?:Mail|Mysql)"\],"action":"start_module"/,
        ).length - 1;
    }
    expect(wanted).toBeGreaterThan(10);
    expect(texts).toHaveLength(wanted);
    expect(pages).toBeGreaterThan(0);
  });

  it('has its box under the session’s logs and on every log', () => {
    for (const more of [{ tab: 'logs' }, { log: 'master.log' }]) {
      expect(page({ session: deaths.id, ...more }).body).toContain('name="grep"');
    }
  });

  it('can be kept to one log', () => {
    const { body } = page({ session: deaths.id, log: 'master.log', grep: 'died' });
    expect(body).toContain('3 lines found in this log.');
  });
});

it('says of a log that its writer left behind that it was never finished, and does not follow it', () => {
  const { id } = writeScenario(root, 'clean');
  const folder = join(sessionsFolder(root), id);
  const log = readdirSync(folder).find((name) => name.startsWith('item-RESTORE_')) ?? '';
  const before = page({ session: id, log }).body;
  expect(before).not.toContain('never finished');
  renameSync(join(folder, log), join(folder, `.${log}`));
  const { body } = page({ session: id, log });
  expect(body).toContain('was never finished');
  expect(body).not.toMatch(/being written|data-follow/);
  expect(body).toContain('data-poll="off"');
});
