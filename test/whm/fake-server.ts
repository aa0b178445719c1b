import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCertificate } from '../host/cpsrvd/certificate.ts';

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

/** A TLS server on the loopback with a self-signed certificate, as many WHM servers have. */
export async function startFakeServer(): Promise<FakeServer> {
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
  const server = createServer(createCertificate(), (request, response) => {
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
