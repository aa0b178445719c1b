import { readOpenMetrics } from '../../app/measure.ts';
import { OPENMETRICS_TYPE } from '../../views/openmetrics.ts';
import type { RequestContext } from '../context.ts';
import type { PageAnswer } from '../http/response.ts';

/** `format=openmetrics`: metrics of all sessions, within the time that one page may take. */
export function openMetrics({ monitor, hasTimeLeft }: RequestContext): PageAnswer {
  return {
    status: 200,
    headers: { 'Content-Type': OPENMETRICS_TYPE },
    body: readOpenMetrics(monitor, hasTimeLeft),
  };
}
