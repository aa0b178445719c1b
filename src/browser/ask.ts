/** What became of a request, in the terms of what to do next. */
export type Answer =
  | { is: 'data'; data: unknown }
  | { is: 'unchanged' }
  /** The login has expired: the answer is a login page, or a redirect to one. */
  | { is: 'login' }
  /** The page itself refuses, in its own words: asking again would not help. */
  | { is: 'refused'; status: number; message: string }
  /** The server is there but busy. */
  | { is: 'busy'; retryMs: number }
  /** Nothing came, or nothing readable. */
  | { is: 'lost'; fault?: string | null };

const MAX_ANSWER_MS = 20_000;

/** False once an answer could not be read: something on its way may not pass on how it is compressed. */
let mayZip = true;

/** Asks for data. Never rejects. */
export async function ask(address: string): Promise<Answer> {
  const answer = await askOnce(mayZip ? `${address}&zip=1` : address);
  if (answer !== 'garbled') return answer;
  if (!mayZip) return { is: 'lost' };
  mayZip = false;
  return ask(address);
}

async function askOnce(address: string): Promise<Answer | 'garbled'> {
  const abort = new AbortController();
  // Not AbortSignal.timeout: it would outlive the answer by its whole duration, thousands of times a night.
  const timer = setTimeout(() => abort.abort(), MAX_ANSWER_MS);
  try {
    const response = await fetch(address, {
      headers: { Accept: 'application/json' },
      cache: 'no-store',
      credentials: 'same-origin',
      // A redirect to a login elsewhere could not be followed, and would look like a lost connection.
      redirect: 'manual',
      signal: abort.signal,
    });
    return await classify(response);
  } catch {
    // No connection, no answer in time, or truncated JSON: the page says so and asks again.
    return { is: 'lost' };
  } finally {
    clearTimeout(timer);
  }
}

async function classify(response: Response): Promise<Answer | 'garbled'> {
  const { status } = response;
  if (status === 304) return { is: 'unchanged' };
  if (response.type === 'opaqueredirect') return { is: 'login' };
  const isJson = response.headers.get('Content-Type')?.includes('json') ?? false;
  if (!isJson) {
    await response.body?.cancel();
    const isLoginPage = response.ok || status === 401 || status === 403;
    return { is: isLoginPage ? 'login' : 'lost' };
  }
  const text = await response.text().catch(() => null);
  // An answer has begun to arrive, and cannot be decompressed.
  if (text === null) return 'garbled';
  const data = parse(text);
  if (data === undefined) return isCutOff(text) ? { is: 'lost' } : 'garbled';
  if (response.ok) return { is: 'data', data };
  if (status === 401) return { is: 'login' };
  if (status === 503) return { is: 'busy', retryMs: retryMs(response.headers) };
  if (status >= 500) return { is: 'lost', fault: faultOf(data) };
  return { is: 'refused', status, message: messageOf(data) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Truncated JSON that was sent as JSON. */
function isCutOff(text: string): boolean {
  return text === '' || text.startsWith('{');
}

function retryMs(headers: Headers): number {
  const seconds = Number(headers.get('Retry-After'));
  return Number.isFinite(seconds) ? Math.min(60, Math.max(1, seconds)) * 1_000 : 5_000;
}

/** From `{"error":{"code","message"}}`. */
function messageOf(data: unknown): string {
  const { error } = fieldsOf(data);
  const { message } = fieldsOf(error);
  return typeof message === 'string' ? message : 'The server did not say why.';
}

/** The id of a fault that the server has recorded. */
function faultOf(data: unknown): string | null {
  const { id } = fieldsOf(fieldsOf(data).error);
  return typeof id === 'string' ? id : null;
}

/** The fields of an object from outside; none where it is something else. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The content at an address of the page; null where it does not answer, or with something else. */
export async function loadText(address: string): Promise<string | null> {
  try {
    const response = await fetch(address, { credentials: 'same-origin', redirect: 'manual' });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
