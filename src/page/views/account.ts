import { readAccount } from '../../app/account.ts';
import { gapsJson } from '../../app/cache-limit.ts';
import { type AccountPage, buildAccountPage } from '../../views/account-page.ts';
import { SCHEMA_VERSION } from '../../views/contract.ts';
import type { Caller } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';

export function accountJson(caller: Caller, account: string): PageAnswer {
  const { attempts } = readAccount(caller.monitor, account, caller.goOn);
  const gaps = gapsJson(caller.monitor);
  return jsonAnswer({ schemaVersion: SCHEMA_VERSION, account, attempts, ...gaps });
}

export function accountPage(caller: Caller, account: string): AccountPage {
  const { attempts, counts, sessions, similar } = readAccount(caller.monitor, account, caller.goOn);
  return buildAccountPage({ account, attempts, counts, sessions, similar }, caller.monitor.now);
}
