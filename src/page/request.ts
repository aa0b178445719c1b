import { Problem } from '../monitor/problem.ts';
import { readFields } from './query-text.ts';

/** A request as a CGI gets it. */
export interface PageRequest {
  method: string;
  query: URLSearchParams;
  /** Fields of a POST form; empty for other methods, and where it is of another content type. */
  form: URLSearchParams;
  /** Why the form could not be read: told to those who may ask, and to nobody else. */
  trouble: Problem | null;
  host: string | null;
  origin: string | null;
  referer: string | null;
  secFetchSite: string | null;
}

/** A form of this page has a few short fields. */
const LARGEST_FORM_BYTES = 64 * 1024;

/** @param readInput reads at most that many bytes of the standard input */
export function readRequest(
  env: NodeJS.ProcessEnv,
  readInput: (length: number) => Buffer,
): PageRequest {
  const method = methodOf(env);
  const text = (name: string): string | null => env[name] || null;
  const form = method === 'POST' ? readForm(env, readInput) : new URLSearchParams();
  return {
    method,
    query: readFields(env.QUERY_STRING ?? ''),
    ...(form instanceof Problem
      ? { form: new URLSearchParams(), trouble: form }
      : { form, trouble: null }),
    host: text('HTTP_HOST'),
    origin: text('HTTP_ORIGIN'),
    referer: text('HTTP_REFERER'),
    secFetchSite: text('HTTP_SEC_FETCH_SITE'),
  };
}

/** A server that names no method is asked by hand. */
export function methodOf(env: NodeJS.ProcessEnv): string {
  return (env.REQUEST_METHOD || 'GET').toUpperCase();
}

function readForm(
  env: NodeJS.ProcessEnv,
  readInput: (length: number) => Buffer,
): URLSearchParams | Problem {
  const text = env.CONTENT_LENGTH || '0';
  if (!/^\d{1,15}$/.test(text)) return new Problem('malformed', 'Content-Length is malformed.');
  const length = Number(text);
  if (length > LARGEST_FORM_BYTES) return new Problem('malformed', 'The form is too large.');
  const type = env.CONTENT_TYPE ?? '';
  if (length === 0 || !/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return new URLSearchParams();
  }
  return readFields(readInput(length).toString('utf8'));
}
