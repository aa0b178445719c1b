const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}';
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}';
const CLOCK = '\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,:]\\d+)?)?(?: ?[AP]M)?';
const ZONE = '(?: ?(?:[+-]\\d\\d:?\\d\\d|Z|UTC|GMT|[A-Z]{3,4}T)(?!\\w))?';
const SIZE =
  '(?:[ \\u00a0]?(?:[KMGTP]i?B|[kmgt]b|B|bytes?|[Kk]ilobytes?|[Mm]ega?bytes?|[Gg]igabytes?)|[KMGTPkmgt])(?:/s(?:ec)?)?';
const TIME_UNIT =
  '[ \\u00a0]?(?:[smhd]|ms|secs?|mins?|hrs?|(?:second|minute|hour|day|week|month|year|millisecond)s?)';
const NUMBER = '[-+]?(?:\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?(?!\\w)|\\d+(?:\\.\\d+)*)';
const PLAIN_DATE = `\\d{4}[-/]\\d\\d[-/]\\d\\d|\\d{1,2}/(?:\\d{1,2}|${MONTH})/\\d{2,4}|\\d{1,2}\\.\\d{1,2}\\.\\d{4}(?![.\\d])|\\d{1,2}[- ]${MONTH}[-,]? ?\\d{4}`;

/** Patterns for numbers and dates, in the order in which they are tried at a place in a text. */
export const NUMBERS: readonly { label: string; pattern: RegExp; examples: readonly string[] }[] = [
  numeric('date', `(?:${PLAIN_DATE})(?:(?:[T:, ] ?|,? at )${CLOCK})?${ZONE}(?!\\w)`, [
    '2026-11-02 04:13:22 +0000',
    '2 Nov 2026',
    '2.11.2026',
    '02/Nov/2026:04:13:22 +0000',
  ]),
  numeric('time', `${CLOCK}${ZONE}(?![\\w:])`, ['04:13', '4:13:22 PM']),
  // Programs give the same size twice.
  numeric('size', `<?${NUMBER}${SIZE}(?![\\w/])(?: \\(${NUMBER}${SIZE}\\))?`, [
    '5 MB',
    '12M',
    '1,234 bytes (1.2 KB)',
  ]),
  numeric('duration', `<?${NUMBER}${TIME_UNIT}(?![\\w’'-])`, ['<1 sec', '12 minutes', '30s']),
  numeric('number', `0x[0-9A-Fa-f]+(?!\\w)|${NUMBER}`, ['1,234', '-7', '3.1.2', '0x1f']),
];

const LONG_DATE = numeric(
  'date',
  `(?:${DAY},? {1,2})?(?:${MONTH}\\.? {1,2}\\d{1,2}(?:st|nd|rd|th)?|\\d{1,2} ${MONTH})(?:,? (?:at )?${CLOCK})?${ZONE}(?:,? \\d{4}(?!\\w))?(?:(?: at|,)? +${CLOCK})?${ZONE}(?!\\w)`,
  ['Mon Nov  2 04:13:22 2026', 'November 2, 2026'],
);

function numeric(label: string, pattern: string, examples: readonly string[]) {
  return { label, pattern: new RegExp(pattern, 'y'), examples };
}

/** The end of a date that begins with a word, else 0. */
export function endOfLongDate(text: string, at: number): number {
  LONG_DATE.pattern.lastIndex = at;
  return LONG_DATE.pattern.test(text) ? LONG_DATE.pattern.lastIndex : 0;
}

/** A number, size, date, time or duration at a place in a text. */
export function readNumber(text: string, at: number): { label: string; end: number } | null {
  for (const { label, pattern } of NUMBERS) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return { label, end: pattern.lastIndex };
  }
  return null;
}

const PRODUCTS =
  /^(?:php|mysql|mariadb|postgresql|perl|python|apache|ruby|nginx|tls|ssl|http|cloudlinux|almalinux|centos|debian|ubuntu)$/;
const RETURNED = /^(?:return(?:s|ed)|respond(?:s|ed)|answer(?:s|ed)|got|received|with)$/;
const ENDED = /^(?:exit(?:s|ed)?|died|ended|terminated)$/;
/** After these a bare number after "error:" or "status:" is still the code itself. */
const AFTER_CODE =
  /^ (?:[A-Z]|(?:at|on|for|from|in|while|when|and|with|by|during|or|received|returned|but|because|of)\b)/;

/** What stands before a number: signs, the two words before, and 1 after an error word, 2 after an error number. */
export interface NumberPlace {
  code: number;
  gap: string;
  previous: string;
  previous2: string;
}

/** Whether digits between two indices are an error number, exit code, reply or a product's version, which stay. */
export function isCode(text: string, from: number, end: number, place: NumberPlace): boolean {
  const { gap, previous, code } = place;
  if (gap === '' && PRODUCTS.test(previous)) return true;
  const digits = text.slice(from, end);
  if (!/^\d{1,6}$/.test(digits)) return false;
  const next = text.slice(end, end + 12);
  if (code === 1) return gap === '' || !/^ [A-Za-z]/.test(next) || AFTER_CODE.test(next);
  const sign = gap.slice(-1);
  if (code === 2 && /[([]/.test(sign)) return /^[)\]]/.test(next);
  if (ENDED.test(previous === 'with' ? place.previous2 : previous) && gap === '') return true;
  // `550 5.1.1 User unknown`, "returned 403"
  if (/^[1-5]\d\d$/.test(digits)) {
    if (gap === '' && RETURNED.test(previous)) return /^(?:$|[.:,;)]| [A-Z])/.test(next);
    return /^[:[]$/.test(sign) && /^(?: [245](?:\.\d{1,3}){2})?[ -][A-Z][A-Za-z]/.test(next);
  }
  // MySQL's errors: `: 1227 (Access denied…`
  const isDatabaseError = /^(?:1\d{3}|20\d\d|3\d{3}|4[01]\d\d)$/.test(digits);
  return isDatabaseError && (sign === ':' || previous === '') && /^ ?[(:] ?[A-Z“]/.test(next);
}
