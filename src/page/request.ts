import { Problem } from '../monitor/problem.ts';

/** A request as a CGI gets it. */
export interface PageRequest {
  method: string;
  query: URLSearchParams;
  /** Fields of a POST form; empty for other methods. */
  form: URLSearchParams;
  host: string | null;
  origin: string | null;
  referer: string | null;
  secFetchSite: string | null;
}

/** A form of this page has a few short fields. */
const LARGEST_FORM_BYTES = 64 * 1024;

/**
 * @param readInput reads at most that many bytes of the standard input
 * @throws Problem for a form that is too large
 */
export function readRequest(
  env: NodeJS.ProcessEnv,
  readInput: (length: number) => Buffer,
): PageRequest {
  const method = (env.REQUEST_METHOD ?? 'GET').toUpperCase();
  const text = (name: string): string | null => env[name] || null;
  return {
    method,
    query: new URLSearchParams(env.QUERY_STRING ?? ''),
    form: method === 'POST' ? readForm(env, readInput) : new URLSearchParams(),
    host: text('HTTP_HOST'),
    origin: text('HTTP_ORIGIN'),
    referer: text('HTTP_REFERER'),
    secFetchSite: text('HTTP_SEC_FETCH_SITE'),
  };
}

function readForm(env: NodeJS.ProcessEnv, readInput: (length: number) => Buffer): URLSearchParams {
  const length = Number(env.CONTENT_LENGTH ?? 0);
  if (!Number.isInteger(length) || length < 0 || length > LARGEST_FORM_BYTES) {
    throw new Problem('malformed', 'The form is too large.');
  }
  const type = env.CONTENT_TYPE ?? '';
  if (length === 0 || !/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return new URLSearchParams();
  }
  return new URLSearchParams(readInput(length).toString('utf8'));
}
