import { existsSync } from 'node:fs';
import { channelsOf } from '../notify/notice-channel.ts';
import {
  countNotices,
  listNotices,
  type NoticeRecord,
  type NoticeState,
  openNotices,
} from '../notify/notification-store.ts';
import { errorMessage } from '../system/errno.ts';
import type { Monitor } from './monitor.ts';
import { noticesPath } from './notify.ts';

const BUSY_MS = 2_000;
const MAX_RECENT = 20;

export interface NoticeReport {
  /** Channels that `config.json` names, in words. */
  channels: string[];
  counts: Record<NoticeState, number>;
  /** The newest, newest first. */
  recent: NoticeRecord[];
  /** Why counts and records are not known, in words; null where they are. */
  trouble: string | null;
}

/** Who is notified, and what became of the notices; for `doctor` and the page. */
export function noticeReport({ driver, root, config }: Monitor): NoticeReport {
  const place = { root, childEnv: {}, version: '' };
  const channels = channelsOf(config.notify, place).map(({ label }) => label);
  const path = noticesPath(root);
  const counts = { waiting: 0, sent: 0, failed: 0 };
  if (!existsSync(path)) return { channels, counts, recent: [], trouble: null };
  try {
    const notices = openNotices(driver, path, BUSY_MS);
    try {
      return {
        channels,
        counts: countNotices(notices),
        recent: listNotices(notices, MAX_RECENT),
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
