import type { ApiSwitches } from './api-functions.ts';
import type { CgiRunner } from './cgi.ts';
import type { ApiFault } from './json-api.ts';

/** The value of REMOTE_PASSWORD: it must never appear anywhere. */
export const ADMIN_PASSWORD = 'admin-pass-never-show-77';

export interface CpsrvdOptions {
  /** The host root, as in WHM_TRANSFERS_ROOT. */
  root: string;
  /** The folder with `index.cgi`; `dist/plugin` by default. */
  pluginFolder?: string;
  /** User → password; root with ADMIN_PASSWORD by default. */
  users?: Record<string, string>;
  /** The HTTP port; a free one by default. */
  port?: number;
  /** Offers `/login-free/` + a path: logs root in and goes there. */
  loginFree?: boolean;
  /** The browser's apparent address; 127.0.0.1 by default. */
  browserAddress?: string;
  /** More variables for the CGI. */
  cgiEnvironment?: Record<string, string>;
  /** Runs the plugin's page without a process, where the server has no limit for one. */
  runPage?: CgiRunner;
}

/** What a test can change while the server runs. */
export interface CpsrvdSwitches extends ApiSwitches {
  /** `host`: a referrer, where there is one, must be of this host; `required`: a POST must have one as well. */
  referrer: 'off' | 'host' | 'required';
  /** `strict`: the API accepts a cookie only from the address that logged in. */
  cookieIp: 'off' | 'strict';
  apiFault: ApiFault | null;
}
