import type { SessionOutlook } from '../../forecast/forecast.ts';
import type { ServerRoom, UpdatePlan } from '../../forecast/server-facts.ts';
import { isObject } from '../../log/value.ts';
import { removeFile } from '../../system/draft.ts';
import { dataPath } from '../../system/paths.ts';
import { lstatOrNull, readText, writeAtomically } from '../../system/safe-file.ts';

/** What the server was asked for the forecasts of the sessions that wait or run. Times are epoch seconds. */
export interface KeptForecast {
  /** Of this file's form. */
  form: number;
  askedAt: number;
  /** When the server has answered last; null: it has not. */
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
  /** Whether sizes and numbers of files in its queue are real. */
  knowsSizes: boolean;
  knowsFiles: boolean;
  outlook: SessionOutlook;
}

/** Answers are good for so long, in seconds; a session that is new is asked for at once. */
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

/** @returns null where there is none that this version has written */
export function readKeptForecast(root: string): KeptForecast | null {
  try {
    const text = readText(dataPath(root, 'forecast'), { owner: 'self', maxBytes: MAX_BYTES });
    const value: unknown = JSON.parse(text);
    const isOurs = isObject(value) && value.form === FORM && isObject(value.sessions);
    return isOurs ? (value as unknown as KeptForecast) : null;
  } catch {
    // None, half of one, or one that is not to be trusted: it is asked for again.
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

/** When the server was asked last, epoch seconds; null: never. A look at the file's time alone. */
export function forecastAskedAt(root: string): number | null {
  const stat = lstatOrNull(dataPath(root, 'forecast'));
  return stat === null || stat === undefined ? null : stat.mtimeMs / 1000;
}

/** @returns null for a session that the server was not asked for */
export function keptSession(kept: KeptForecast | null, id: string): KeptSession | null {
  return kept !== null && Object.hasOwn(kept.sessions, id) ? (kept.sessions[id] ?? null) : null;
}
