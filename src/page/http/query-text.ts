/** What stands for bytes that are no text: no parameter may hold it, so each is refused by its own reader. */
const NO_TEXT = '%00';

/**
 * The fields of a query string or form. `URLSearchParams` alone makes of bytes that are no UTF-8 a sign that a name can
 * hold as well, so that one thing would be asked for and another be shown.
 */
export function readFields(text: string): URLSearchParams {
  return new URLSearchParams(
    text
      .replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => (isText(bytes) ? bytes : NO_TEXT))
      // Raw bytes that are no UTF-8, as Node hands them over; browsers never send this sign as it is.
      .replaceAll('\ufffd', NO_TEXT),
  );
}

function isText(bytes: string): boolean {
  try {
    decodeURIComponent(bytes);
    return true;
  } catch {
    return false;
  }
}
