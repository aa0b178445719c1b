import { gapsJson } from '../../app/cache-limit.ts';
import { compareSessions } from '../../app/compare.ts';
import { Problem } from '../../app/problem.ts';
import {
  buildComparePage,
  type ComparePage,
  type Comparison,
  comparisonJson,
} from '../../views/compare-page.ts';
import type { Caller } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import { pagingParameters } from '../parameter.ts';
import { observe } from './session.ts';

export function comparePage(caller: Caller, session: string, compare: string): ComparePage {
  const comparison = readComparison(caller, session, compare);
  return buildComparePage(comparison, { session, compare }, caller.monitor.now);
}

export function compareJson(caller: Caller, session: string, compare: string): PageAnswer {
  const comparison = comparisonJson(readComparison(caller, session, compare));
  return jsonAnswer({ ...comparison, ...gapsJson(caller.monitor) });
}

function readComparison(caller: Caller, session: string, compare: string): Comparison {
  if (session === compare) {
    throw new Problem('malformed', 'A session cannot be compared with itself.', session);
  }
  const { perPage } = pagingParameters(caller.request.query);
  const [one, other] = [observe(caller, session), observe(caller, compare)];
  return compareSessions(caller.monitor, one, other, perPage);
}
