import { existsSync } from 'node:fs';
import { channelsOf } from '../notify/notification-channel.ts';
import {
  countNotifications,
  listNotifications,
  type NotificationRecord,
  type NotificationState,
  openNotifications,
} from '../notify/notification-store.ts';
import { errorMessage } from '../system/errno.ts';
import type { Monitor } from './monitor.ts';
import { notificationsPath } from './notify.ts';

const BUSY_MS = 2_000;
const MAX_RECENT = 20;

export interface NotificationReport {
  /** Channels that `config.json` names, in words. */
  channels: string[];
  counts: Record<NotificationState, number>;
  /** The newest, newest first. */
  recent: NotificationRecord[];
  /** Why counts and records are not known, in words; null where they are. */
  trouble: string | null;
}

/** Who is notified, and what became of the notices; for `doctor` and the page. */
export function notificationReport({ driver, root, config }: Monitor): NotificationReport {
  const place = { root, childEnv: {}, version: '' };
  const channels = channelsOf(config.notify, place).map(({ label }) => label);
  const path = notificationsPath(root);
  const counts = { waiting: 0, sent: 0, failed: 0 };
  if (!existsSync(path)) return { channels, counts, recent: [], trouble: null };
  try {
    const notices = openNotifications(driver, path, BUSY_MS);
    try {
      return {
        channels,
        counts: countNotifications(notices),
        recent: listNotifications(notices, MAX_RECENT),
        trouble: null,
      };
    } finally {
      notices.close();
    }
  } catch (error) {
    const words = errorMessage(error);
    const trouble = `The list of sent notifications cannot be read (${path}): ${words.replace(/\.$/, '')}.`;
    return { channels, counts, recent: [], trouble };
  }
}
