import { existsSync } from 'node:fs';
import type { Page, PageContext } from '../render/pages.ts';
import { renderDocument, renderPage } from '../render/render.ts';
import type { ProcessEnvironment } from '../system/environment.ts';
import { VERSION } from '../version.ts';
import { readChrome } from '../whm/chrome.ts';
import { showsTitle } from '../whm/chrome-html.ts';
import type { ProcessContext } from './context.ts';
import { bindingOf, formProof } from './http/csrf.ts';
import { readFormSecret } from './http/csrf-secret.ts';
import type { PageAnswer } from './http/response.ts';
import { createNonce, securityHeaders } from './http/security-headers.ts';

/** The page's path under WHM, without the token: links to share begin with it. */
const BOOKMARK_BASE = '/cgi/transfer_monitor/index.cgi';

/** What laying out a page needs to know of the request. */
export interface LayoutRequest extends ProcessContext {
  /** A form of an ended login was redirected here. */
  hasAgedForm?: boolean;
  /** What keeps the page from reading or storing everything, in sentences. */
  troubles?: readonly string[];
}

/** The context that a page's templates need besides its model. */
export async function pageContext(
  { environment, now, hasAgedForm = false, troubles = [] }: LayoutRequest,
  nonce: string,
  inChrome: boolean,
  headed = inChrome,
): Promise<PageContext> {
  return {
    version: VERSION,
    csrf: await proofOf(environment),
    nonce,
    now,
    token: environment.securityToken ?? '',
    staticBase: '',
    inChrome,
    headed,
    script: 'transfer_monitor.js',
    bookmarkBase: BOOKMARK_BASE,
    hasAgedForm,
    troubles,
  };
}

/** Empty where no secret can be stored: then the answer to a form is a refusal with the reason. */
async function proofOf(environment: ProcessEnvironment): Promise<string> {
  // A root that does not exist is no place to store one.
  if (!existsSync(environment.root)) return '';
  const { secret } = await readFormSecret(environment);
  return secret === null ? '' : formProof(secret, bindingOf(environment));
}

/** The page inside WHM's header and footer, or in a plain document of our own. */
export async function layOut(
  page: Page,
  request: LayoutRequest,
  status = 200,
): Promise<PageAnswer> {
  const { environment, childEnv } = request;
  const nonce = await createNonce();
  const { chrome } = await readChrome({
    root: environment.root,
    user: environment.user ?? '',
    securityToken: environment.securityToken,
    cacheDirectory: environment.chromeCacheDirectory,
    title: page.title,
    nonce,
    childEnv,
  });
  const headed = chrome !== null && showsTitle(chrome.header, page.title);
  const context = await pageContext(request, nonce, chrome !== null, headed);
  const body = chrome
    ? `${chrome.header}${renderPage(page, context)}${chrome.footer}`
    : renderDocument(page, context);
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      ...securityHeaders(chrome ? 'chrome' : 'plain', nonce),
    },
    body,
  };
}
