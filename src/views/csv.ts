import { showSteering } from './text.ts';

/** Characters that begin a formula in spreadsheets, also in their full-width forms. */
const SIGNS = '=+-@\uff1d\uff0b\uff0d\uff20';
/** A cell can begin after one of these: spreadsheets differ in what they take for the end of a cell. */
const ENDS = ',;\t\n\r';
const DOUBTFUL = new RegExp(`[${SIGNS.replace('-', '\\-')}\t\n]`);

/**
 * One line of CSV (RFC 4180), with its line end. A text that a spreadsheet would run as a formula gets an apostrophe
 * before it, also where a spreadsheet that splits at semicolons, tabs or line feeds would begin a cell; a number stays one.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = defuse(showSteering(value.replaceAll('\r\n', '\n')));
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Works from the end to the beginning, so that each character is looked at once, whatever the text is. */
function defuse(text: string): string {
  if (!DOUBTFUL.test(text)) return text;
  const pieces: string[] = [];
  let end = text.length;
  /** Later there is a formula sign with nothing but blanks and quotes before it, or a tab directly after this place. */
  let isFormula = false;
  const cutAt = (at: number, isTab: boolean): void => {
    if (!isFormula && !isTab) return;
    pieces.push(`'${text.slice(at, end)}`);
    end = at;
  };
  for (let at = text.length - 1; at >= 0; at--) {
    const sign = text.charAt(at);
    if (ENDS.includes(sign)) cutAt(at + 1, text.charAt(at + 1) === '\t');
    if (SIGNS.includes(sign)) isFormula = true;
    else if (sign === ',' || sign === ';' || !/[\s"]/.test(sign)) isFormula = false;
  }
  cutAt(0, /^[\t\n]/.test(text));
  pieces.push(text.slice(0, end));
  return pieces.reverse().join('');
}
