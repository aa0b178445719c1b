/** Straight and curly quotes are the same to whoever searches: the server writes curly ones, programs straight ones. */
export const QUOTES: readonly string[] = ['"“”„‟', "'‘’‚‛`´"];

const DOUBLE = /[“”„‟]/g;
const SINGLE = /[‘’‚‛`´]/g;

/**
 * A text in the form that searches compare: one kind of quotes, one case. The upper case, in which “ß” is “SS” and all forms of a
 * sigma are one.
 */
export function foldText(text: string): string {
  return text.replace(DOUBLE, '"').replace(SINGLE, "'").toUpperCase();
}
