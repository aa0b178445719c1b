const UNITS = ['KB', 'MB', 'GB', 'TB', 'PB'] as const;

/**
 * Bytes in binary units under the names that WHM uses for them (1 KB = 1,024 bytes): "0 bytes", "1 byte", "512 bytes",
 * "1 KB", "1.5 MB", "530 MB". Three digits at most, so that columns stay narrow.
 */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${Math.round(bytes)} bytes`;
  let value = bytes;
  let unit = -1;
  // 1023.95 would be rounded to "1024": it belongs to the next unit.
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = value < 9.95 ? 2 : value < 99.95 ? 1 : 0;
  return `${Number(value.toFixed(digits))} ${UNITS[unit] ?? 'KB'}`;
}

/** Bytes a second: "8.4 MB/s". */
export function formatRate(bytesPerSecond: number): string {
  return `${formatSize(bytesPerSecond)}/s`;
}

/** A count with separated thousands: 100000 → "100,000". */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count and its noun: "1 item", "3 items", "2 kinds of issue" (with the plural given). */
export function countNoun(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** As `formatPercent`, always with one decimal: so a changing number keeps its width. */
export function formatSteadyPercent(percent: number): string {
  const bounded = Math.min(100, Math.max(0, percent));
  return bounded === 100 ? '100 %' : `${(Math.floor(bounded * 10) / 10).toFixed(1)} %`;
}

/** Percent for people: one decimal, rounded down so that 99.97 never shows as 100: "62.4 %", "100 %". */
export function formatPercent(percent: number): string {
  const bounded = Math.min(100, Math.max(0, percent));
  return `${Math.floor(bounded * 10) / 10} %`;
}
