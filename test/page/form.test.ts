import { appendFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTED_ID, writeDocumented } from '../host/simulator/scenarios.ts';
import {
  installVendorCommands,
  readVendorCalls,
  setVendorAnswer,
} from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { runPage } from '../warm/run.ts';

const FORM = 'application/x-www-form-urlencoded';

let root = '';
let csrf = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-form-'));
  writeDocumented(root);
  csrf = proofIn(runPage(root, `session=${DOCUMENTED_ID}`).body);
});
afterAll(() => removeFolder(root));

function proofIn(body: string): string {
  return /data-csrf="([^"]+)"/.exec(body)?.[1] ?? '';
}

interface Sent {
  query?: string;
  type?: string;
  length?: string;
  user?: string;
}

function post(
  body: string,
  { query = '', type = FORM, length, user = 'root' }: Sent = {},
): { status: number; head: string; body: string } {
  const env = {
    REMOTE_USER: user,
    REQUEST_METHOD: 'POST',
    CONTENT_TYPE: type,
    CONTENT_LENGTH: length ?? String(Buffer.byteLength(body)),
  };
  return runPage(root, query, env, body);
}

const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('a form', () => {
  const tick = (): string => `action=tick&session=${DOCUMENTED_ID}&csrf=${csrf}`;

  it('without its proof is refused, whatever it asks for', () => {
    const forms: [string, Sent][] = [
      ['action=tick', {}],
      [`action=pause&session=${DOCUMENTED_ID}`, {}],
      ['action=explode&csrf=', {}],
      [tick(), { type: 'multipart/form-data; boundary=x' }],
      [tick(), { type: '' }],
      [`action=tick&session=${DOCUMENTED_ID}`, { query: `csrf=${csrf}` }],
    ];
    for (const [body, sent] of forms) {
      expect([body, post(body, sent).status]).toEqual([body, 403]);
    }
  });

  it('with its proof, and with an unknown action, is malformed', () => {
    const answer = post(`action=explode&session=${DOCUMENTED_ID}&csrf=${csrf}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('<title>This form cannot be read');
    expect(words(answer.body)).toContain('Nothing was done.');
  });

  it('that cannot be read is a page for those who may ask', () => {
    const large = `${tick()}&note=${'a'.repeat(70_000)}`;
    for (const [body, length, said] of [
      [large, undefined, 'The form is too large.'],
      [tick(), 'abc', 'Content-Length is malformed.'],
      [tick(), '-5', 'Content-Length is malformed.'],
    ] as const) {
      const sent = length === undefined ? {} : { length };
      const page = post(body, sent);
      expect(page.status).toBe(400);
      expect(page.head).toContain('Content-Type: text/html');
      expect(page.head).toContain('Content-Security-Policy: ');
      expect(words(page.body)).toContain(said);
      const json = post(body, { ...sent, query: 'format=json' });
      expect(json.status).toBe(400);
      expect(JSON.parse(json.body)).toEqual({ error: { code: 'malformed', message: said } });
      expect(post(body, { ...sent, user: 'bob' }).status).toBe(403);
    }
  });

  it('with bytes that are no text is malformed', () => {
    const fields = `${tick()}&issue=a&type=b&item=c`;
    expect(post(`${fields}&note=%ff`).status).toBe(400);
    expect(post(`${tick()}&issue=a&type=b&item=%ff`).status).toBe(400);
  });

  it('for a test says that there is nobody to tell, not that a state has changed', () => {
    const answer = post(`action=test-notification&csrf=${csrf}`);
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('<title>No recipients are set up');
    expect(answer.body).not.toContain('state has changed');
  });
});

describe('a session that the server’s index does not have', () => {
  const id = 'copyacctlogonly';
  const folder = (): string => join(root, 'var/cpanel/transfer_sessions', id);
  const line = (contents: object): string =>
    `${JSON.stringify({ type: 'control', pid: 10, indent: 0, contents })}\n`;
  // What the background asks for a forecast is not of the page.
  const asked = (): string[][] =>
    readVendorCalls(root).filter((call) =>
      /(?:get|start|pause|abort)_transfer_session/.test(call.join(' ')),
    );
  const ok = (data: object): string =>
    JSON.stringify({ metadata: { version: 1, result: 1, reason: 'OK' }, data });
  const login = { cp_security_token: '/cpsess1234567890', HTTP_COOKIE: 'whostmgrsession=amy' };
  beforeAll(() => {
    installVendorCommands(root);
    mkdirSync(folder(), { recursive: true });
    const begin = { action: 'start', child_number: 0, time: Math.floor(Date.now() / 1000) };
    writeFileSync(join(folder(), '.master.log'), line(begin));
  });

  it('is said to differ from what the API says, in its JSON as on its page, but not in a poll', () => {
    setVendorAnswer(root, 'get_transfer_session_state', ok({ state_name: 'PAUSED' }));
    const query = `session=${id}&format=json`;
    const warning = 'The server&#x27;s API says that the session is PAUSED';
    expect(runPage(root, `session=${id}`, login).body).toContain(warning);
    const session = JSON.parse(runPage(root, query, login).body) as {
      cursor: string;
      warnings: string[];
    };
    expect(session.warnings.join()).toContain("The server's API says that the session is PAUSED");
    expect(asked()).toHaveLength(2);
    appendFileSync(join(folder(), '.master.log'), line({ action: 'version', msg: '2.3' }));
    expect(runPage(root, `${query}&since=${session.cursor}`, login).status).toBe(200);
    expect(asked()).toHaveLength(2);
  });

  it('can be asked to pause while its folder is there', () => {
    setVendorAnswer(root, 'pause_transfer_session', ok({}));
    const { body } = runPage(root, `session=${id}`);
    expect(body).toContain('value="pause"');
    const form = `action=pause&session=${id}&csrf=${proofIn(body)}`;
    expect(post(form).status).toBe(303);
    expect(post(form.replace('pause', 'resume')).status).toBe(409);
    removeFolder(folder());
    expect(runPage(root, `session=${id}`).body).not.toContain('value="pause"');
    const answer = post(form);
    expect(answer.status).toBe(409);
    expect(words(answer.body)).toContain('The server has deleted this session');
  });
});

it('no link can claim that a test was sent', () => {
  for (const claim of ['1', `1.${'a'.repeat(43)}`, `${Math.floor(Date.now() / 1000)}.x`]) {
    expect(runPage(root, `tested=${claim}`).body).not.toContain('reached every recipient');
  }
});

it('looking at a root that is not there makes nothing there', () => {
  const missing = join(root, 'missing');
  const page = runPage(missing, '');
  expect(page.status).toBe(500);
  expect(page.body).toContain('</html>');
  expect(runPage(missing, 'format=json').status).toBe(500);
  expect(existsSync(missing)).toBe(false);
});
