import { warningsJson } from '../../app/cache-limit.ts';
import { compareSessions } from '../../app/compare-sessions.ts';
import { Problem } from '../../app/problem.ts';
import {
  buildComparePage,
  type ComparePage,
  type Comparison,
  comparisonJson,
} from '../../views/compare-page.ts';
import { observe, type RequestContext } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import { type ParametersOf, PER_PAGE } from '../urls.ts';

type At = ParametersOf<'compare'>;

export function comparePage(context: RequestContext, at: At): ComparePage {
  const comparison = readComparison(context, at);
  const { session, compare } = at;
  return buildComparePage(comparison, { session, compare }, context.monitor.now);
}

export function compareJson(context: RequestContext, at: At): PageAnswer {
  const comparison = comparisonJson(readComparison(context, at));
  return jsonAnswer({ ...comparison, ...warningsJson(context.monitor) });
}

function readComparison(context: RequestContext, { session, compare, per_page }: At): Comparison {
  if (session === compare) {
    throw new Problem('malformed', { code: 'same-session' }, session);
  }
  const [one, other] = [observe(context, session), observe(context, compare)];
  return compareSessions(context.monitor, one, other, per_page ?? PER_PAGE);
}
