import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { readBody } from './http.ts';

/** Longer headers count as none. */
const MAX_HEAD_BYTES = 64 * 1024;

/** The only request headers that cpsrvd is known to pass on (docs/server.md#cgi-under-cpsrvd). */
const HEADERS_THAT_ARRIVE = [
  'accept',
  'accept-language',
  'cache-control',
  'cookie',
  'host',
  'referer',
  'user-agent',
] as const;

export interface CgiRequest {
  request: IncomingMessage;
  /** The program. */
  file: string;
  /** The path without token and query. */
  scriptName: string;
  queryString: string;
  user: string;
  /** `/cpsess##########`. */
  token: string;
  remoteAddress: string;
  isTls: boolean;
  /** The administrator's password: it is really passed on where a setting allows it. */
  password: string;
  hostRoot: string;
  /** Additional variables of the test. */
  extra: Record<string, string>;
}

/** The whole environment of a CGI under cpsrvd; it contains nothing of our own process. */
export function cgiEnvironment(cgi: CgiRequest): Record<string, string> {
  const { request } = cgi;
  const environment: Record<string, string> = {
    GATEWAY_INTERFACE: 'CGI/1.1',
    PATH: '/usr/local/jdk/bin:/usr/bin:/bin',
    REMOTE_USER: cgi.user,
    REMOTE_PASSWORD: cgi.password,
    REMOTE_ADDR: cgi.remoteAddress,
    REQUEST_METHOD: request.method ?? 'GET',
    REQUEST_URI: request.url ?? '/',
    QUERY_STRING: cgi.queryString,
    SCRIPT_NAME: cgi.scriptName,
    SCRIPT_FILENAME: cgi.file,
    SERVER_PORT: String(request.socket.localPort ?? ''),
    SERVER_PROTOCOL: 'HTTP/1.1',
    cp_security_token: cgi.token,
    WHM_TRANSFERS_ROOT: cgi.hostRoot,
  };
  if (cgi.isTls) {
    environment.HTTPS = 'on';
  }
  for (const name of HEADERS_THAT_ARRIVE) {
    const value = request.headers[name];
    if (typeof value === 'string') {
      environment[`HTTP_${name.toUpperCase().replaceAll('-', '_')}`] = value;
    }
  }
  const type = request.headers['content-type'];
  const length = request.headers['content-length'];
  if (type !== undefined) {
    environment.CONTENT_TYPE = type;
  }
  if (length !== undefined) {
    environment.CONTENT_LENGTH = length;
  }
  return { ...environment, ...cgi.extra };
}

const LIMITED = 'ulimit -v "$0" && exec "$1"';

/**
 * The address space that the server allows a CGI, in KiB: `maxmem` of its configuration, in MiB; null where that says
 * nothing.
 */
function memoryLimit(hostRoot: string): number | null {
  const path = join(hostRoot, 'var/cpanel/cpanel.config');
  if (!existsSync(path)) return null;
  const megabytes = /^maxmem=(\d+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
  return megabytes === undefined ? null : Number(megabytes) * 1024;
}

/** Runs a program and returns everything that it has written. */
export type CgiRunner = (asked: {
  file: string;
  args: readonly string[];
  env: Record<string, string>;
  input: string;
}) => Promise<{ stdout: Buffer }>;

/** Answers as `runCgi` does, but without a process. False where the server has a limit that only a process can have. */
export async function runCgiBy(
  run: CgiRunner,
  cgi: CgiRequest,
  response: ServerResponse,
): Promise<boolean> {
  if (memoryLimit(cgi.hostRoot) !== null) return false;
  const input = await readBody(cgi.request);
  const { stdout } = await run({ file: cgi.file, args: [], env: cgiEnvironment(cgi), input });
  const end = findHeadEnd(stdout);
  const parsed = end === null ? null : parseHead(stdout.subarray(0, end.at).toString('latin1'));
  if (end === null || parsed === null) {
    sendInternalError(response, 'the program ended without headers');
    return true;
  }
  response.writeHead(parsed.status, parsed.headers);
  response.end(stdout.subarray(end.at + end.length));
  return true;
}

/**
 * Starts the program, passes the request's body to it and its answer to the client. A program that ends without
 * headers, or does not start, shows as an internal error. Resolves when the program has ended.
 */
export function runCgi(
  cgi: CgiRequest,
  response: ServerResponse,
  children: Set<ChildProcess>,
): Promise<void> {
  return new Promise((resolve) => {
    const limit = memoryLimit(cgi.hostRoot);
    // The shell is replaced: `exec` runs the program itself, under the limit.
    const command =
      limit === null ? [cgi.file] : ['/bin/sh', '-c', LIMITED, String(limit), cgi.file];
    const child = spawn(command[0] ?? '', command.slice(1), {
      cwd: dirname(cgi.file),
      env: cgiEnvironment(cgi),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.add(child);
    let head: Buffer | null = Buffer.alloc(0);
    child.stdout.on('data', (bytes: Buffer) => {
      if (head === null) {
        if (!response.write(bytes)) {
          child.stdout.pause();
          response.once('drain', () => child.stdout.resume());
        }
        return;
      }
      head = Buffer.concat([head, bytes]);
      const end = findHeadEnd(head);
      if (end !== null) {
        const parsed = parseHead(head.subarray(0, end.at).toString('latin1'));
        if (parsed !== null) {
          const rest = head.subarray(end.at + end.length);
          head = null;
          response.writeHead(parsed.status, parsed.headers);
          response.write(rest);
        }
      }
    });
    // The client may be gone, or the program may not have read its input: neither is the server's problem.
    child.stdin.on('error', () => child.stdin.destroy());
    cgi.request.pipe(child.stdin);
    response.on('close', () => child.kill());
    child.on('error', (error) => {
      children.delete(child);
      sendInternalError(response, error.message);
      resolve();
    });
    child.on('close', (code, signal) => {
      children.delete(child);
      if (head !== null) {
        sendInternalError(response, `the program ended (${signal ?? code}) without headers`);
      } else {
        response.end();
      }
      resolve();
    });
  });
}

function findHeadEnd(bytes: Buffer): { at: number; length: number } | null {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  if (crlf >= 0 && (lf < 0 || crlf < lf)) {
    return { at: crlf, length: 4 };
  }
  return lf >= 0 && lf < MAX_HEAD_BYTES ? { at: lf, length: 2 } : null;
}

/** Null where one of the lines is no header: then the program has printed none. */
function parseHead(
  text: string,
): { status: number; headers: Record<string, string | string[]> } | null {
  let status = 200;
  const headers: Record<string, string | string[]> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/.exec(line);
    if (match === null) {
      return null;
    }
    const name = (match[1] ?? '').toLowerCase();
    const value = match[2] ?? '';
    if (name === 'status') {
      status = Number.parseInt(value, 10) || 500;
    } else if (name === 'set-cookie') {
      headers[name] = [...[headers[name] ?? []].flat(), value];
    } else {
      headers[name] = value;
    }
  }
  return { status, headers };
}

function sendInternalError(response: ServerResponse, reason: string): void {
  if (response.headersSent || response.destroyed) {
    response.end();
    return;
  }
  response.writeHead(500, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>Internal Server Error</title><h1>Internal Server Error</h1>
<p>The stand-in server says: ${reason.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>\n`);
}
