import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';
import { writeDocumented, writeScenario } from '../host/simulator/scenarios.ts';
import {
  installVendorCommands,
  readVendorCalls,
  setVendorAnswer,
} from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { createHostRoot, type RunningServer, SERVERS, startServer } from './servers.ts';

const PLUGIN = join(repositoryRoot(), 'dist/plugin');

async function readObject(answer: Response): Promise<Record<string, unknown>> {
  return (await answer.json()) as Record<string, unknown>;
}

describe.each(SERVERS)('the built plugin under %s', (name) => {
  let root = '';
  let done = '';
  let running = '';
  let server: RunningServer;
  beforeAll(async () => {
    root = createHostRoot();
    installVendorCommands(root);
    done = writeDocumented(root).id;
    running = writeScenario(root, 'running').id;
    server = await startServer(name, PLUGIN, root);
  });
  afterAll(async () => {
    await server?.stop();
    removeFolder(root);
  });

  function get(query: Record<string, string>, init: RequestInit = {}): Promise<Response> {
    const address = `${server.url}index.cgi?${new URLSearchParams(query)}`;
    return fetch(address, { redirect: 'manual', ...init, headers: server.headers });
  }

  function post(fields: Record<string, string>): Promise<Response> {
    return get({}, { method: 'POST', body: new URLSearchParams(fields) });
  }

  test('shows the list and a session as pages', async () => {
    const list = await get({});
    expect(list.status).toBe(200);
    expect(list.headers.get('content-type')).toMatch(/^text\/html/);
    const text = await list.text();
    expect(text).toContain(done);
    expect(text.trimEnd()).toMatch(/<\/html>$/);
    const session = await (await get({ session: done, tab: 'accounts' })).text();
    expect(session).toContain('vm5.docs.cpanel.net');
    expect(session).toContain('fredfred');
  });

  test('gives the same as JSON', async () => {
    const list = await readObject(await get({ format: 'json' }));
    const ids = (list.sessions as { id: string }[]).map(({ id }) => id);
    expect(ids.sort()).toEqual([done, running].sort());
    const answer = await get({ session: done, format: 'json' });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await answer.json()).toMatchObject({
      schemaVersion: 1,
      id: done,
      state: 'COMPLETED',
      formatVersion: '1.6',
      itemsTotal: 3,
      counts: { warning: 3 },
      issueCounts: { failure: 0, dangerous: 1, altered: 1, skipped: 31, warning: 8 },
    });
  });

  test('answers 304 without a body for an unchanged session', async () => {
    const { cursor } = await readObject(await get({ session: done, format: 'json' }));
    const answer = await get({ session: done, format: 'json', since: String(cursor) });
    expect(answer.status).toBe(304);
    expect(await answer.text()).toBe('');
  });

  test('carries out a form with its proof, and refuses one without', async () => {
    setVendorAnswer(
      root,
      'pause_transfer_session',
      '{"metadata":{"version":1,"command":"pause_transfer_session","result":1,"reason":"OK"}}',
    );
    const calls = () =>
      readVendorCalls(root).filter((call) => call.includes('pause_transfer_session'));
    const fields = { action: 'pause', session: running };
    expect((await post(fields)).status).toBe(403);
    expect((await post({ ...fields, csrf: 'forged' })).status).toBe(403);
    expect(calls()).toEqual([]);
    const page = await (await get({ session: running })).text();
    const csrf = /data-csrf="([^"]+)"/.exec(page)?.[1] ?? '';
    const answer = await post({ ...fields, csrf });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toContain(`session=${running}`);
    expect(calls()).toHaveLength(1);
  });

  test.each([
    ['a malformed session', { session: '../../etc' }, 400],
    ['a log name with a slash', { session: 'DONE', log: 'a/b' }, 400],
    ['an unknown session', { session: 'copyacct20990101000000nosuch' }, 404],
    ['an unknown log', { session: 'DONE', log: 'item-RESTORE_None_none' }, 404],
    ['an unknown item', { session: 'DONE', item: 'nobody', type: 'AccountRemoteRoot' }, 404],
  ])('refuses %s', async (_, asked: Record<string, string>, status) => {
    const query = asked.session === 'DONE' ? { ...asked, session: done } : asked;
    const page = await get(query);
    expect(page.status).toBe(status);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await page.text()).toContain('</html>');
    const data = await get({ ...query, format: 'json' });
    expect(data.status).toBe(status);
    expect((await readObject(data)).error).toEqual({
      code: expect.any(String),
      message: expect.stringMatching(/\w/),
    });
  });

  test('refuses a form without its proof, and a method that is none of the page’s', async () => {
    for (const [init, status] of [
      [{ method: 'POST', body: new URLSearchParams({ action: 'pause' }) }, 403],
      [{ method: 'PUT', body: new URLSearchParams() }, 405],
    ] as const) {
      // BusyBox knows GET, HEAD and POST only, and answers all else itself.
      if (init.method === 'PUT' && name === 'busybox') continue;
      const page = await get({}, init);
      expect(page.status).toBe(status);
      expect(await page.text()).toContain('</html>');
      const data = await get({ format: 'json' }, init);
      expect(data.status).toBe(status);
      const { error } = await readObject(data);
      expect(error).toMatchObject({ message: expect.stringMatching(/\w/) });
    }
  });

  test('serves what lies beside it', async () => {
    for (const [file, type] of [
      ['transfer_monitor.css', 'text/css'],
      ['transfer_monitor.png', 'image/png'],
    ]) {
      const answer = await fetch(server.url + file, { headers: server.headers });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain(type);
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0);
    }
    expect((await fetch(`${server.url}none.css`, { headers: server.headers })).status).toBe(404);
  });

  test('lets nobody in but root, in pages and in data', async () => {
    const stranger = await startServer(name, PLUGIN, root, 'alice');
    try {
      for (const query of [
        '',
        '?format=json',
        `?session=${done}&format=json`,
        '?format=openmetrics',
      ]) {
        const answer = await fetch(`${stranger.url}index.cgi${query}`, {
          headers: stranger.headers,
        });
        expect(answer.status).toBe(403);
        expect(await answer.text()).not.toContain(done);
      }
    } finally {
      await stranger.stop();
    }
  });
});
