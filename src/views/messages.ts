import { formatCount } from './size.ts';

/** Whom the program notifies of events, and how that goes. */
export interface MessagesInput {
  /** Channels, in words; empty: nobody is notified. */
  channels: string[];
  waiting: number;
  failed: number;
  /** Why the last notification was not sent. */
  trouble: string | null;
  /** A test was sent just now. */
  isTested: boolean;
}

export interface MessagesView {
  summary: string;
  canTest: boolean;
  isTested: boolean;
  trouble: string | null;
}

export function buildMessages(input: MessagesInput): MessagesView {
  const { channels, waiting, failed, trouble, isTested } = input;
  const counts = [
    waiting > 0 ? `${formatCount(waiting)} waiting to be sent` : '',
    failed > 0 ? `${formatCount(failed)} given up` : '',
  ].filter(Boolean);
  return {
    summary:
      channels.length === 0
        ? 'No notifications are set up: nobody is told when a session ends, fails or stalls.'
        : `Notifications go to: ${channels.join('; ')}.`,
    canTest: channels.length > 0,
    isTested,
    trouble:
      counts.length === 0
        ? null
        : `Notifications: ${counts.join(', ')}.${trouble ? ` ${trouble}.` : ''}`,
  };
}
