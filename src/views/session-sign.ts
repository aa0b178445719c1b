import { isAtEnd } from '../session/state.ts';
import type { Session } from './contract.ts';
import type { Hero } from './session-hero.ts';
import { countNoun } from './size.ts';
import type { Badge } from './words.ts';

/** What the browser's tab shows of a session, and what is reported to readers who have asked for notifications. */
export interface SessionSign {
  /** "62 % · old9 → new", "✖ Not everything moved · old9 → new" */
  title: string;
  /** Whole percent of the ring; 100 once the session is over. */
  ring: number;
  tone: 'good' | 'review' | 'bad' | 'open';
  isOver: boolean;
  /** What has happened so far; each event is reported once, by its key. */
  news: { key: string; words: string }[];
}

const MARKS: Readonly<Record<Badge['tone'], string>> = {
  good: '✓ ',
  bad: '✖ ',
  check: '! ',
  info: '',
  neutral: '',
};

export function buildSign(session: Session, hero: Hero): SessionSign {
  const { sourceHost, targetHost, percent, verdict, stalled, counts } = session;
  const over = isAtEnd(session);
  const whole = Math.floor(percent);
  const route = [sourceHost ?? 'this server', targetHost].filter((host) => host !== null);
  const state = `${MARKS[hero.state.tone]}${hero.state.word}`;
  const progress = hero.isMoving ? `${whole} %` : over ? state : `${state} ${whole} %`;
  const news = [
    ...(counts.failed > 0
      ? [
          {
            key: 'failure',
            words: `${countNoun(counts.failed, 'item')} failed${over ? '' : ' so far'}.`,
          },
        ]
      : []),
    ...(stalled === null ? [] : [{ key: `stall-${stalled.since}`, words: stalled.reason }]),
    ...(over ? [{ key: 'end', words: `${hero.state.word}: ${verdict.sentence}` }] : []),
  ];
  return {
    title: `${progress} · ${route.map(shortHost).join(' → ')}`,
    ring: over ? 100 : whole,
    tone: verdict.level,
    isOver: over,
    news,
  };
}

/** A tab is narrow: "old9.example.com" → "old9"; an address stays whole. */
function shortHost(host: string): string {
  if (/^[\d.]+$|:/.test(host)) return host;
  return host.split('.')[0] || host;
}
