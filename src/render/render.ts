import { runtime, specifications } from 'virtual:templates';
import type { AccountPage } from '../views/account-page.ts';
import type { ComparePage } from '../views/compare-page.ts';
import type { ErrorPage } from '../views/error-page.ts';
import type { ItemPage } from '../views/item-page.ts';
import type { ListPage } from '../views/list-page.ts';
import type { LogPage } from '../views/log-page.ts';
import type { SearchPage } from '../views/search-page.ts';
import type { SessionPage } from '../views/session-page.ts';
import type { ReportPage } from '../views/session-report-page.ts';
import type { SettingsPage } from '../views/settings-page.ts';
import type { SourcePage } from '../views/source-page.ts';
import { showSteering } from '../views/steering.ts';
import type { PageContext } from './context.ts';
import { makeHelpers } from './helpers.ts';
import { PARTS, type View } from './parts.ts';
import { type RenderedPart, splitPart, withoutMarks } from './split-parts.ts';

export type Page =
  | ListPage
  | SessionPage
  | ItemPage
  | AccountPage
  | ComparePage
  | LogPage
  | SearchPage
  | SourcePage
  | SettingsPage
  | ReportPage
  | GuidePage
  | ErrorPage;

/** Words and pictures of docs/guide.md. */
export interface GuidePage {
  view: 'guide';
  title: string;
  query: string;
}

type Engine = typeof runtime;
type Template = ReturnType<Engine['template']>;

let engine: Engine | null = null;
const templates = new Map<string, Template>();

/**
 * The page as one element (`<div class="tm" …>`), to stand inside WHM's header and footer or inside `renderDocument`'s frame.
 * It links its style sheet and script itself, so that WHM's header need not be changed.
 */
export function renderPage(page: Page, context: PageContext): string {
  return withoutMarks(renderTemplate('pages/page', page, context));
}

/** A whole document with a plain frame of our own, for a page outside WHM's chrome. */
export function renderDocument(page: Page, context: PageContext): string {
  return withoutMarks(renderTemplate('pages/document', page, context));
}

/**
 * The parts of a page that can change while it is open; each is one element, from the same template as in the whole page, inner
 * ones behind the one that they stand in. Empty for pages that never change.
 */
export function renderParts(page: Page, context: PageContext): RenderedPart[] {
  return Object.entries(PARTS[page.view]).flatMap(([id, template]) =>
    splitPart(id, renderTemplate(template, page, context)),
  );
}

function renderTemplate(name: string, page: Page, context: PageContext): string {
  const is = { ...NO_VIEW, [page.view]: true };
  return showSteering(findTemplate(name)({ page, context, is }).trim());
}

/** Strict templates may only ask for fields that exist. */
const NO_VIEW: Record<View, boolean> = {
  list: false,
  session: false,
  item: false,
  account: false,
  compare: false,
  log: false,
  search: false,
  source: false,
  settings: false,
  report: false,
  guide: false,
  error: false,
};

/** Templates are set up when first used: a request renders a few of them only. */
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

/** An instance of its own, so that nothing else in the process can add helpers or partials to it. */
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
