import type { Problem } from '../../app/problem.ts';
import { lookUp } from '../../session/look-up.ts';
import { problemWords } from '../../views/problem-words.ts';
import { steerlessJson } from '../../views/text.ts';
import { securityHeaders } from './security-headers.ts';

/** What a CGI gives back. */
export interface PageAnswer {
  status: number;
  /** The protecting ones are those of data where a page brings none of its own. */
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
    // A header is one line, whatever its value was made of.
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

/** @param fault id in the fault log, for what nobody has foreseen */
export function errorJson({ code, facts, status }: Problem, fault: string | null): PageAnswer {
  const message = problemWords(facts);
  return jsonAnswer({ error: { code, message, ...(fault === null ? {} : { id: fault }) } }, status);
}

/** Leads to a view by GET: a reload of what comes sends no form again. */
export function seeOther(location: string): PageAnswer {
  return { status: 303, headers: { Location: location }, body: '' };
}
