import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';
import { DOCUMENTED_ID, writeDocumented } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { runPage, runPageLater } from '../warm/run.ts';

/** A login of WHM, as the environment of a CGI. */
type Login = Record<string, string>;
const FIRST = { cp_security_token: '/cpsess1111111111', HTTP_COOKIE: 'whostmgrsession=one' };
const SECOND = { cp_security_token: '/cpsess2222222222', HTTP_COOKIE: 'whostmgrsession=two' };
const SESSION = `session=${DOCUMENTED_ID}`;
const DEEP = `${SESSION}&tab=items&queue=RESTORE&q=a%26b%20c&sort=-size`;

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-relogin-'));
  writeDocumented(root);
  mkdirSync(join(root, 'var/cpanel'), { recursive: true });
  writeFileSync(join(root, 'var/cpanel/resellers'), 'anna:all\n');
});
afterAll(() => removeFolder(root));

interface Answer {
  status: number;
  location: string | null;
  text: string;
}

/** Closes the input, whatever was promised. */
const END = -1;

/** Sends the blocks one after the other, with pauses in ms; `length` can promise more than there is. */
async function post(
  query: string,
  blocks: (string | number)[],
  login: Login = {},
  length?: number,
): Promise<Answer> {
  const env = {
    PATH: process.env.PATH ?? '',
    WHM_TRANSFERS_ROOT: root,
    REMOTE_USER: 'root',
    REQUEST_METHOD: 'POST',
    QUERY_STRING: query,
    CONTENT_TYPE: 'application/x-www-form-urlencoded',
    CONTENT_LENGTH: String(length ?? Buffer.byteLength(blocks.join(''))),
    ...login,
  };
  // All of it at once, and no more promised than that: this needs no process of its own.
  if (length === undefined && blocks.length < 2) {
    const { head, body } = await runPageLater(root, query, env, blocks.join(''));
    return answerOf(`${head}\r\n\r\n${body}`);
  }
  const child = spawn(join(repositoryRoot(), 'dist/plugin/index.cgi'), [], { env });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.stdin.on('error', () => {});
  for (const block of blocks) {
    if (child.exitCode !== null) break;
    if (block === END) child.stdin.end();
    else if (typeof block === 'number') await Promise.race([wait(block), ended]);
    else child.stdin.write(block);
  }
  if (length === undefined) child.stdin.end();
  await ended;
  child.stdin.destroy();
  return answerOf(text);
}

function answerOf(text: string): Answer {
  return {
    status: Number(/^Status: (\d+)/.exec(text)?.[1]),
    location: /^Location: (.*)\r$/m.exec(text)?.[1] ?? null,
    text,
  };
}

const proofOf = (login: Login): string =>
  /data-csrf="([^"]+)"/.exec(runPage(root, SESSION, login).body)?.[1] ?? '';
const tickWith = (csrf: string): string =>
  `action=tick&issue=none&type=AccountRemoteRoot&item=colin&csrf=${csrf}`;

describe('a POST without an action of ours', () => {
  it.each([
    ['with an empty form', ''],
    ['with the form of the login', 'user=root&pass=x&goto_uri=%2F&login_submit='],
    ['with an action of another program', 'action=save&name=x'],
    ['with a field that is empty', 'action='],
  ])('%s leads to the same address by GET', async (_, body) => {
    const to = { status: 303, location: `index.cgi?${DEEP}` };
    expect(await post(DEEP, [body])).toMatchObject(to);
    expect(await post('', [body])).toMatchObject({ status: 303, location: 'index.cgi' });
  });

  it('leads nowhere else, whatever the address holds', async () => {
    for (const query of ['https://evil.example/', '//evil.example', '/../../x', '@evil', '?']) {
      const { location } = await post(query, ['']);
      const base = 'https://whm:2087/cpsess1/cgi/transfer_monitor/index.cgi';
      const url = new URL(location ?? '', base);
      expect(url.origin + url.pathname).toBe(base);
      expect(url.search).toBe(`?${query}`);
    }
    for (const query of ['a=\r\nSet-Cookie: x=1', 'a=ü', 'a b', 'a="x"', 'a#b']) {
      expect(await post(query, [''])).toMatchObject({ status: 400, location: null });
    }
  });

  it('is refused for those who may not look', async () => {
    expect((await post(DEEP, [''], { REMOTE_USER: 'bob' })).status).toBe(403);
  });
});

