import { pageHref } from './link.ts';
import { countNoun } from './size.ts';
import { clipText } from './text.ts';
import { formatRelative } from './time.ts';
import { describeType } from './words.ts';

/** What contains the search text, in all sessions. */
export interface FoundInput {
  text: string;
  names: {
    name: string;
    type: string;
    localName: string | null;
    domain: string | null;
    sessions: number;
  }[];
  sessions: {
    id: string;
    sourceHost: string | null;
    targetHost: string | null;
    startedAt: number | null;
  }[];
  causes: { id: string; template: string; sessionId: string; items: number }[];
}

export type FoundKind = 'account' | 'domain' | 'item' | 'session' | 'cause';

/** One link; `note` says what it is and where the text is in it. */
export interface FoundView {
  kind: FoundKind;
  icon: string;
  text: string;
  note: string;
  href: string;
}

const ICONS: Readonly<Record<FoundKind, string>> = {
  account: 'list',
  domain: 'link',
  item: 'dot',
  session: 'move',
  cause: 'alert',
};

/** `now` in epoch seconds. */
export function viewFound({ text, names, sessions, causes }: FoundInput, now: number): FoundView[] {
  const found: Omit<FoundView, 'icon'>[] = [
    ...names.map((one) => viewName(one, text)),
    ...sessions.map(({ id, sourceHost, targetHost, startedAt }) => ({
      kind: 'session' as const,
      text: `${sourceHost ?? 'this server'} → ${targetHost ?? 'this server'}`,
      note: `Session ${id}${startedAt === null ? '' : `, ${formatRelative(startedAt, now)}`}`,
      href: pageHref({ session: id }),
    })),
    ...causes.map(({ id, template, sessionId, items }) => ({
      kind: 'cause' as const,
      text: clipText(template, 120).short,
      note: `Cause, ${countNoun(items, 'item')} in the session ${sessionId}`,
      href: pageHref({ session: sessionId, tab: 'issues', issue: id }),
    })),
  ];
  return found.map((one) => ({ ...one, icon: ICONS[one.kind] }));
}

function viewName(
  { name, type, localName, domain, sessions }: FoundInput['names'][number],
  text: string,
): Omit<FoundView, 'icon'> {
  const holds = (other: string | null): other is string =>
    other?.toLowerCase().includes(text.toLowerCase()) ?? false;
  const kind = describeType(type);
  const many = sessions > 1 ? `, in ${countNoun(sessions, 'session')}` : '';
  const href = pageHref({ account: name });
  if (!holds(name) && holds(domain)) {
    const note = `Domain of ${kind.toLowerCase()} ${name}${many}`;
    return { kind: 'domain', text: domain, note, href };
  }
  const isAccount = kind === 'Account';
  const renamed = localName !== null && localName !== name ? `, now ${localName}` : '';
  return {
    kind: isAccount ? 'account' : 'item',
    text: name,
    note: `${kind}${renamed}${domain === null ? '' : `, ${domain}`}${many}`,
    href,
  };
}
