import { testNotification } from '../../app/notification-input.ts';
import { sendTest } from '../../app/notify.ts';
import { Problem } from '../../app/problem.ts';
import { channelsOf } from '../../notify/notification-channel.ts';
import { VERSION } from '../../version.ts';
import { pageHref } from '../../views/link.ts';
import { type ProcessContext, withContext } from '../context.ts';
import type { PageRequest } from '../http/request.ts';
import { type PageAnswer, seeOther } from '../http/response.ts';
import { signEvent } from '../http/signed-parameter.ts';

/**
 * `action=test-notification`: sends a test to everybody whom `config.json` names.
 *
 * @throws Problem where it names nobody, or where somebody could not be reached
 */
export function sendTestMessage(
  process: ProcessContext,
  request: PageRequest,
  secret: Buffer,
): Promise<PageAnswer> {
  return withContext(process, request, async ({ environment, childEnv, monitor }) => {
    const { config, root, now } = monitor;
    const channels = channelsOf(config.notify, { root, childEnv, version: VERSION });
    if (channels.length === 0) {
      throw new Problem('conflict', { code: 'nobody-to-tell' });
    }
    const { randomUUID } = await import('node:crypto');
    const results = await sendTest(channels, testNotification(randomUUID(), now));
    const failed = results.flatMap(({ label, trouble }) =>
      trouble === null ? [] : [{ label, reason: trouble }],
    );
    if (failed.length > 0) {
      const sent = results.length - failed.length;
      throw new Problem('refused', { code: 'test-failed', sent, failed });
    }
    return seeOther(
      pageHref({
        view: 'settings',
        tested: await signEvent('tested', secret, environment, now),
      }),
    );
  });
}
