import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Reply = (response: ServerResponse, seen: SeenRequest) => void;

export interface FakeServer {
  port: number;
  seen: SeenRequest[];
  reply: Reply;
  close(): Promise<void>;
}

/** A TLS server on the loopback with a self-signed certificate for another name, as many WHM servers have. */
export async function startFakeServer(): Promise<FakeServer> {
  const { key, cert } = selfSigned();
  const seen: SeenRequest[] = [];
  const fake: FakeServer = {
    port: 0,
    seen,
    reply: (response) => response.end(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const server = createServer({ key, cert }, (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const entry = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(pieces).toString('utf8'),
      };
      seen.push(entry);
      fake.reply(response, entry);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.port = (server.address() as AddressInfo).port;
  return fake;
}

/** Replies with a status, a content type and a body. */
export function answering(status: number, type: string, body: string): Reply {
  return (response) => {
    response.writeHead(status, { 'Content-Type': type });
    response.end(body);
  };
}

/** Replies with the envelope of WHM API 1. */
export function envelope(metadata: Record<string, unknown>, data?: unknown): Reply {
  return answering(200, 'application/json', JSON.stringify({ metadata, data }));
}

function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fake-server-'));
  try {
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-days', '2', '-subj', '/CN=whm.example.test', '-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
