import { readFound } from '../../app/suggest-names.ts';
import { SCHEMA_VERSION } from '../../views/contract.ts';
import { viewFound } from '../../views/found.ts';
import type { RequestContext } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import type { ParametersOf } from '../urls.ts';

/** What the search field suggests while somebody types. */
export function suggestJson(
  { monitor }: RequestContext,
  { suggest }: ParametersOf<'suggest'>,
): PageAnswer {
  return jsonAnswer({
    schemaVersion: SCHEMA_VERSION,
    suggestions: viewFound(readFound(monitor, suggest), monitor.now),
  });
}
