import type { Problem } from '../../app/problem.ts';
import { lookUp } from '../../session/look-up.ts';
import { problemWords } from '../../views/problem-words.ts';
import { steerlessJson } from '../../views/text.ts';
import { securityHeaders } from './security-headers.ts';

/** The answer of a CGI. */
export interface PageAnswer {
  status: number;
  /** The security headers are those for data unless a page brings its own. */
  headers: Record<string, string>;
  /** Text, or blocks of a file that is too large to hold. */
  body: string | Iterable<Buffer>;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  303: 'See Other',
  304: 'Not Modified',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** The head of an answer as CGI/1.1 wants it, with the empty line behind it. */
export function formatHead(answer: PageAnswer): string {
  const lines = [`Status: ${answer.status} ${lookUp(REASONS, answer.status) ?? ''}`.trimEnd()];
  const headers = { ...securityHeaders('data', ''), ...answer.headers };
  for (const [name, value] of Object.entries(headers)) {
    // A header is one line, whatever its value was made from.
    lines.push(`${name}: ${value.replace(/[\r\n]+/g, ' ')}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

export function jsonAnswer(value: unknown, status = 200): PageAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: `${steerlessJson(value)}\n`,
  };
}

/** @param fault id in the fault log, for unforeseen errors */
export function errorJson({ code, facts, status }: Problem, fault: string | null): PageAnswer {
  const message = problemWords(facts);
  return jsonAnswer({ error: { code, message, ...(fault === null ? {} : { id: fault }) } }, status);
}

/** Redirects to a view by GET: reloading the result sends no form again. */
export function seeOther(location: string): PageAnswer {
  return { status: 303, headers: { Location: location }, body: '' };
}

/** A shorter answer fits into one packet anyway, and loading the compressor takes some milliseconds. */
const MIN_BYTES = 1_400;

/**
 * Compresses an update that the page's script has requested (`zip=1`): every browser that runs it accepts gzip, and
 * cpsrvd does not pass `Accept-Encoding` on (docs/server.md#cgi-under-cpsrvd). Whether the answer's header arrives is
 * for the script to find out: if it cannot read an answer, it asks again without.
 */
export async function compress(answer: PageAnswer, env: NodeJS.ProcessEnv): Promise<PageAnswer> {
  const { body } = answer;
  if (typeof body !== 'string' || body.length < MIN_BYTES) return answer;
  if (!/(?:^|&)zip=1(?:&|$)/.test(env.QUERY_STRING ?? '')) return answer;
  if (!takesGzip(env.HTTP_ACCEPT_ENCODING)) return answer;
  const { gzipSync } = await import('node:zlib');
  const headers = { ...answer.headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' };
  return { ...answer, headers, body: [gzipSync(body)] };
}

/** "gzip;q=0" is a refusal; where nothing is known, whoever asked for gzip accepts it. */
export function takesGzip(accepted: string | undefined): boolean {
  if (accepted === undefined) return true;
  return accepted.split(',').some((one) => {
    const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
    return name === 'gzip' && !parameters.some((part) => /^q=0(?:\.0*)?$/.test(part));
  });
}
