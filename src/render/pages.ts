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

/** Words and pictures of docs/guide.md. */
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

/** Which parts of which page can change while it is open: id of the element → its template. */
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

/** A page by its name, as templates ask: strict ones may only ask for fields that exist. */
export function viewFlags(view: View): Record<View, boolean> {
  const names = Object.keys(PARTS) as View[];
  return Object.fromEntries(names.map((name) => [name, name === view])) as Record<View, boolean>;
}
