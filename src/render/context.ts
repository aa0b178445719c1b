/** What a page needs beside its model. It is the same for all parts of one answer. */
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
  /** WHM's header and footer stand around the page. */
  inChrome: boolean;
  /** That header shows the page's title as its heading already. */
  headed: boolean;
  /** File name of the browser's script. */
  script: string;
  /** Path of the page without the token, for links to share: "/cgi/transfer_monitor/index.cgi". */
  bookmarkBase: string;
  /** A form of a login that has ended has led here: nothing was done. */
  hasAgedForm: boolean;
  /** What keeps the page from reading or keeping all, in sentences: a disk that is full. */
  troubles: readonly string[];
}
