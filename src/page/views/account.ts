import { readAccount } from '../../app/account-attempts.ts';
import { warningsJson } from '../../app/cache-limit.ts';
import { readFound } from '../../app/suggest-names.ts';
import { type AccountPage, buildAccountPage } from '../../views/account-page.ts';
import { SCHEMA_VERSION } from '../../views/contract.ts';
import type { RequestContext } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import type { ParametersOf } from '../urls.ts';

type At = ParametersOf<'account'>;

export function accountJson({ monitor, hasTimeLeft }: RequestContext, { account }: At): PageAnswer {
  const { attempts } = readAccount(monitor, account, hasTimeLeft);
  const gaps = warningsJson(monitor);
  return jsonAnswer({ schemaVersion: SCHEMA_VERSION, account, attempts, ...gaps });
}

export function accountPage(
  { monitor, hasTimeLeft }: RequestContext,
  { account }: At,
): AccountPage {
  const { similar, ...read } = readAccount(monitor, account, hasTimeLeft);
  const found = read.attempts.length > 0 ? {} : { found: readFound(monitor, account) };
  return buildAccountPage({ account, ...read, similar, ...found }, monitor.now);
}
