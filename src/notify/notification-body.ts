import type { VerdictLevel } from '../session/verdict.ts';
import type { Notification } from './notification-text.ts';

/** The JSON that a kind of webhook accepts. */
export function webhookBody(
  kind: 'generic' | 'slack' | 'discord' | 'teams',
  notice: Notification,
): string {
  return JSON.stringify(BODIES[kind](notice));
}

const BODIES = {
  generic: (notice: Notification) => notice,
  slack: slackBody,
  discord: discordBody,
  teams: teamsBody,
} as const;

const COLOURS: Record<VerdictLevel, number> = {
  good: 0x2e7d32,
  open: 0x1565c0,
  review: 0xf9a825,
  bad: 0xc62828,
};

/** The services refuse longer texts: Slack 3,000 characters a block, Discord 4,096 a description. */
const MAX_TEXT_LENGTH = 2800;
const MAX_HEADER_LENGTH = 150;

/** Slack: incoming webhook with blocks. `text` is what a notification on a phone shows. */
function slackBody({ title, text, link }: Notification): unknown {
  return {
    text: escapeSlack(title),
    unfurl_links: false,
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: cut(title, MAX_HEADER_LENGTH), emoji: false },
      },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: `\`\`\`${escapeWithin(fenced(text))}\`\`\`` },
      },
      { type: 'section', text: { type: 'mrkdwn', text: `<${link}|Open the session>` } },
    ],
  };
}

/** In Slack only these three characters begin something: a mention, a link, an entity. */
function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** An escaped character has up to five characters, and all of them count against the limit. */
function escapeWithin(text: string): string {
  let escaped = '';
  for (const sign of text) {
    const more = escapeSlack(sign);
    if (escaped.length + more.length > MAX_TEXT_LENGTH) return `${escaped}…`;
    escaped += more;
  }
  return escaped;
}

/** Discord: an embed; nothing in a log can mention anybody. */
function discordBody({ title, text, link, verdict, at }: Notification): unknown {
  return {
    username: 'Transfer Monitor',
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: cut(
          title.replace(/[\\*_~`|[\]()<>#@]/g, (sign) => `\\${sign}`),
          250,
        ),
        url: link,
        description: `\`\`\`\n${fenced(text)}\n\`\`\``,
        color: COLOURS[verdict?.level ?? 'open'],
        timestamp: new Date(at * 1000).toISOString(),
      },
    ],
  };
}

/** Teams: an adaptive card for a workflow's webhook. Rich text runs have no markup. */
function teamsBody({ title, text, link }: Notification): unknown {
  const run = (words: string, more: Record<string, unknown> = {}): unknown => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text: words, ...more }],
  });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            run(title, { weight: 'Bolder', size: 'Medium' }),
            ...cut(text, MAX_TEXT_LENGTH)
              .split('\n')
              .filter((line) => line !== '')
              .map((line) => run(line, { fontType: 'Monospace' })),
          ],
          actions: [{ type: 'Action.OpenUrl', title: 'Open the session', url: link }],
        },
      },
    ],
  };
}

/** Inside a fence of three backticks nothing is markup but the fence itself. */
function fenced(text: string): string {
  return cut(text, MAX_TEXT_LENGTH).replace(/`/g, 'ˋ');
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
