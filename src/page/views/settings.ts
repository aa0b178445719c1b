import { notificationReport } from '../../app/notification-report.ts';
import { readSettings, type SettingsFile } from '../../app/settings-file.ts';
import { buildMessages } from '../../views/messages.ts';
import type { SettingTrouble } from '../../views/setting-fields.ts';
import { buildSettingsPage, type Refusal, type SettingsPage } from '../../views/settings-page.ts';
import type { RequestContext } from '../context.ts';
import { hasHappened } from '../http/signed-parameter.ts';
import type { ParametersOf } from '../urls.ts';
import { messagesOf } from './notification-messages.ts';

export async function settingsPage(
  context: RequestContext,
  { tested, saved }: ParametersOf<'settings'>,
): Promise<SettingsPage> {
  const { environment, now, monitor } = context;
  const isSaved = await hasHappened('saved', environment, saved, now);
  return showSettings(context, readSettings(monitor.root), { tested, isSaved });
}

/** @param refused the form that was rejected, and its unacceptable values */
export async function showSettings(
  context: RequestContext,
  file: SettingsFile,
  news: { tested: string | null; isSaved: boolean },
  refused?: Refusal & { wrong: SettingTrouble[] },
): Promise<SettingsPage> {
  const { monitor } = context;
  const messages = await messagesOf(context, notificationReport(monitor), news.tested);
  // Wrong values are shown beside their fields, and an unusable file as an alarm.
  const warnings = monitor.configTroubles.filter((words) => words.includes('chmod'));
  return buildSettingsPage({
    ...file,
    wrong: refused?.wrong ?? file.wrong,
    warnings,
    messages: buildMessages(messages),
    isSaved: news.isSaved,
    ...(refused === undefined ? {} : { refused }),
  });
}
