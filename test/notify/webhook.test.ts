import { createHmac } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { afterEach, describe, expect, test } from 'vitest';
import { postWebhook, signBody } from '../../src/notify/webhook.ts';
import { createCertificate } from '../host/cpsrvd/certificate.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

function listen(server: Server): Promise<number> {
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

async function send(answer: RequestListener) {
  const port = await listen(createServer(answer));
  return post(`http://127.0.0.1:${port}/hook`);
}

function post(url: string) {
  return postWebhook({ url, body: '{"a":"ü"}', id: 'x', event: 'end', secret: null, version: '1' });
}

test('a signature is the HMAC-SHA-256 of the bytes that are sent', async () => {
  const expected = createHmac('sha256', 'key').update(Buffer.from('{"a":"ü"}')).digest('hex');
  expect(await signBody('key', '{"a":"ü"}')).toBe(`sha256=${expected}`);
});

describe('a receiver', () => {
  test('has it with any answer of success', async () => {
    expect(await send((_, answer) => answer.writeHead(204).end())).toEqual({ ok: true });
  });

  test('can ask for a pause, of an hour at most', async () => {
    const busy = await send((_, answer) => answer.writeHead(429, { 'Retry-After': '30' }).end());
    expect(busy).toEqual({ ok: false, reason: 'answered 429', retryAfterSeconds: 30 });
    const rude = await send((_, answer) => answer.writeHead(429, { 'Retry-After': '1e9' }).end());
    expect(rude).toMatchObject({ retryAfterSeconds: 3600 });
  });

  test('is not followed elsewhere', async () => {
    const answer = await send((_, response) => response.writeHead(307, { Location: '/x' }).end());
    expect(answer).toMatchObject({ ok: false, reason: 'answered 307' });
  });

  test('cannot fill the memory, or steer a terminal, with its answer', async () => {
    const answer = await send((_, response) => {
      response.writeHead(500);
      response.write('\u001b[2Jno\n');
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect(answer).toMatchObject({ ok: false });
    const { reason } = answer as { reason: string };
    expect(reason.length).toBeLessThan(200);
    expect(reason).toMatch(/^answered 500: \[2Jno x+$/);
  });

  test('that never answers is left after ten seconds', async () => {
    const started = performance.now();
    expect(await send(() => {})).toMatchObject({ ok: false, reason: 'no answer within 10 s' });
    expect(performance.now() - started).toBeLessThan(25_000);
  });

  test('that hangs up, or is not there, is a failure with a reason', async () => {
    expect(await send((request) => request.socket.destroy())).toMatchObject({ ok: false });
    const gone = await post('http://127.0.0.1:1/s3cret');
    expect(gone).toMatchObject({ ok: false, reason: expect.stringContaining('ECONNREFUSED') });
    expect(JSON.stringify(gone)).not.toContain('s3cret');
  });

  test('whose certificate nobody vouches for gets nothing', async () => {
    let asked = 0;
    const { key, cert } = createCertificate();
    const server = createTlsServer({ key, cert }, (_, answer) => {
      asked += 1;
      answer.end();
    });
    const port = await listen(server as unknown as Server);
    expect(await post(`https://127.0.0.1:${port}/hook`)).toMatchObject({ ok: false });
    expect(asked).toBe(0);
  });
});
