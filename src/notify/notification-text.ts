import type { IssueKind } from '../session/issue.ts';
import type { Verdict } from '../session/verdict.ts';
import type { VerifySummary } from '../verify/verify-account.ts';
import { type Forecast, SCHEMA_VERSION, type SessionSummary } from '../views/contract.ts';
import { formatDuration } from '../views/duration.ts';
import { forecastText } from '../views/forecast-words.ts';
import { countNoun, formatCount, formatPercent } from '../views/size.ts';
import { STEERING } from '../views/text.ts';
import { formatExact } from '../views/time.ts';
import { ageWarnings, verifySentence } from '../views/verify-words.ts';

export type NotificationEvent = 'end' | 'failure' | 'stall' | 'forecast' | 'test';

export interface NotificationItem {
  type: string;
  name: string;
  failure: string | null;
}

export interface NotificationGroup {
  kind: IssueKind;
  template: string;
  count: number;
}

/** What a notice is made of; secrets are already masked. Times are epoch seconds. */
export interface NotificationInput {
  /** The same at every attempt. */
  id: string;
  event: NotificationEvent;
  at: number;
  /** The server's own name. */
  server: string;
  /** The session's page, without a token. */
  link: string;
  /** Null for a test. */
  session: SessionSummary | null;
  /** How many items no worker has taken; absent: unknown. */
  neverStarted?: number;
  /** The first failed items, and the most severe issue groups. */
  failedItems: NotificationItem[];
  groups: NotificationGroup[];
  /** What is likely to go wrong with the rest, the most urgent first. */
  forecast: Forecast[];
  /** What the last look at this server found of the moved accounts; null: nobody has looked. */
  verification: (VerifySummary & { checkedAt: number; movedUntil: number | null }) | null;
}

/** A notice in words, from which mail and webhooks are made; also the JSON of a generic webhook. */
export interface Notification extends NotificationInput {
  schemaVersion: number;
  title: string;
  verdict: Verdict | null;
  facts: { name: string; value: string }[];
  /** The whole notice as plain text, without its title. */
  text: string;
}

const MAX_TEXT_LENGTH = 300;
const MAX_TITLE_LENGTH = 180;
const KIND_WORDS: Record<IssueKind, string> = {
  failure: 'failed',
  dangerous: 'dangerous',
  altered: 'altered',
  skipped: 'skipped',
  warning: 'warning',
};

export function writeNotification(input: NotificationInput): Notification {
  const failedItems = input.failedItems.map(({ type, name, failure }) => ({
    type: oneLine(type),
    name: oneLine(name),
    failure: failure === null ? null : oneLine(failure),
  }));
  const groups = input.groups.map((group) => ({ ...group, template: oneLine(group.template) }));
  const session = input.session === null ? null : cleanSummary(input.session);
  const forecast = input.forecast.map((one) => ({
    ...one,
    item: one.item === null ? null : oneLine(one.item),
    text: oneLine(one.text),
  }));
  const server = oneLine(input.server);
  const clean = { ...input, server, session, failedItems, groups, forecast };
  const verdict = session?.verdict ?? null;
  const facts = session === null ? [] : factsOf(session, input.at);
  return {
    schemaVersion: SCHEMA_VERSION,
    ...clean,
    title: cut(`${clean.server}: ${headline(clean)}`, MAX_TITLE_LENGTH),
    verdict,
    facts,
    text: bodyOf(clean, verdict, facts),
  };
}

function headline({ event, session, forecast }: NotificationInput): string {
  if (session === null) return 'test message from Transfer Monitor';
  const route =
    session.sourceHost === null ? 'the transfer' : `the transfer from ${session.sourceHost}`;
  const { failed, success, warning } = session.counts;
  const total = formatCount(session.itemsTotal);
  switch (event) {
    case 'failure':
      return failed > 0
        ? `${formatCount(failed)} of ${countNoun(session.itemsTotal, 'item')} failed in ${route}`
        : `${route} failed`;
    case 'stall':
      return `${route} is stalled at ${formatPercent(session.percent)}`;
    case 'forecast':
      return `problems ahead for ${route}: ${forecast[0]?.text ?? 'see its page'}`;
    default:
      return `${route} ${endWord(session.state)}, ${formatCount(success + warning)} of ${total} moved`;
  }
}

