import { hashTemplate } from '../hash.ts';
import { ownNamesOf } from './own-names.ts';
import { TemplateScan } from './scan.ts';
import type { TemplateParam } from './writer.ts';

export type { TemplateParam } from './writer.ts';

/** What a message has in common with the same message of other accounts. */
export interface Template {
  /** 16 hex digits; the same in every session, order and process. */
  id: string;
  /** The text with placeholders: `MySQL database ‹database› restored as ‹database›`. */
  template: string;
  /** What the placeholders stand for, in the order of the template. */
  params: TemplateParam[];
}

/** A template that has no id yet: to make it costs a tenth of the reading, and most messages repeat those before. */
export interface TemplateReading extends Omit<Template, 'id'> {
  /** What the id is made of by {@link hashTemplate}: messages with the same source have the same id. */
  source: string;
}

/** Templates are cut at this length: behind it texts are cut in places that depend on the names in them. */
const TEMPLATE_LIMIT = 600;

/** Texts over 2,049 characters arrive cut in the middle. */
const CUT_LENGTH = 2000;

/**
 * Finds the template of one message. Only the message and its item's own names count, so that the id is the same in any session and
 * order. The names of placeholders, upper and lower case and the kind of quotes don't go into the id; module, function, kind,
 * words, error numbers and names of systems do, line numbers of the server's code don't.
 */
export function templateOf(
  entry: { kind: string; module: string | null; function: string | null; text: string },
  item: { name: string; localName: string | null },
): Template {
  const { source, template, params } = readTemplate(entry, item);
  return { id: hashTemplate(source), template, params };
}

/** The same without the id. */
export function readTemplate(
  entry: Parameters<typeof templateOf>[0],
  item: Parameters<typeof templateOf>[1],
): TemplateReading {
  const scan = new TemplateScan(entry.text, ownNamesOf(item.name, item.localName));
  const template = clip(readLines(entry.text, scan), scan.params);
  const source = `${entry.kind}|${entry.module ?? ''}|${entry.function ?? ''}|${template}`;
  return { source, template, params: scan.params };
}

/** Reads line by line: traces of the server's code are left out, and a line like the one before counts once. */
function readLines(text: string, scan: TemplateScan): string {
  if (!text.includes('\n')) return scan.readLine(0, text.length).trim();
  const cut = text.length >= CUT_LENGTH ? text.indexOf('…', 900) : -1;
  const lines: string[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const isCut = cut >= start && cut < end;
    if (end > start && (start === 0 || !(isCut || isTrace(text.slice(start, end))))) {
      const paramsBefore = scan.params.length;
      const line = scan.readLine(start, end).trim();
      if (line !== '' && line !== lines[lines.length - 1]) lines.push(line);
      else scan.params.length = paramsBefore;
    }
    start = end + 1;
  }
  return lines.join(' ');
}

const TRACE = /^\s*(?:at \S+ line \d+|\.\.\.propagated|==>|eval \{\.\.\.\})/;

function isTrace(line: string): boolean {
  return TRACE.test(line) || (line.includes(' called at ') && / line \d+/.test(line));
}

function clip(template: string, params: TemplateParam[]): string {
  if (template.length <= TEMPLATE_LIMIT) return template;
  let end = template.lastIndexOf(' ', TEMPLATE_LIMIT);
  if (end < TEMPLATE_LIMIT / 2) end = TEMPLATE_LIMIT;
  const kept = template.slice(0, end);
  params.length = Math.min(params.length, kept.split('›').length - 1);
  return `${kept} …`;
}
