/** What a run of text that starts with a digit is; `end` is the index after it, `label` null for text that stays. */
export interface NumberReading {
  end: number;
  label: string | null;
}

/** What stands before the number, as far as it decides whether it is an error number. */
export interface NumberPlace {
  /** 1: an error word stands before; 2: a code stood just before, `ERROR 1064 (42000)`. */
  code: number;
  /** True when something other than blanks stands between the word before and the number. */
  apart: boolean;
  /** The character before the number, blanks skipped. */
  before: string;
  previous: string;
  previous2: string;
  first: string;
  /** A number stands before, with signs between: `line 12: 144 Killed`. */
  afterNumber: boolean;
}

const DATE =
  /(?:\d{4}-\d\d-\d\d|\d{1,2}\/(?:\d{1,2}|[A-Z][a-z]{2})\/\d{2,4}|\d{4}\/\d\d\/\d\d|\d{1,2}\.\d{1,2}\.\d{4}(?![.\d])|\d{1,2}-[A-Z][a-z]{2}-\d{4}|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6},? \d{4})(?:(?:[T:, ] ?|,? at )\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?: ?(?:AM|PM))?(?: ?(?:[+-]\d\d:?\d\d|Z(?!\w)|UTC|GMT|CES?T|[ECMP][SD]T))?(?![\w])/y;
const TIME = /\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:AM|PM))?(?: (?:UTC|GMT))?(?![\w:])/y;
const NUMBER = /\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w])|\d+(?:\.\d+)*/y;
const SIZE =
  /(?:[ \u00a0](?:[KMGTP]i?B|[kmgt]b|B|bytes?|[Kk]ilobytes?|[Mm]ega?bytes?|[Gg]igabytes?)|(?:[KMGTP]i?B?|[kmgt]b?|B|bytes))(?:\/s(?:ec)?)?(?![\w/])/y;
