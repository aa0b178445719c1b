import type { SessionOutlook } from '../../forecast/forecast.ts';
import type { ServerRoom, UpdatePlan } from '../../forecast/server-facts.ts';
import { isObject } from '../../log/value.ts';
import { removeFile } from '../../system/draft.ts';
import { dataPath } from '../../system/paths.ts';
import { lstatOrNull, readText, writeAtomically } from '../../system/safe-file.ts';

/** The server's answers for the forecasts of sessions that wait or run. Times are epoch seconds. */
export interface KeptForecast {
  /** Version of this file's format. */
  form: number;
  askedAt: number;
  /** When the server last answered; null: never. */
  takenAt: number | null;
  room: ServerRoom | null;
  update: UpdatePlan | null;
  availabilityAskedAt: number;
  /** By their ids. */
  sessions: Record<string, KeptSession>;
}

export interface KeptSession {
  /** The place in its log at that time: what has come since was not counted. */
  generation: number;
  offset: number;
  /** Whether sizes and file counts in its queue are real. */
  knowsSizes: boolean;
  knowsFiles: boolean;
  outlook: SessionOutlook;
}

/** For how long answers are used, in seconds; for a new session the server is asked at once. */
export const FORECAST_MAX_AGE_SECONDS = 240;

const FORM = 1;
const MAX_BYTES = 8 * 1_048_576;

export const EMPTY_FORECAST: KeptForecast = {
  form: FORM,
  askedAt: 0,
  takenAt: null,
  room: null,
  update: null,
  availabilityAskedAt: 0,
  sessions: {},
};

/** @returns null where there is none that this version wrote */
export function readKeptForecast(root: string): KeptForecast | null {
  try {
    const text = readText(dataPath(root, 'forecast'), { owner: 'self', maxBytes: MAX_BYTES });
    const value: unknown = JSON.parse(text);
    const isOurs = isObject(value) && value.form === FORM && isObject(value.sessions);
    return isOurs ? (value as unknown as KeptForecast) : null;
  } catch {
    // Missing, incomplete or not trustworthy: the server is asked again.
    return null;
  }
}

/** @throws errors of the system */
export function keepForecast(root: string, kept: KeptForecast): void {
  writeAtomically(dataPath(root, 'forecast'), JSON.stringify(kept));
}

export function forgetForecast(root: string): void {
  removeFile(dataPath(root, 'forecast'));
}

/** When the server was last asked, epoch seconds; null: never. Looks only at the file's time. */
export function forecastAskedAt(root: string): number | null {
  const stat = lstatOrNull(dataPath(root, 'forecast'));
  return stat === null || stat === undefined ? null : stat.mtimeMs / 1000;
}

/** @returns null for a session that the server was not asked about */
export function keptSession(kept: KeptForecast | null, id: string): KeptSession | null {
  return kept !== null && Object.hasOwn(kept.sessions, id) ? (kept.sessions[id] ?? null) : null;
}
