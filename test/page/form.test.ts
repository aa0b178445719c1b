import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPage } from '../command/run.ts';
import { repositoryRoot } from '../host/repository.ts';
import { DOCUMENTED_ID, writeDocumented } from '../host/simulator/scenarios.ts';

const FORM = 'application/x-www-form-urlencoded';

let root = '';
let csrf = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-form-'));
  writeDocumented(root);
  csrf = proofIn(runPage(root, `session=${DOCUMENTED_ID}`).body);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function proofIn(body: string): string {
  return /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
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
  const { stdout } = spawnSync(join(repositoryRoot(), 'dist/plugin/index.cgi'), [], {
    env: {
      PATH: process.env.PATH ?? '',
      WHM_TRANSFERS_ROOT: root,
      REMOTE_USER: user,
      REQUEST_METHOD: 'POST',
      QUERY_STRING: query,
      CONTENT_TYPE: type,
      CONTENT_LENGTH: length ?? String(Buffer.byteLength(body)),
    },
    encoding: 'utf8',
    input: body,
  });
  const end = stdout.indexOf('\r\n\r\n');
  return {
    status: Number(/^Status: (\d+)/.exec(stdout)?.[1]),
    head: stdout.slice(0, end),
    body: stdout.slice(end + 4),
  };
}

const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('a form', () => {
  const tick = (): string => `action=tick&session=${DOCUMENTED_ID}&csrf=${csrf}`;

  it('without its proof is refused, whatever it asks for', () => {
    const forms: [string, Sent][] = [
      ['', {}],
      [`session=${DOCUMENTED_ID}`, {}],
      ['action=explode', {}],
      [tick(), { type: 'multipart/form-data; boundary=x' }],
      [tick(), { type: '' }],
      [`action=tick&session=${DOCUMENTED_ID}`, { query: `csrf=${csrf}` }],
    ];
    for (const [body, sent] of forms) {
      expect([body, post(body, sent).status]).toEqual([body, 403]);
    }
  });

  it('with its proof, and without a known action, is malformed', () => {
    for (const action of ['', 'action=&', 'action=explode&']) {
      const answer = post(`${action}session=${DOCUMENTED_ID}&csrf=${csrf}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('<title>This form cannot be read');
      expect(words(answer.body)).toContain('Nothing was done.');
    }
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
    expect(answer.body).toContain('<title>There is nobody to tell');
    expect(answer.body).not.toContain('state has changed');
  });
});

it('no link can claim that a test was sent', () => {
  for (const claim of ['1', `1.${'a'.repeat(43)}`, `${Math.floor(Date.now() / 1000)}.x`]) {
    expect(runPage(root, `tested=${claim}`).body).not.toContain('taken by every receiver');
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
