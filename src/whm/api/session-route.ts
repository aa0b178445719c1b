import type { IncomingMessage } from 'node:http';
import { isObject } from '../../log/value.ts';
import type { LoopbackAddress } from '../../system/addresses.ts';
import {
  type EncodedRequest,
  type TransportLimits,
  type TransportResult,
  timeoutReason,
  tooLargeReason,
} from './answer.ts';
import { describeText, legacyWords, looksLikeHtml, textOf } from './envelope.ts';

/** The caller's own WHM session: token of the path (`/cpsess…`) and value of `whostmgrsession`. */
export interface WhmSession {
  address: LoopbackAddress;
  securityToken: string;
  sessionCookie: string;
}

interface HttpAnswer {
  status: number;
  text: string;
}

/**
 * Sends a request over loopback TLS with the caller's session. No certificate is checked (the address is the loopback
 * itself), no redirect is followed, and no other cookie is sent.
 */
export async function askWithSession(
  session: WhmSession,
  request: EncodedRequest,
  limits: TransportLimits,
): Promise<TransportResult> {
  const answer = await send(session, request, limits);
  return 'ok' in answer ? answer : judge(answer);
}

async function send(
  session: WhmSession,
  request: EncodedRequest,
  limits: TransportLimits,
): Promise<HttpAnswer | Extract<TransportResult, { ok: false }>> {
  const { request: open } = await import('node:https');
  const { host, port } = session.address;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve) => {
    // Once TLS is established, the request is on its way and the server may act on it.
    let sent = false;
    const fail = (kind: 'unreachable' | 'timeout' | 'too-large', reason: string) => {
      clearTimeout(timer);
      resolve({ ok: false, kind, reason, mayHaveRun: sent });
      call.destroy();
    };
    const call = open({
      host,
      port,
      method: 'POST',
      path: `${session.securityToken}${request.path}`,
      agent: false,
      rejectUnauthorized: false,
      headers: {
        ...request.headers,
        'Content-Length': Buffer.byteLength(request.body),
        Accept: 'application/json',
        Connection: 'close',
        Cookie: `whostmgrsession=${session.sessionCookie}`,
        // Servers can refuse requests whose referrer is missing or foreign.
        Referer: `https://${authority}${session.securityToken}/`,
      },
    });
    const timer = setTimeout(
      () => fail('timeout', timeoutReason(`The server at ${authority}`, limits.timeoutMs)),
      limits.timeoutMs,
    );
    call.on('socket', (socket) => {
      socket.once('secureConnect', () => {
        sent = true;
      });
    });
    call.on('error', (error) => {
      fail('unreachable', `The server at ${authority} cannot be reached: ${error.message}`);
    });
    call.on('response', (message) => {
      collect(message, limits.maxBytes, {
        whole: (text) => {
          clearTimeout(timer);
          resolve({
            status: message.statusCode ?? 0,
            text,
          });
        },
        tooLarge: () =>
          fail('too-large', tooLargeReason(`The server at ${authority}`, limits.maxBytes)),
        broken: () =>
          fail(
            'unreachable',
            `The server at ${authority} closed the connection in the middle of its answer.`,
          ),
      });
    });
    call.end(request.body);
  });
}

function collect(
  message: IncomingMessage,
  maxBytes: number,
  done: { whole(text: string): void; tooLarge(): void; broken(): void },
): void {
  const pieces: Buffer[] = [];
  let bytes = 0;
  message.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > maxBytes) done.tooLarge();
    else pieces.push(piece);
  });
  message.on('end', () => done.whole(Buffer.concat(pieces).toString('utf8')));
  message.on('error', () => done.broken());
  message.on('aborted', () => done.broken());
}

/** Sorts out what never reached the API: refusals, redirects and pages. */
function judge(answer: HttpAnswer): TransportResult {
  const { status, text } = answer;
  if (status === 401 || status === 403) {
    const words = refusalWords(text);
    return refused(`The server refused the WHM session (${status})${words}`);
  }
  if (status >= 300 && status < 400) {
    return refused(`The server redirected the call instead of answering (${status}).`);
  }
  if (looksLikeHtml(text)) {
    if (isLoginPage(text)) return refused('The server asks for a login instead of answering.');
    const reason = `The server's answer is not JSON: ${describeText(text)}`;
    return { ok: false, kind: 'not-json', reason, mayHaveRun: true };
  }
  if (status >= 400 && !text.trimStart().startsWith('{')) {
    const reason = `The server answered with an error (${status}): ${describeText(text)}`;
    return { ok: false, kind: 'not-json', reason, mayHaveRun: true };
  }
  return { ok: true, text, mayHaveRun: true };
}

function refused(reason: string): TransportResult {
  return { ok: false, kind: 'refused', reason, mayHaveRun: false };
}

function refusalWords(text: string): string {
  if (looksLikeHtml(text) || text.trim() === '') return '.';
  try {
    const answer: unknown = JSON.parse(text);
    const metadata = isObject(answer) && isObject(answer.metadata) ? answer.metadata : {};
    const words = textOf(metadata.reason) ?? (isObject(answer) ? legacyWords(answer) : null);
    return words === null ? '.' : `: ${words}`;
  } catch {
    return `: ${describeText(text)}`;
  }
}

function isLoginPage(html: string): boolean {
  return (
    /<title[^>]*>[^<]*\blog[ -]?in\b/i.test(html) ||
    /<input[^>]+type=["']?password/i.test(html) ||
    /<form[^>]+(?:id=["']?login_form|action=["']?[^"'>]*\/login\b)/i.test(html)
  );
}