describe('a form of a login that has ended', () => {
  it('does nothing, leads back to its view, and says so there for a while, to this login only', async () => {
    const old = proofOf(FIRST);
    const { status, location } = await post(DEEP, [tickWith(old)], SECOND);
    expect(status).toBe(303);
    const [view, notice = ''] = (location ?? '').split('&notice=');
    expect(view).toBe(`index.cgi?${DEEP}`);
    const shows = (login: Login, text = notice): boolean =>
      runPage(root, `${DEEP}&notice=${text}`, login).body.includes('Nothing was done.');
    expect(shows(SECOND)).toBe(true);
    expect(shows(FIRST)).toBe(false);
    const hourAgo = String(Number(notice.split('.')[0]) - 3600);
    expect(shows(SECOND, notice.replace(/^\d+/, hourAgo))).toBe(false);
    expect(shows(SECOND, `${notice.split('.')[0]}.${'A'.repeat(43)}`)).toBe(false);
  });

  it('leads to the session that it names, where its address names none', async () => {
    const body = `action=pause&${SESSION}&csrf=${proofOf(FIRST)}`;
    const { location } = await post('', [body], SECOND);
    expect(location).toMatch(new RegExp(`^index\\.cgi\\?${SESSION}&notice=[\\w.-]+$`));
  });

  it('keeps no older notice in the address', async () => {
    const { location } = await post(`${SESSION}&notice=1.x`, [tickWith(proofOf(FIRST))], SECOND);
    expect(location?.match(/notice=/g)).toHaveLength(1);
  });

  it('is refused from another site, as another user’s, and where it was made up', async () => {
    const old = proofOf(FIRST);
    const foreign = { ...SECOND, HTTP_HOST: 'whm:2087', HTTP_REFERER: 'https://evil.example/' };
    expect((await post(DEEP, [tickWith(old)], foreign)).status).toBe(403);
    const made = `${'A'.repeat(43)}.${'B'.repeat(43)}`;
    for (const csrf of ['', 'x', made, old.split('.')[0] ?? '']) {
      expect((await post(DEEP, [tickWith(csrf)], SECOND)).status).toBe(403);
    }
    const asAnna = proofOf({ ...FIRST, REMOTE_USER: 'anna' });
    expect((await post(DEEP, [tickWith(asAnna)], SECOND)).status).toBe(403);
  });
});

describe('a body', () => {
  it('in pieces is read whole', async () => {
    const body = tickWith(proofOf(FIRST));
    const pieces = [body.slice(0, 20), 50, body.slice(20, 21), 50, body.slice(21)];
    expect((await post(DEEP, pieces, SECOND, Buffer.byteLength(body))).location).toContain(
      'notice=',
    );
  });

  it('that ends early is malformed; one that ends at once is an empty form', async () => {
    expect((await post(DEEP, ['action=ti', END], {}, 50)).status).toBe(400);
    expect((await post(DEEP, [END], {}, 50)).status).toBe(303);
  });

  it.concurrent.each([
    ['never comes', []],
    ['comes drop by drop', Array.from({ length: 60 }, () => ['a', 300]).flat()],
  ])(
    'that %s is waited for no longer than ten seconds or so',
    async (_, blocks) => {
      const begin = Date.now();
      const answer = await post(DEEP, blocks, {}, 5_000);
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('The form did not arrive in time.');
      expect(Date.now() - begin).toBeGreaterThan(9_000);
      expect(Date.now() - begin).toBeLessThan(16_000);
    },
    30_000,
  );
});
