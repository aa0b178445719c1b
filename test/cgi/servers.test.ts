import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../remove-folder.ts';
import { createHostRoot, type RunningServer, SERVERS, startServer } from './servers.ts';

const SMALL_CGI = `#!/bin/sh
printf 'Status: 404 Not Found\\r\\nContent-Type: text/plain\\r\\n\\r\\n'
echo "$REMOTE_USER $REQUEST_METHOD $QUERY_STRING $WHM_TRANSFERS_ROOT"
[ -z "$CONTENT_LENGTH" ] || head -c "$CONTENT_LENGTH"
`;

describe.each(SERVERS)('%s with a small CGI', (name) => {
  let root = '';
  let plugin = '';
  let server: RunningServer;
  beforeAll(async () => {
    root = createHostRoot();
    plugin = mkdtempSync(join(tmpdir(), 'plugin-'));
    writeFileSync(join(plugin, 'index.cgi'), SMALL_CGI, { mode: 0o755 });
    writeFileSync(join(plugin, 'page.css'), 'body{}');
    server = await startServer(name, plugin, root, 'alice');
  });
  afterAll(async () => {
    await server?.stop();
    removeFolder(root);
    removeFolder(plugin);
  });

  test('starts the program with its user, its root, its query and its body', async () => {
    const { headers } = server;
    const got = await fetch(`${server.url}index.cgi?a=1`, { headers });
    expect(got.status).toBe(404);
    expect(await got.text()).toBe(`alice GET a=1 ${root}\n`);
    const body = new URLSearchParams({ b: '2' });
    const posted = await fetch(`${server.url}index.cgi`, { method: 'POST', headers, body });
    expect(await posted.text()).toBe(`alice POST  ${root}\nb=2`);
  });

  test('serves the files beside it', async () => {
    const css = await fetch(`${server.url}page.css`, { headers: server.headers });
    expect(css.headers.get('content-type')).toContain('text/css');
    expect(await css.text()).toBe('body{}');
  });
});
