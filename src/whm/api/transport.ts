import type { ApiFailureKind } from './answer.ts';

/** What a route brings back: the text of an answer, or why there is none. */
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
