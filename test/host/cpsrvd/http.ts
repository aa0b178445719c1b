import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const MAX_FORM_BYTES = 1 << 20;

/** Listens on the loopback; returns the port, a free one for 0. */
export function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** A form's text; rejects one that is too long. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_FORM_BYTES) {
      throw new Error('the form is too long');
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'content-length': 0 });
  response.end();
}

export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(html);
}

/** Fields of a form; the values of a repeated field are lines. */
export function fieldsOf(form: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => [name, form.getAll(name).join('\n')]),
  );
}
