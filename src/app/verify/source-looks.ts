import type { JsonObject } from '../../log/value.ts';
import { isOver } from '../../session/state.ts';
import {
  findSourceLook,
  saveSourceLook,
  sessionsWithoutSource,
} from '../../store/source-look-store.ts';
import { readQueued } from '../../store/verification-store.ts';
import type { Reply } from '../../verify/answer-fields.ts';
import type { WantedNames } from '../../verify/local-side.ts';
import { readSourceInventory, type SourceInventory } from '../../verify/source-inventory.ts';
import type { TransferApi } from '../../whm/api/answer.ts';
import { NoAnswerError } from '../../whm/inventory/ask-many.ts';
import { askSources } from '../../whm/inventory/server.ts';
import type { Monitor } from '../monitor.ts';
import type { SyncResult } from '../sync.ts';

/** What the source of a session said, and when. */
export interface KnownSource {
  inventory: SourceInventory | null;
  takenAt: number | null;
  note: string | null;
}

export function knownSource({ db }: Monitor, sid: number): KnownSource {
  const look = findSourceLook(db, sid);
  const inventory = look === null ? null : readSourceInventory(look.analysis);
  const note =
    inventory !== null
      ? inventory.conflicts === null
        ? null
        : `Not all of what the source said could be read: ${inventory.conflicts}`
      : (look?.note ?? 'The server was not asked what the source said about itself');
  return { inventory, takenAt: look?.takenAt ?? null, note };
}

/** An answer about a large source has 3 MB. */
const AT_ONCE = 4;
/** No more than this in one run: at first there are many questions to ask a server. */
const MAX_ASKED = 40;
/** A server that had nothing to tell is not asked again for this many seconds. */
const ASK_AGAIN = 6 * 3600;
/** The same for a session that is going on, since its forecast needs the answer. */
const ASK_AGAIN_SOON = 600;

/**
 * Stores what the sources of sessions said about themselves: once for each session, and as soon as possible, since
 * nobody knows how long the server keeps it.
 *
 * @param sessions those that the server still has are asked about, the newest first
 * @returns why nothing could be asked, in words
 */
export async function keepSourceLooks(
  monitor: Monitor,
  api: TransferApi,
  sessions: readonly SyncResult[],
): Promise<string | null> {
  const { db, now } = monitor;
  if (monitor.limit !== null) return null;
  const missing = sessionsWithoutSource(db, now - ASK_AGAIN);
  const missingSoon = sessionsWithoutSource(db, now - ASK_AGAIN_SOON);
  const startOf = ({ session }: SyncResult): number =>
    session.header.startedAt ?? session.seen.startedAt ?? Number.MAX_SAFE_INTEGER;
  const wanted = sessions
    .filter(({ session, inIndex }) => {
      const state = session.seen.state ?? 'PENDING';
      const isDue = isOver(state) ? missing : missingSoon;
      // What conflicts with its accounts is stored as well, and these are not known yet.
      const isEmpty = state === 'PENDING' && session.queueRows === 0;
      return inIndex && isDue.has(session.sid) && !isEmpty;
    })
    .sort((a, b) => startOf(b) - startOf(a))
    .slice(0, MAX_ASKED);
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const some = wanted.slice(at, at + AT_ONCE);
    let answers: Reply<JsonObject>[];
    try {
      answers = await askSources(
        api,
        some.map(({ session }) => ({ id: session.id, wanted: wantedNames(monitor, session.sid) })),
      );
    } catch (error) {
      if (error instanceof NoAnswerError) return error.message;
      throw error;
    }
    some.forEach(({ session }, i) => {
      const answer = answers[i];
      if (answer) keep(monitor, session.sid, answer);
    });
  }
  return null;
}

/** The names that the accounts of the queue are to get here. */
function wantedNames({ db }: Monitor, sid: number): WantedNames {
  const queued = [...readQueued(db, sid).values()];
  return {
    names: new Set(queued.map(({ name, localName }) => (localName ?? name).toLowerCase())),
    domains: new Set(queued.flatMap(({ domain }) => domain?.toLowerCase() ?? [])),
  };
}

function keep({ db, now }: Monitor, sid: number, answer: Reply<JsonObject>): void {
  const analysis = answer.ok ? answer.value : null;
  const inventory = readSourceInventory(analysis);
  saveSourceLook(
    db,
    sid,
    {
      askedAt: now,
      takenAt: analysis === null ? null : now,
      note: answer.ok ? null : answer.reason,
      analysis,
    },
    { host: inventory?.host ?? null, hostname: inventory?.hostname ?? null },
  );
}