function endWord(state: string): string {
  if (state === 'ABORTED') return 'was aborted';
  return state === 'FAILED' ? 'failed' : 'ended';
}

function factsOf(session: SessionSummary, at: number): Notification['facts'] {
  const facts: Notification['facts'] = [];
  const fact = (name: string, value: string | null): void => {
    if (value !== null) facts.push({ name, value });
  };
  const exact = (time: number | null): string | null => (time === null ? null : formatExact(time));
  fact('Session', session.id);
  fact('State', session.state);
  fact('Source', session.sourceHost);
  fact('Target', session.targetHost);
  fact('Started', exact(session.startedAt));
  fact('Ended', exact(session.endedAt));
  if (session.startedAt !== null) {
    fact('Duration', formatDuration((session.endedAt ?? at) - session.startedAt));
  }
  fact('Progress', formatPercent(session.percent));
  fact('Stalled since', exact(session.stalled?.since ?? null));
  fact('Reason', session.stalled?.reason ?? null);
  return facts;
}

function bodyOf(
  { session, failedItems, groups, forecast, verification, link, server, at }: NotificationInput,
  verdict: Verdict | null,
  facts: Notification['facts'],
): string {
  if (session === null || verdict === null) {
    return `This is a test. Messages from Transfer Monitor on ${server} arrive here.\n\n${link}`;
  }
  const width = Math.max(...facts.map(({ name }) => name.length)) + 2;
  const parts = [
    verdict.sentence,
    facts.map(({ name, value }) => `${`${name}:`.padEnd(width)}${value}`).join('\n'),
  ];
  if (verification !== null) parts.push(verificationWords(verification, at));
  if (forecast.length > 0) {
    const lines = forecast.map((one) => `- ${forecastText(one, at)}`);
    parts.push(`Likely problems:\n${lines.join('\n')}`);
  }
  if (failedItems.length > 0) {
    const rest = session.counts.failed - failedItems.length;
    const lines = failedItems.map(
      ({ type, name, failure }) => `- ${name} (${type})${failure === null ? '' : `: ${failure}`}`,
    );
    if (rest > 0) lines.push(`- and ${formatCount(rest)} more`);
    parts.push(`Failed:\n${lines.join('\n')}`);
  }
  const others = groups.filter(({ kind }) => kind !== 'failure');
  if (others.length > 0) {
    const lines = others.map(
      ({ kind, template, count }) => `- ${formatCount(count)} × ${KIND_WORDS[kind]}: ${template}`,
    );
    parts.push(`Issues:\n${lines.join('\n')}`);
  }
  parts.push(link);
  return parts.join('\n\n');
}

/** “431 of 498 moved accounts are confirmed …”, when that was, and whether it can still be relied on. */
function verificationWords(
  found: NonNullable<NotificationInput['verification']>,
  at: number,
): string {
  const { checkedAt, movedUntil } = found;
  const looked = `${verifySentence(found)} Checked ${formatExact(checkedAt)}.`;
  return [looked, ...ageWarnings(checkedAt, movedUntil, at)].join('\n');
}

function cleanSummary(session: SessionSummary): SessionSummary {
  const clean = (text: string | null): string | null => (text === null ? null : oneLine(text));
  return {
    ...session,
    state: oneLine(session.state),
    stalled: session.stalled && { ...session.stalled, reason: oneLine(session.stalled.reason) },
    initiator: clean(session.initiator),
    creator: clean(session.creator),
    sourceHost: clean(session.sourceHost),
    targetHost: clean(session.targetHost),
    formatVersion: clean(session.formatVersion),
  };
}

const HALF_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text on one line, of bounded length, without control characters. */
function oneLine(text: string): string {
  return cut(text.replace(STEERING, ' ').replace(/\s+/g, ' '), MAX_TEXT_LENGTH);
}

function cut(text: string, limit: number): string {
  const short = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return short.replace(HALF_PAIR, '\ufffd').trim();
}
