import { isObject } from '../log/value.ts';
import { isLogName } from '../logfile/log-file.ts';
import { isSessionId } from '../session/header.ts';
import type { SessionAction, SessionState } from '../session/state.ts';
import type { ApiFailure, ApiRoute, TransferApi } from './api/answer.ts';

export type ControlResult =
  | { ok: true; words: string; via: ApiRoute }
  /** `mayHaveRun`: the session may change all the same; watch its state before asking again. */
  | ApiFailure;

export type ApiStateReading = { ok: true; state: SessionState; via: ApiRoute } | ApiFailure;

export type ApiLogReading = { ok: true; log: string; via: ApiRoute } | ApiFailure;

/** Starting a paused session resumes it: the server has no other call for that. */
const FUNCTION_OF_ACTION: Readonly<Record<SessionAction, string>> = {
  pause: 'pause_transfer_session',
  abort: 'abort_transfer_session',
  resume: 'start_transfer_session',
};

const CONTROL_TIMEOUT_MS = 20_000;
const STATE_TIMEOUT_MS = 6_000;
const LOG_TIMEOUT_MS = 20_000;
const LOG_MAX_BYTES = 64 * 1_048_576;

/**
 * Asks the server to pause, abort or resume a session; returns the server's words on success and failure. The caller
 * checks whether the state allows the action (`allowedActions`). Pausing takes effect between items, so the state
 * changes later.
 */
export async function controlSession(
  api: TransferApi,
  sessionId: string,
  action: SessionAction,
  timeoutMs = CONTROL_TIMEOUT_MS,
): Promise<ControlResult> {
  if (!isSessionId(sessionId)) return notAsked('That is not the id of a transfer session.');
  const answer = await api.call(
    FUNCTION_OF_ACTION[action],
    { transfer_session_id: sessionId },
    { timeoutMs },
  );
  if (!answer.ok) return answer;
  return { ok: true, words: answer.reason ?? 'OK', via: answer.via };
}

/** The state that the server's API names, such as `RUNNING`; unknown names are passed on. */
export async function readApiState(
  api: TransferApi,
  sessionId: string,
  timeoutMs = STATE_TIMEOUT_MS,
): Promise<ApiStateReading> {
  if (!isSessionId(sessionId)) return notAsked('That is not the id of a transfer session.');
  const answer = await api.call(
    'get_transfer_session_state',
    { transfer_session_id: sessionId },
    { timeoutMs },
  );
  if (!answer.ok) return answer;
  const state = isObject(answer.data) ? answer.data.state_name : undefined;
  if (typeof state !== 'string' || !/^[A-Z_]{1,60}$/.test(state)) {
    return oddData("The server's answer names no state.", answer.via);
  }
  return { ok: true, state, via: answer.via };
}

/**
 * A whole log through the API, unmasked as the server has it, for logs that the file system does not give. `logfile`
 * has no leading dot. Never requested for a log that is still being written (`active`): the server's call would wait
 * for the end of the session.
 */
export async function fetchLog(
  api: TransferApi,
  sessionId: string,
  logfile: string,
  { active, timeoutMs = LOG_TIMEOUT_MS }: { active: boolean; timeoutMs?: number },
): Promise<ApiLogReading> {
  if (!isSessionId(sessionId)) return notAsked('That is not the id of a transfer session.');
  if (!isLogName(logfile)) return notAsked('That is not the name of a log.');
  if (active) {
    return notAsked('This log is still being written: the server gives only finished ones.');
  }
  const answer = await api.call(
    'fetch_transfer_session_log',
    { transfer_session_id: sessionId, logfile },
    { timeoutMs, maxBytes: LOG_MAX_BYTES },
  );
  if (!answer.ok) return answer;
  const log = isObject(answer.data) ? answer.data.log : undefined;
  if (typeof log !== 'string') return oddData("The server's answer has no log.", answer.via);
  return { ok: true, log, via: answer.via };
}

function notAsked(reason: string): ApiFailure {
  return { ok: false, kind: 'not-asked', reason, via: 'session', mayHaveRun: false };
}

function oddData(reason: string, via: ApiRoute): ApiFailure {
  return { ok: false, kind: 'odd-answer', reason, via, mayHaveRun: false };
}
