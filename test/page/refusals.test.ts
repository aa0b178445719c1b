import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTED_ID, writeDocumented } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { runPage } from '../warm/run.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-page-'));
  mkdirSync(join(root, 'var/cpanel'), { recursive: true });
  writeFileSync(join(root, 'var/cpanel/resellers'), 'partner:all\nsmall:list-accts,create-acct\n');
  writeDocumented(root);
});
afterAll(() => removeFolder(root));

const SESSION = `session=${DOCUMENTED_ID}`;

const BODY = 'action=tick';
const FORM = {
  REQUEST_METHOD: 'POST',
  CONTENT_TYPE: 'application/x-www-form-urlencoded',
  CONTENT_LENGTH: String(BODY.length),
};

/** What protects an answer, whatever it is. */
function expectHeaders(head: string): void {
  expect(head).toContain('Content-Security-Policy: default-src ');
  expect(head).toContain('Referrer-Policy: same-origin');
  expect(head).toContain('X-Content-Type-Options: nosniff');
  expect(head).toContain('Cache-Control: no-store');
}

describe('every refusal is a readable page, and JSON where JSON was asked for', () => {
  it.each([
    ['a session id with a path', 'session=../../etc', {}, 400],
    ['an unknown session', 'session=nope', {}, 404],
    ['a log name with a slash', `${SESSION}&log=..%2Fmaster.log`, {}, 400],
    ['an unknown log', `${SESSION}&log=item-TRANSFER_x_y`, {}, 404],
    ['an unknown item', `${SESSION}&item=nobody`, {}, 404],
    ['a page that is no number', `${SESSION}&page=one`, {}, 400],
    ['too many items a page', `${SESSION}&per_page=1001`, {}, 400],
    ['an unknown status', `${SESSION}&status=fine`, {}, 400],
    ['an unknown queue', `${SESSION}&queue=SIDEWAYS`, {}, 400],
    ['an unknown kind', `${SESSION}&kind=odd`, {}, 400],
    ['an unknown order', `${SESSION}&sort=luck`, {}, 400],
    ['a form without a proof', SESSION, FORM, 403],
    ['another method', SESSION, { REQUEST_METHOD: 'DELETE' }, 405],
    ['a log without its session', 'log=master.log', {}, 400],
    ['an item without its session', 'item=amy&type=AccountRemoteRoot', {}, 400],
    ['a search without its session', 'grep=quota', {}, 400],
    ['a comparison without its session', `compare=${DOCUMENTED_ID}`, {}, 400],
    ['an account with a page that is no number', 'account=amy&page=abc', {}, 400],
    ['an item with a page that is no number', `${SESSION}&item=colin&page=abc`, {}, 400],
    ['a session with a place that is no number', `${SESSION}&at=abc`, {}, 400],
    ['a session with a severity that is none', `${SESSION}&severity=loud`, {}, 400],
    ['a list with a queue that is none', 'queue=SIDEWAYS', {}, 400],
    ['a log with an order that is none', `${SESSION}&log=master.log&sort=luck`, {}, 400],
    ['a cursor that is none', `${SESSION}&since=x`, {}, 400],
    ['a search that is no text', 'q=%ff', {}, 400],
    ['an item that is no text', `${SESSION}&item=%E4nne`, {}, 400],
    ['raw bytes that are no text', `q=\ufffd`, {}, 400],
    ['a stranger', SESSION, { REMOTE_USER: 'bob' }, 403],
    ['a reseller with few rights', SESSION, { REMOTE_USER: 'small' }, 403],
    ['nobody', SESSION, { REMOTE_USER: '' }, 403],
  ])('%s', (_, query, env: Record<string, string>, status) => {
    const page = runPage(root, query, env, BODY);
    expect(page.status).toBe(status);
    expect(page.head).toContain('Content-Type: text/html');
    expect(page.body).toMatch(/<h1|<h2/);
    expect(page.body).not.toMatch(/\n\s+at .*\.ts/);
    const json = runPage(root, `${query}&format=json`, env, BODY);
    expect(json.status).toBe(status);
    expect(JSON.parse(json.body)).toEqual({
      error: { code: expect.any(String), message: expect.any(String) },
    });
    for (const { head } of [page, json]) expectHeaders(head);
  });

  it.each(['account=', 'source=', 'suggest=', `${SESSION}&item=`, `${SESSION}&grep=`])(
    'a program is told that “%s” is empty, instead of getting another view',
    (query) => {
      const { status, body } = runPage(root, `${query}&format=json`);
      expect(status).toBe(400);
      expect(JSON.parse(body).error.message).toContain('is empty');
      expect(runPage(root, query).status).toBe(200);
    },
  );

  it('knows no cursor and no page in metrics that are malformed', () => {
    expect(runPage(root, 'format=openmetrics&page=abc').status).toBe(400);
    expect(runPage(root, 'format=openmetrics&since=x').status).toBe(400);
  });

  it('names the methods there are', () => {
    expect(runPage(root, '', { REQUEST_METHOD: 'PUT' }).head).toContain('Allow: GET, HEAD, POST');
  });

  it('ignores what it does not know, and takes any text', () => {
    expect(runPage(root, 'unknown=%ff&q=50%25&state=').status).toBe(200);
    const page = runPage(root, 'q=50%zz%&account=%EF%BF%BD%C3%A4');
    expect(page.status).toBe(200);
    expect(page.body).toContain('\ufffdä');
  });

  it('takes a server that names no method for one who reads', () => {
    expect(runPage(root, 'format=json', { REQUEST_METHOD: '' }).status).toBe(200);
  });

  it('refuses an unknown form of answer, and a cursor that is none', () => {
    expect(runPage(root, `${SESSION}&format=xml`).status).toBe(400);
    expect(runPage(root, `${SESSION}&format=json&since=%3Cscript%3E`).status).toBe(400);
  });
});

