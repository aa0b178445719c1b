import type { IncomingMessage } from 'node:http';
import { errnoOf } from '../system/errno.ts';
import type { Delivery } from './mail.ts';

/** A POST of JSON to an address that the administrator has configured. */
export interface WebhookPost {
  /** HTTPS, or HTTP on the loopback; the configuration has checked it. */
  url: string;
  body: string;
  /** The same at every attempt. */
  id: string;
  event: string;
  /** Key of the signature; null: unsigned. */
  secret: string | null;
  version: string;
}

/** The whole call, from the name look-up to the end of the answer. */
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 16 * 1024;
const SHOWN_ANSWER = 120;
const MAX_PAUSE_SECONDS = 3600;

/**
 * `sha256=` and the HMAC-SHA-256 of the body's bytes in hex: the receiver computes the same over what it got, and
 * compares in constant time. The form is GitHub's, so that existing checks can be used.
 */
export async function signBody(secret: string, body: string): Promise<string> {
  const { createHmac } = await import('node:crypto');
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Sends it once. Only a 2xx answer counts; redirects are not followed. Never rejects. */
export async function postWebhook(post: WebhookPost): Promise<Delivery> {
  const url = new URL(post.url);
  const bytes = Buffer.from(post.body);
  const headers: Record<string, string> = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(bytes.length),
    'User-Agent': `whm-transfer-monitor/${post.version}`,
    'X-Transfer-Monitor-Event': post.event,
    'X-Transfer-Monitor-Delivery': post.id,
  };
  if (post.secret !== null) {
    headers['X-Transfer-Monitor-Signature'] = await signBody(post.secret, post.body);
  }
  const { request } =
    url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Promise((resolve) => {
    const finish = (delivery: Delivery): void => {
      clearTimeout(timer);
      resolve(delivery);
      call.destroy();
    };
    const failed = (reason: string): void => finish({ ok: false, reason, retryAfterSeconds: null });
    const call = request(url, { method: 'POST', headers, agent: false }, (answer) => {
      readAnswer(answer, (text) => finish(judgeAnswer(answer, text)));
    });
    const timer = setTimeout(() => failed(`no answer within ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
    call.on('error', (error) => failed(connectionWords(error)));
    call.end(bytes);
  });
}

function readAnswer(answer: IncomingMessage, done: (text: string) => void): void {
  const pieces: Buffer[] = [];
  let length = 0;
  const give = (): void => done(Buffer.concat(pieces).toString('utf8'));
  answer.on('data', (piece: Buffer) => {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_ANSWER_BYTES) give();
  });
  answer.on('end', give);
  answer.on('error', give);
}

function judgeAnswer(answer: IncomingMessage, text: string): Delivery {
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return { ok: true };
  const words = text
    .replace(/[^\u0020-\u007e]+/g, ' ')
    .trim()
    .slice(0, SHOWN_ANSWER);
  const pause = Number(answer.headers['retry-after']);
  const isPause = Number.isFinite(pause) && pause > 0;
  return {
    ok: false,
    reason: `answered ${status}${words === '' ? '' : `: ${words}`}`,
    retryAfterSeconds: isPause ? Math.min(MAX_PAUSE_SECONDS, Math.ceil(pause)) : null,
  };
}

/** The system's own words name host and port, but not the path, which can be secret. */
function connectionWords(error: Error): string {
  const words = error.message || (errnoOf(error) ?? 'the connection failed');
  return words.replace(/[\u0000-\u001f]+/g, ' ').slice(0, SHOWN_ANSWER);
}
