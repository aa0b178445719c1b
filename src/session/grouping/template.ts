import { hashTemplate } from '../hash.ts';
import { OwnNames } from './own-names.ts';
import { TemplateScan } from './scan.ts';

/** What a message has in common with the same message of other accounts. */
export interface TemplateReading {
  /** The text with placeholders: `MySQL database ‹database› restored as ‹database›`. */
  template: string;
  /** What the id is made of by {@link hashTemplate}: messages with the same source have the same id. */
  source: string;
}

/** "1 file was skipped" and "2 files were skipped" have the same id. */
const COUNTED = /(‹number› [a-z]+?)s?(?: (?:was|were|is|are|has|have))?(?![\w’'-])/g;

/** Templates are cut at this length: behind it texts are cut in places that depend on the names in them. */
const TEMPLATE_LIMIT = 600;

/** Texts over 2,049 characters arrive cut in the middle. */
const CUT_LENGTH = 2000;

/**
 * Finds the template of one message. Only the message and its item's own names count, so that the id is the same in any session and
 * order. The names of placeholders, upper and lower case and the kind of quotes don't go into the id; module, function, kind,
 * words, error numbers and names of systems do, line numbers of the server's code don't. To make the id costs a tenth of the
 * reading, and most messages repeat those before, so that it is left to the caller.
 */
export function readTemplate(
  message: { kind: string; module: string | null; function: string | null; text: string },
  item: { name: string; localName: string | null },
): TemplateReading {
  const { kind, module, function: name, text } = message;
  const scan = new TemplateScan(text, new OwnNames(item.name, item.localName));
  const template = clip(readLines(text, scan));
  const source = `${kind}|${module ?? ''}|${name ?? ''}|${template.replace(COUNTED, '$1')}`;
  return { template, source };
}

/** The template with its id: 16 hex digits, the same in every session, order and process. */
export function templateOf(...message: Parameters<typeof readTemplate>): {
  id: string;
  template: string;
} {
  const { source, template } = readTemplate(...message);
  return { id: hashTemplate(source), template };
}

/** Reads line by line: traces of the server's code are left out, and a line like the one before counts once. */
function readLines(text: string, scan: TemplateScan): string {
  const cut = text.length >= CUT_LENGTH ? text.indexOf('…', 900) : -1;
  const lines: string[] = [];
  let start = 0;
  for (const { length } of text.split('\n')) {
    const end = start + length;
    const isCut = cut >= start && cut < end;
    if (start === 0 || !(isCut || TRACE.test(text.slice(start, end)))) {
      const line = scan.readLine(start, end).trim();
      if (line !== '' && line !== lines.at(-1)) lines.push(line);
    }
    start = end + 1;
  }
  return lines.join(' ');
}

const TRACE =
  /^\s*(?:at \S+ line \d|\.\.\.propagated|==>|eval \{\.\.\.\}|.* called at \S+ line \d)/;

function clip(template: string): string {
  if (template.length <= TEMPLATE_LIMIT) return template;
  const end = template.lastIndexOf(' ', TEMPLATE_LIMIT);
  return `${template.slice(0, end < TEMPLATE_LIMIT / 2 ? TEMPLATE_LIMIT : end)} …`;
}
