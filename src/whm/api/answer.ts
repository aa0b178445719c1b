/** How a call reached the server: with the caller's WHM session over loopback TLS, or through `whmapi1`. */
export type ApiRoute = 'session' | 'command';

/**
 * - `refused`: login, token, cookie or rights were not accepted
 * - `unreachable`: nothing answered, or the connection broke
 * - `timeout`: no complete answer within the time limit
 * - `not-json`: an answer that is not JSON, for example a page in HTML
 * - `odd-answer`: JSON without the envelope that every answer of the API has
 * - `too-large`: more bytes than the caller wants to hold
 * - `failed`: the server did as asked and reports that it did not work
 * - `not-asked`: the arguments forbid the call; nothing was sent
 */
export type ApiFailureKind =
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'not-json'
  | 'odd-answer'
  | 'too-large'
  | 'failed'
  | 'not-asked';

export interface ApiFailure {
  ok: false;
  kind: ApiFailureKind;
  /** The server's own words where it has some, secrets masked; may be shown to an administrator. */
  reason: string;
  /** The route that failed last. */
  via: ApiRoute;
  /** True when the server may have done what was requested all the same: check before asking again. */
  mayHaveRun: boolean;
}

export interface ApiSuccess {
  ok: true;
  /** The `data` of the answer as the server sent it; null where it sent none. Untrusted. */
  data: unknown;
  /** The server's message on success, often `OK`; null where it sent none. */
  reason: string | null;
  via: ApiRoute;
}

export type ApiAnswer = ApiSuccess | ApiFailure;

/** A list stands for several arguments of that name, one for each value. */
export type ApiArguments = Readonly<Record<string, string | readonly string[]>>;

/** Arguments one by one. */
export function argumentPairs(args: ApiArguments): [name: string, value: string][] {
  return Object.entries(args).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
  );
}

export interface CallLimits {
  /** For the whole call, both routes together; milliseconds. */
  timeoutMs: number;
  /** Largest answer that is held in memory; 8 MiB where not given. */
  maxBytes?: number;
}

/** The one access to the server's WHM API 1. Never rejects: whatever goes wrong is an `ApiFailure`. */
export interface TransferApi {
  call(functionName: string, args: ApiArguments, limits: CallLimits): Promise<ApiAnswer>;
}

/** A request as it goes over HTTP; `path` starts with `/json-api/`, the session token is put before it. */
export interface EncodedRequest {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export type DecodedAnswer =
  | { ok: true; data: unknown; reason: string | null }
  | { ok: false; kind: 'failed' | 'not-json' | 'odd-answer'; reason: string };

/**
 * Builds requests of WHM API 1 and reads its answers (`{"metadata":{"result","reason"},"data"}`), and sends nothing.
 * Two implementations share one contract: our own, and the vendor's package `@cpanel/api`.
 */
export interface ApiCodec {
  readonly name: 'own' | '@cpanel/api';
  encode(functionName: string, args: ApiArguments): EncodedRequest;
  /** Reads the text of an answer from either route. */
  decode(text: string): DecodedAnswer;
}

/** What a route returns: the text of an answer, or why there is none. */
export type TransportResult =
  | { ok: true; text: string; mayHaveRun: boolean }
  | {
      ok: false;
      kind: Extract<
        ApiFailureKind,
        'refused' | 'unreachable' | 'timeout' | 'too-large' | 'not-json'
      >;
      reason: string;
      /** False only where it is certain that the server's function did not start. */
      mayHaveRun: boolean;
    };

export interface TransportLimits {
  timeoutMs: number;
  maxBytes: number;
}

export function timeoutReason(what: string, timeoutMs: number): string {
  return `${what} did not answer within ${Math.max(1, Math.round(timeoutMs / 1000))} s.`;
}

export function tooLargeReason(what: string, maxBytes: number): string {
  return `${what} sent more than ${Math.round(maxBytes / 1_048_576)} MiB.`;
}
