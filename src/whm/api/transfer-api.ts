import { errorMessage } from '../../system/errno.ts';
import { steadyMs } from '../../system/steady-clock.ts';
import type {
  ApiAnswer,
  ApiArguments,
  ApiCodec,
  ApiFailure,
  ApiRoute,
  TransferApi,
  TransportLimits,
  TransportResult,
} from './answer.ts';
import type { CommandRoute } from './command-route.ts';
import { askWithCommand } from './command-route.ts';
import type { WhmSession } from './session-route.ts';
import { askWithSession } from './session-route.ts';

export interface TransferApiOptions {
  codec: ApiCodec;
  /** The caller's WHM session; null from the command line, or where the request carried none. */
  session: WhmSession | null;
  command: CommandRoute;
  /** Removes secrets from what the server says; see the log's masking. */
  mask: (text: string) => string;
}

/** Functions that change nothing and may be asked again by the other route after any failure. */
const READING_FUNCTIONS = new Set([
  'get_transfer_session_state',
  'fetch_transfer_session_log',
  'restore_modules_summary',
  'available_transfer_modules',
  'transfer_module_schema',
  'retrieve_transfer_session_remote_analysis',
  'restore_queue_list_completed',
  'version',
  // Only reading functions are ever put into one.
  'batch',
  'uapi_cpanel',
  'quota_enabled',
  'listaccts',
  'get_disk_usage',
  'get_domain_info',
  'list_databases',
  'list_database_users',
  'php_get_vhost_versions',
  'php_get_installed_versions',
  'fetch_ssl_vhosts',
  'listzones',
  'listips',
]);

const DEFAULT_MAX_BYTES = 8 * 1_048_576;

/**
 * The server's API by whichever route works: first with the caller's session (the server then logs who asked), then
 * through `whmapi1` as root, for example where the server binds sessions to the browser's address. A call that changes
 * something goes the second way only when the first certainly did not reach the function; otherwise its failure is
 * reported with `mayHaveRun`.
 */
export function createTransferApi(options: TransferApiOptions): TransferApi {
  return {
    async call(functionName, args, limits) {
      const reads = READING_FUNCTIONS.has(functionName);
      const startedAt = steadyMs();
      const maxBytes = limits.maxBytes ?? DEFAULT_MAX_BYTES;
      let first: ApiFailure | null = null;
      if (options.session !== null) {
        const share = reads ? limits.timeoutMs / 2 : limits.timeoutMs;
        const answer = await bySession(options, options.session, functionName, args, {
          timeoutMs: share,
          maxBytes,
        });
        if (answer.ok || answer.kind === 'failed') return tidy(answer, options, reads);
        if (answer.mayHaveRun && !reads) return tidy(answer, options, reads);
        first = answer;
      }
      const timeoutMs = Math.max(1000, limits.timeoutMs - (steadyMs() - startedAt));
      const result = await askWithCommand(options.command, functionName, args, {
        timeoutMs,
        maxBytes,
      });
      const answer = decode(options.codec, result, 'command');
      return tidy(first === null || answer.ok ? answer : joined(first, answer), options, reads);
    },
  };
}

async function bySession(
  options: TransferApiOptions,
  session: WhmSession,
  functionName: string,
  args: ApiArguments,
  limits: TransportLimits,
): Promise<ApiAnswer> {
  try {
    const request = options.codec.encode(functionName, args);
    return decode(options.codec, await askWithSession(session, request, limits), 'session');
  } catch (error) {
    // A token or cookie with characters that no header can contain.
    const reason = `The WHM session cannot be used: ${errorMessage(error)}`;
    return { ok: false, kind: 'refused', reason, via: 'session', mayHaveRun: false };
  }
}

function decode(codec: ApiCodec, result: TransportResult, via: ApiRoute): ApiAnswer {
  if (!result.ok) return { ...result, via };
  const answer = codec.decode(result.text);
  if (answer.ok) return { ...answer, via };
  return { ...answer, via, mayHaveRun: answer.kind !== 'failed' && result.mayHaveRun };
}

/** Both routes failed: what the server itself said is more important, and the other failure follows it. */
function joined(first: ApiFailure, second: ApiFailure): ApiFailure {
  const mayHaveRun = first.mayHaveRun || second.mayHaveRun;
  if (second.kind === 'failed') return { ...second, mayHaveRun };
  return {
    ...second,
    mayHaveRun,
    reason: `${asSentence(second.reason)} Before that, with the WHM session: ${first.reason}`,
  };
}

function asSentence(words: string): string {
  return /[.!?”…]$/.test(words) ? words : `${words}.`;
}

/** Masks the words and removes the session's own token and cookie from them. */
function tidy(answer: ApiAnswer, options: TransferApiOptions, reads: boolean): ApiAnswer {
  if (answer.ok) {
    return answer.reason === null ? answer : { ...answer, reason: clean(answer.reason, options) };
  }
  return {
    ...answer,
    reason: clean(answer.reason, options),
    mayHaveRun: answer.mayHaveRun && !reads,
  };
}

function clean(text: string, { session, mask }: TransferApiOptions): string {
  let result = text;
  if (session !== null) {
    result = withoutSecret(result, session.sessionCookie, '(session)');
    result = withoutSecret(result, session.securityToken, '/(session)');
  }
  return mask(result);
}

/** Replacing a value shorter than any real secret would tear words apart, and such a value gives nothing away. */
function withoutSecret(text: string, secret: string, instead: string): string {
  return secret.length < 8 ? text : text.replaceAll(secret, instead);
}
