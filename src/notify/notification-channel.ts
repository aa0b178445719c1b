import type { Config, Webhook } from '../system/config.ts';
import { readContact } from './contact.ts';
import { type Delivery, sendMail } from './mail.ts';
import { webhookBody } from './notification-body.ts';
import { channelKey } from './notification-store.ts';
import type { Notification } from './notification-text.ts';
import { postWebhook } from './webhook.ts';

/** One way of reaching people, as configured. */
export interface Channel {
  /** Identifies it among the others; contains no secret. */
  key: string;
  /** A description without the parts of an address that can be secret. */
  label: string;
  /** Sends once. Never rejects. */
  send(notice: Notification): Promise<Delivery>;
}

export interface ChannelPlace {
  root: string;
  /** The environment that child processes may see. */
  childEnv: Readonly<Record<string, string>>;
  version: string;
}

/** The channels that `config.json` names: mail first, then the webhooks. The same address twice is one channel. */
export function channelsOf(notify: Config['notify'], place: ChannelPlace): Channel[] {
  const channels = notify.webhooks.map((webhook) => webhookChannel(webhook, place));
  if (hasMail(notify)) channels.unshift(mailChannel(notify.mail, place));
  return [...new Map(channels.map((channel) => [channel.key, channel])).values()];
}

export function hasChannels(notify: Config['notify']): boolean {
  return hasMail(notify) || notify.webhooks.length > 0;
}

function hasMail({ mail }: Config['notify']): boolean {
  return mail === 'contact' || mail.length > 0;
}

function mailChannel(mail: Config['notify']['mail'], { root, childEnv }: ChannelPlace): Channel {
  const to = mail === 'contact' ? readContact(root) : mail;
  return {
    key: 'mail',
    label: `mail to ${to.join(', ')}`,
    send: (notice) =>
      sendMail(root, childEnv, {
        to,
        subject: notice.title,
        body: notice.text,
        id: notice.id,
        date: notice.at,
        server: notice.server,
      }),
  };
}

function webhookChannel({ url, kind, secret }: Webhook, { version }: ChannelPlace): Channel {
  return {
    key: channelKey(kind, url),
    label: `${kind} webhook at ${new URL(url).host}`,
    send: (notice) =>
      postWebhook({
        url,
        secret: kind === 'generic' ? secret : null,
        body: webhookBody(kind, notice),
        id: notice.id,
        event: notice.event,
        version,
      }),
  };
}
