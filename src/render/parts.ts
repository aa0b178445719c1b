/** The pages by name, as in `data-view`. */
export type View =
  | 'list'
  | 'session'
  | 'item'
  | 'account'
  | 'compare'
  | 'log'
  | 'search'
  | 'source'
  | 'settings'
  | 'report'
  | 'guide'
  | 'error';

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
