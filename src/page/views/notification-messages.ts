import type { NotificationReport } from '../../app/notification-report.ts';
import type { MessagesInput } from '../../views/messages.ts';
import type { RequestContext } from '../context.ts';
import { hasHappened } from '../http/signed-parameter.ts';

/** Who is notified, for the list and the settings. */
export async function messagesOf(
  { environment, now }: RequestContext,
  { channels, counts, recent }: NotificationReport,
  tested: string | null = null,
): Promise<MessagesInput> {
  const unsent = recent.find(({ state, trouble }) => state !== 'sent' && trouble !== null);
  return {
    channels,
    waiting: counts.waiting,
    failed: counts.failed,
    trouble: unsent ? `${unsent.label}: ${unsent.trouble}` : null,
    isTested: await hasHappened('tested', environment, tested, now),
  };
}
