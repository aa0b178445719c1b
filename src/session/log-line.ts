/** `raw` is text outside JSON that shows no severity of its own. */
export const LOG_SEVERITIES = ['error', 'warn', 'success', 'info', 'debug', 'raw'] as const;
export type LogSeverity = (typeof LOG_SEVERITIES)[number];

export function isLogSeverity(text: string): text is LogSeverity {
  return (LOG_SEVERITIES as readonly string[]).includes(text);
}

/**
 * One line of a log as it is shown. `at` is the byte offset of its first byte in the file, `time` epoch seconds,
 * `source` the host that produced it where that was the source server. `text` can hold line breaks and, until it is
 * put out, control characters.
 */
export interface LogLine {
  at: number;
  time: number | null;
  severity: LogSeverity;
  source: string | null;
  module: string | null;
  text: string;
}
