import { runtime, specifications } from 'virtual:templates';
import { showSteering } from '../views/text.ts';
import { makeHelpers } from './helpers.ts';
import { PARTS, type Page, type PageContext, viewFlags } from './pages.ts';
import { type RenderedPart, splitPart, withoutMarks } from './split-parts.ts';

type Engine = typeof runtime;
type Template = ReturnType<Engine['template']>;

let engine: Engine | null = null;
const templates = new Map<string, Template>();

/**
 * The page as one element (`<div class="tm" …>`), for WHM's header and footer or the frame of `renderDocument`. It
 * links its style sheet and script itself, so that WHM's header need not be changed.
 */
export function renderPage(page: Page, context: PageContext): string {
  return withoutMarks(renderTemplate('pages/page', page, context));
}

/** A whole document with a plain frame of our own, for a page outside WHM's chrome. */
export function renderDocument(page: Page, context: PageContext): string {
  return withoutMarks(renderTemplate('pages/document', page, context));
}

/**
 * The parts of a page that can change while it is open; each is one element, from the same template as in the whole
 * page, with inner parts after the one that contains them. Empty for pages that never change.
 */
export function renderParts(page: Page, context: PageContext): RenderedPart[] {
  return Object.entries(PARTS[page.view]).flatMap(([id, template]) =>
    splitPart(id, renderTemplate(template, page, context)),
  );
}

function renderTemplate(name: string, page: Page, context: PageContext): string {
  const model = { page, context, is: viewFlags(page.view), content: `pages/${page.view}` };
  return showSteering(findTemplate(name)(model).trim());
}

/** Templates are set up at their first use: a request renders only a few of them. */
function findTemplate(name: string): Template {
  const found = templates.get(name);
  if (found !== undefined) return found;
  engine ??= createEngine();
  const specification = specifications[name];
  if (specification === undefined) throw new Error(`No template is named ${name}`);
  const template = engine.template(specification());
  templates.set(name, template);
  return template;
}

/** A separate instance, so that nothing else in the process can add helpers or partials to it. */
function createEngine(): Engine {
  const own = runtime.create();
  own.registerHelper(makeHelpers((html) => new own.SafeString(html)));
  for (const [name, specification] of Object.entries(specifications)) {
    let compiled: Template | null = null;
    own.registerPartial(name, (context: unknown, options?: RuntimeOptions) => {
      compiled ??= own.template(specification());
      return compiled(context, options);
    });
  }
  return own;
}