const DURATION =
  /(?:[ \u00a0]?(?:ms|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?|months?|years?|milliseconds?)|[ \u00a0]?[smhd])(?![\w’'-])/y;
const WORD_AFTER = / ([A-Za-z]+)/y;
/** Reply codes of HTTP, SMTP and FTP. */
const REPLY =
  /^(?:10[0-3]|1(?:10|2[05]|50)|2(?:0\d|1[1-5]|2\d|3[0-5]|5[0-7])|3(?:0\d|3[1245]|5[04])|4(?:[0-2]\d|31|5\d|99)|5(?:[0-3]\d|5\d|71|99))$/;
const REPLY_AFTER = /(?: [245]\.\d{1,3}\.\d{1,3})?[ -][A-Z][A-Za-z]/y;
const CODE_ENDS = /$|[\s:.,;)\]“”"'\-–(]/y;

const STRERROR =
  /^(?:directory|denied|out|refused|device|argument|exceeded|exists|pipe|host|unreachable|failed|peer|permitted|system|busy|links|memory|process|empty|implemented|range|supported|aborted|call|input|long|descriptor|deadlock|unavailable|handle|loop|progress|reset|network)$/i;
const PRODUCTS =
  /^(?:php|mysql|mariadb|postgresql|perl|python|apache|ruby|nginx|tls|ssl|http|ea-php|cloudlinux|almalinux|centos|debian|ubuntu)$/i;
const RETURNED = /^(?:returned|returns|response|responded|answered|got|received|with)$/i;
const SERVER_TOOLS = /^(?:mysql|mysqldump|mariadb|mariadb-dump|mysqlimport|error|psql|rsync)$/i;
/** After these a bare number after "error:" or "status:" is still the code itself. */
const NOT_COUNTED =
  /^(?:at|on|for|from|in|while|when|and|with|by|during|or|received|returned|but|because|of)$/;

/** Reads a number, date, time, size or duration at `i`, whose character is a digit. */
export function readNumber(text: string, i: number, place: NumberPlace): NumberReading {
  DATE.lastIndex = i;
  if (DATE.test(text)) return { end: DATE.lastIndex, label: 'date' };
  TIME.lastIndex = i;
  if (TIME.test(text)) return { end: TIME.lastIndex, label: 'time' };
  NUMBER.lastIndex = i;
  NUMBER.test(text);
  const end = NUMBER.lastIndex;
  SIZE.lastIndex = end;
  if (SIZE.test(text)) return { end: SIZE.lastIndex, label: 'size' };
  if (isCode(text, i, end, place)) return { end, label: null };
  DURATION.lastIndex = end;
  if (DURATION.test(text)) return { end: DURATION.lastIndex, label: 'duration' };
  return { end, label: 'number' };
}

function isCode(text: string, i: number, end: number, place: NumberPlace): boolean {
  const number = text.slice(i, end);
  if (PRODUCTS.test(place.previous) && !place.apart) return true;
  // Enhanced status codes of mail servers, `550 5.1.1`, follow their reply code.
  if (/^[245]\.\d{1,3}\.\d{1,3}$/.test(number)) return place.code === 2;
  if (!/^\d{1,6}$/.test(number)) return false;
  const after = wordAfter(text, end);
  if (place.code === 1) {
    if (after === null || /^[A-Z]/.test(after) || NOT_COUNTED.test(after)) return true;
    return !place.apart;
  }
  CODE_ENDS.lastIndex = end;
  const closed = CODE_ENDS.test(text);
  if (place.code === 2 && (place.before === '(' || place.before === '['))
    return ')]'.includes(text[end] ?? ' ');
  if (!closed) return false;
  if (REPLY.test(number) && !place.afterNumber) {
    REPLY_AFTER.lastIndex = end;
    if (
      (place.before === ':' || place.before === '[' || place.previous === '') &&
      REPLY_AFTER.test(text)
    )
      return true;
    if (RETURNED.test(place.previous) && !place.apart && after === null) return true;
    if (RETURNED.test(place.previous) && !place.apart && after !== null && /^[A-Z]/.test(after))
      return true;
  }
  if (
    /^(?:exit|exited|exits|died|ended|terminated)$/i.test(place.previous2) &&
    place.previous === 'with'
  )
    return true;
  if (place.before === '(' && text[end] === ')') {
    if (STRERROR.test(place.previous) && number.length <= 3) return true;
    if (isDatabaseError(number) && / [A-Z]/.test(text.slice(end + 1, end + 3))) return true;
    return (
      isDatabaseError(number) &&
      SERVER_TOOLS.test(place.first) &&
      /^\s*$/.test(text.slice(end + 1, end + 8))
    );
  }
  // `: 1227 (Access denied…`
  return (
    isDatabaseError(number) &&
    (place.before === ':' || place.previous === '') &&
    /^ ?[(:][ ]?[A-Z“]/.test(text.slice(end, end + 4))
  );
}

function wordAfter(text: string, end: number): string | null {
  WORD_AFTER.lastIndex = end;
  return WORD_AFTER.exec(text)?.[1] ?? null;
}

/** The ranges of MySQL's server, client and newer server errors. */
function isDatabaseError(number: string): boolean {
  const n = Number(number);
  return (n >= 1000 && n < 2100) || (n >= 3000 && n < 4200);
}

const MONTH_OR_DAY =
  /^(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]{2,6})?$/;
const LONG_DATE =
  /(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? {1,2})?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? {1,2}\d{1,2}(?:st|nd|rd|th)?|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})(?:,? (?:at )?\d{1,2}:\d\d(?::\d\d)?)?(?: ?(?:AM|PM))?(?: (?:UTC|GMT|[A-Z]{3,4}T))?(?:,? \d{4}(?!\w))?(?:(?: |,| at | )+\d{1,2}:\d\d(?::\d\d)?)?(?: ?(?:AM|PM))?(?: (?:UTC|GMT|[A-Z]{3,4}T|[+-]\d{4}))?(?!\w)/y;

/** The end of a date that begins with a word (`Mon Nov  2 04:13:22 2026`, `November 2, 2026`), else 0. */
export function endOfLongDate(text: string, i: number, word: string): number {
  if (word.length < 3 || word.length > 9 || !MONTH_OR_DAY.test(word)) return 0;
  LONG_DATE.lastIndex = i;
  return LONG_DATE.test(text) ? LONG_DATE.lastIndex : 0;
}