describe('the page of the documented session', () => {
  it('answers root and a reseller with all rights', () => {
    for (const user of ['root', 'partner']) {
      const page = runPage(root, SESSION, { REMOTE_USER: user });
      expect(page.status).toBe(200);
      expect(page.body.replace(/<[^>]*>/g, '')).toContain('3 of 3 moved: 3 to review.');
    }
  });

  it('gives no body to HEAD, and nothing to a reader who has seen it all', () => {
    expect(runPage(root, SESSION, { REQUEST_METHOD: 'HEAD' }).body).toBe('');
    const { cursor } = JSON.parse(runPage(root, `${SESSION}&format=json`).body) as {
      cursor: string;
    };
    const again = runPage(root, `${SESSION}&format=json&since=${cursor}`);
    expect(again).toMatchObject({ status: 304, body: '' });
    expectHeaders(again.head);
  });

  it('gives all to a reader who has seen it all, where the address asks for something else', () => {
    const { cursor } = JSON.parse(runPage(root, `${SESSION}&format=json`).body) as {
      cursor: string;
    };
    const again = (more: string): number =>
      runPage(root, `${SESSION}&format=json&since=${cursor}${more}`).status;
    const statuses = Object.entries({
      '': 304,
      '&queue=RESTORE&status=warning&q=a&sort=-size&page=2&per_page=5': 304,
      '&item=colin&type=AccountRemoteRoot': 304,
      '&unknown=1': 304,
      '&page=x': 400,
      '&queue=x': 400,
      '&q=%ff': 400,
      '&log=..%2Fx': 400,
      '&log=master.log': 200,
      '&grep=quota': 200,
      '&item=none': 404,
      '&item=colin&type=Nope': 404,
      '&compare=none': 404,
    });
    expect(statuses.map(([more]) => [more, again(more)])).toEqual(statuses);
  });

  it('leaks nothing of its environment', () => {
    const secret = 'never-show-this-password';
    const env = { REMOTE_PASSWORD: secret, cp_security_token: '/cpsess1234567890' };
    for (const query of ['', SESSION, 'session=nope', `${SESSION}&format=json`]) {
      expect(runPage(root, query, env).body).not.toContain(secret);
    }
  });
});
