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

/** Text and pictures of docs/guide.md. */
interface GuidePage {
  view: 'guide';
  title: string;
  query: string;
}

/** All pages by name, as in `data-view`, each with its model; its template is `templates/pages/NAME.hbs`. */
interface Pages {
  list: ListPage;
  session: SessionPage;
  item: ItemPage;
  account: AccountPage;
  compare: ComparePage;
  log: LogPage;
  search: SearchPage;
  source: SourcePage;
  settings: SettingsPage;
  report: ReportPage;
  guide: GuidePage;
  error: ErrorPage;
}

type View = keyof Pages;
export type Page = Pages[View];

/** The parts of each page that can change while it is open: id of the element → its template. */
export const PARTS: Record<View, Record<string, string>> = {
  list: { 'tm-notices': 'parts/notices', 'tm-sessions': 'parts/sessions' },
  session: {
    'tm-notices': 'parts/notices',
    'tm-hero': 'session/hero',
    'tm-actions': 'session/actions',
    'tm-tabs': 'session/tabs',
    'tm-work': 'session/work',
    'tm-issues': 'session/issues',
    'tm-items': 'session/items',
    'tm-verify': 'session/verify',
    'tm-activity': 'session/activity',
  },
  item: {
    'tm-notices': 'parts/notices',
    'tm-item-head': 'item/head',
    'tm-reason': 'item/reason',
    'tm-issues': 'item/issues',
    'tm-phases': 'item/phases',
  },
  account: {},
  compare: {},
  log: {},
  search: {},
  source: {},
  settings: {},
  report: {},
  guide: {},
  error: {},
};

/** One flag for each page, as templates need them: strict templates may only read fields that exist. */
export function viewFlags(view: View): Record<View, boolean> {
  const names = Object.keys(PARTS) as View[];
  return Object.fromEntries(names.map((name) => [name, name === view])) as Record<View, boolean>;
}

/** What a page needs besides its model. It is the same for all parts of one answer. */
export interface PageContext {
  /** The version of the plugin, shown in the footer. */
  version: string;
  /** Proof of origin that the forms carry. */
  csrf: string;
  /** The nonce of the Content-Security-Policy; empty where none is set. */
  nonce: string;
  /** Epoch seconds; the moments of the model were described at the same `now`. */
  now: number;
  /** "/cpsess##########", or empty outside WHM. Only ever put before paths of this WHM. */
  token: string;
  /** Where the static files lie, with its slash at the end; empty = beside the page. */
  staticBase: string;
  /** The page is inside WHM's header and footer. */
  inChrome: boolean;
  /** That header already shows the page's title as its heading. */
  headed: boolean;
  /** File name of the browser's script. */
  script: string;
  /** Path of the page without the token, for links to share: "/cgi/transfer_monitor/index.cgi". */
  bookmarkBase: string;
  /** A form of an ended login was redirected here: nothing was done. */
  hasAgedForm: boolean;
  /** What keeps the page from reading or storing everything, in sentences: for example a full disk. */
  troubles: readonly string[];
}
