import { Problem } from '../../app/problem.ts';

/** Stands for bytes that are not valid text: no parameter may contain it, so each reader refuses it with its own reason. */
const NO_TEXT = '%00';

/**
 * The fields of a query string or form. `URLSearchParams` alone turns bytes that are not UTF-8 into a character that a
 * name can contain as well, so that one thing would be requested and another shown.
 */
export function readFields(text: string): URLSearchParams {
  return new URLSearchParams(
    text
      .replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => (isText(bytes) ? bytes : NO_TEXT))
      // Raw bytes that are not UTF-8, as Node passes them on; browsers never send this character unencoded.
      .replaceAll('\ufffd', NO_TEXT),
  );
}

function isText(bytes: string): boolean {
  try {
    decodeURIComponent(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A request as a CGI gets it. */
export interface PageRequest {
  method: string;
  query: URLSearchParams;
  /** Fields of a POST form; empty for other methods, and for another content type. */
  form: URLSearchParams;
  /** The POST contains something that is not a form as this page sends it. */
  isOtherBody: boolean;
  /** The query as the server passed it on. */
  queryText: string;
  /** Why the form could not be read: reported to those who may use the page, and to nobody else. */
  trouble: Problem | null;
  host: string | null;
  origin: string | null;
  referer: string | null;
  secFetchSite: string | null;
}

/** A form of this page has a few short fields. */
const MAX_FORM_BYTES = 64 * 1024;

/** Reads from standard input; fewer bytes than requested where it has ended, null where they do not arrive. */
export type ReadInput = (length: number) => Promise<Buffer | null>;

export async function readRequest(
  env: NodeJS.ProcessEnv,
  readInput: ReadInput,
): Promise<PageRequest> {
  const method = methodOf(env);
  const text = (name: string): string | null => env[name] || null;
  const body = method === 'POST' ? await readBody(env, readInput) : NO_BODY;
  const queryText = env.QUERY_STRING ?? '';
  return {
    method,
    query: readFields(queryText),
    queryText,
    form: body.form ?? new URLSearchParams(),
    isOtherBody: body.form === null,
    trouble: body.trouble,
    host: text('HTTP_HOST'),
    origin: text('HTTP_ORIGIN'),
    referer: text('HTTP_REFERER'),
    secFetchSite: text('HTTP_SEC_FETCH_SITE'),
  };
}

/** Without a method, the program was started by hand. */
export function methodOf(env: NodeJS.ProcessEnv): string {
  return (env.REQUEST_METHOD || 'GET').toUpperCase();
}

interface Body {
  /** Null where the body is of another type. */
  form: URLSearchParams | null;
  trouble: Problem | null;
}

const NO_BODY: Body = { form: new URLSearchParams(), trouble: null };

async function readBody(env: NodeJS.ProcessEnv, readInput: ReadInput): Promise<Body> {
  const refuse = (code: 'form-length' | 'form-too-large' | 'form-late' | 'form-cut'): Body => ({
    ...NO_BODY,
    trouble: new Problem('malformed', { code }),
  });
  const text = env.CONTENT_LENGTH || '0';
  if (!/^\d{1,15}$/.test(text)) return refuse('form-length');
  const length = Number(text);
  if (length > MAX_FORM_BYTES) return refuse('form-too-large');
  if (length === 0) return NO_BODY;
  const type = env.CONTENT_TYPE ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return { form: null, trouble: null };
  const bytes = await readInput(length);
  if (bytes === null) return refuse('form-late');
  // A truncated field would be taken for a shorter one.
  if (bytes.length < length && bytes.length > 0) return refuse('form-cut');
  return { form: readFields(bytes.toString('utf8')), trouble: null };
}
