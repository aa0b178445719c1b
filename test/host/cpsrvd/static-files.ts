import { createReadStream, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'application/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Sends a file below `folder`; false where there is none of that name. */
export function sendStaticFile(
  folder: string,
  name: string,
  method: string,
  response: ServerResponse,
): boolean {
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part.startsWith('.') || part.includes('\0'))) {
    return false;
  }
  const type = TYPES[extname(name)];
  const path = join(folder, ...parts);
  const found = type === undefined ? null : findFile(path);
  if (type === undefined || found === null) {
    return false;
  }
  response.writeHead(200, { 'content-type': type, 'content-length': found.size });
  if (method === 'HEAD') {
    response.end();
  } else {
    createReadStream(path).pipe(response);
  }
  return true;
}

function findFile(path: string): { size: number } | null {
  try {
    const found = statSync(path);
    return found.isFile() ? found : null;
  } catch {
    // Missing, or below something that is no folder: for the client neither exists.
    return null;
  }
}
