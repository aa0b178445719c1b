import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An HTTP server on the loopback that takes webhooks. */
export interface Receiver {
  url: string;
  received: Received[];
  /** What it answers from now on. */
  status: number;
  headers: Record<string, string>;
  stop(): Promise<void>;
}

/** @param port of an earlier receiver; null: any free one */
export function startReceiver(port: number | null = null): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, answer) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      const accepts = receiver.status >= 200 && receiver.status < 300;
      if (accepts) received.push({ path: request.url ?? '', headers: request.headers, body });
      answer.writeHead(receiver.status, receiver.headers);
      answer.end(accepts ? 'ok' : 'not now');
    });
  });
  const receiver: Receiver = {
    url: '',
    received,
    status: 200,
    headers: {},
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port ?? 0, '127.0.0.1', () => {
      const address = server.address();
      receiver.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}/`;
      resolve(receiver);
    });
  });
}
