import type { PageAnswer } from './response.ts';

/** A shorter answer fits one packet anyway; the compressor costs some milliseconds to load. */
const LEAST_BYTES = 1_400;

/**
 * Compresses an update that the page's script has asked for (`zip=1`): every browser that runs it takes gzip, and cpsrvd does not hand
 * `Accept-Encoding` on (docs/server.md#cgi-under-cpsrvd). Whether the answer's header arrives is for the script to find out: one that gets what it cannot
 * read asks without.
 */
export async function compress(answer: PageAnswer, env: NodeJS.ProcessEnv): Promise<PageAnswer> {
  const { body } = answer;
  if (typeof body !== 'string' || body.length < LEAST_BYTES) return answer;
  if (!/(?:^|&)zip=1(?:&|$)/.test(env.QUERY_STRING ?? '')) return answer;
  if (!takesGzip(env.HTTP_ACCEPT_ENCODING)) return answer;
  const { gzipSync } = await import('node:zlib');
  const headers = { ...answer.headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' };
  return { ...answer, headers, body: [gzipSync(body)] };
}

/** "gzip;q=0" is a refusal; where nothing is known, whoever asked for it takes it. */
export function takesGzip(accepted: string | undefined): boolean {
  if (accepted === undefined) return true;
  return accepted.split(',').some((one) => {
    const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
    return name === 'gzip' && !parameters.some((part) => /^q=0(?:\.0*)?$/.test(part));
  });
}
