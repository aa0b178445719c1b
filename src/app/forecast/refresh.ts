import { conflictsOf, withDatabases } from '../../forecast/conflicts.ts';
import type { SessionOutlook } from '../../forecast/forecast.ts';
import { readServerRoom, type UpdatePlan } from '../../forecast/server-facts.ts';
import { type SessionStatus, statusOf } from '../../session/status.ts';
import { readFacts } from '../../store/session-query.ts';
import type { TransferApi } from '../../whm/api/answer.ts';
import { NoAnswerError } from '../../whm/inventory/ask-many.ts';
import {
  askAvailability,
  askForecast,
  askFreedNames,
} from '../../whm/inventory/forecast-answers.ts';
import { readUpdatePlan } from '../../whm/update-plan.ts';
import type { Monitor } from '../monitor.ts';
import { touchFollowUps } from '../source-stamps.ts';
import type { SyncResult } from '../sync.ts';
import { knownSource } from '../verify/source-looks.ts';
import {
  EMPTY_FORECAST,
  FORECAST_MAX_AGE_SECONDS,
  forgetForecast,
  type KeptForecast,
  type KeptSession,
  keepForecast,
  readKeptForecast,
} from './kept-forecast.ts';
import { upcomingAccounts } from './upcoming-accounts.ts';

/** The server may ask its vendor for updates, so this is asked seldom. */
const AVAILABILITY_MAX_AGE_SECONDS = 6 * 3600;

/** After this many seconds somebody may have freed a name. */
const MAY_HAVE_CHANGED = 1800;

interface OpenSession {
  synced: SyncResult;
  status: SessionStatus;
}

/**
 * Asks this server, for the sessions that wait or run, what it has room for and what is taken, and stores the answers.
 * In the background: it can take minutes.
 *
 * @param isAll these are all known sessions: answers for others are deleted
 */
export async function refreshForecast(
  monitor: Monitor,
  api: TransferApi,
  sessions: readonly SyncResult[],
  isAll: boolean,
): Promise<void> {
  const { root, now } = monitor;
  if (monitor.limit !== null) return;
  const before = readKeptForecast(root) ?? EMPTY_FORECAST;
  const open = sessions.flatMap((synced) => openOf(monitor, synced) ?? []);
  const looked = new Set(sessions.map(({ session }) => session.id));
  const others = Object.entries(before.sessions).filter(([id]) => !isAll && !looked.has(id));
  if (open.length + others.length === 0) {
    forgetForecast(root);
    return;
  }
  const isKnown = open.every(({ synced }) => Object.hasOwn(before.sessions, synced.session.id));
  if (open.length === 0 || (isKnown && Math.abs(now - before.askedAt) < FORECAST_MAX_AGE_SECONDS))
    return;
  const kept = await ask(monitor, api, before);
  const own = await Promise.all(
    open.map(async (each) => [each.synced.session.id, await look(monitor, api, each)] as const),
  );
  keepForecast(root, { ...kept, sessions: Object.fromEntries([...others, ...own]) });
  touchFollowUps(root);
}

function openOf(monitor: Monitor, synced: SyncResult): OpenSession | null {
  const { session, inIndex, hasFolder } = synced;
  if (!inIndex && !hasFolder) return null;
  const status = statusOf(readFacts(monitor.db, session), inIndex);
  return status.over ? null : { synced, status };
}

/** A server that does not answer now may have answered before. */
async function ask(
  { root, now }: Monitor,
  api: TransferApi,
  before: KeptForecast,
): Promise<KeptForecast> {
  const kept = { ...before, askedAt: now, update: await askUpdate(root, now, api, before) };
  try {
    const room = readServerRoom(await askForecast(api));
    const isSilent = Object.values(room).every((part) => part === null);
    return isSilent ? kept : withAvailability({ ...kept, room, takenAt: now }, before, now);
  } catch (error) {
    if (error instanceof NoAnswerError) return kept;
    throw error;
  }
}

function withAvailability(kept: KeptForecast, before: KeptForecast, now: number): KeptForecast {
  return isAvailabilityDue(before, now) ? { ...kept, availabilityAskedAt: now } : kept;
}

function isAvailabilityDue({ availabilityAskedAt }: KeptForecast, now: number): boolean {
  return Math.abs(now - availabilityAskedAt) >= AVAILABILITY_MAX_AGE_SECONDS;
}

async function askUpdate(
  root: string,
  now: number,
  api: TransferApi,
  before: KeptForecast,
): Promise<UpdatePlan> {
  const known = isAvailabilityDue(before, now) ? await askAvailability(api) : before.update;
  const { isAvailable = null, version = null } = known ?? {};
  return { ...readUpdatePlan(root, now), isAvailable, version };
}

/** What the source and this server said about one session. */
async function look(
  monitor: Monitor,
  api: TransferApi,
  { synced, status }: OpenSession,
): Promise<KeptSession> {
  const { session } = synced;
  const { inventory, takenAt } = knownSource(monitor, session.sid);
  const accounts = upcomingAccounts(monitor, session, status);
  const found = conflictsOf(accounts, inventory);
  const isOld = takenAt !== null && monitor.now - takenAt > MAY_HAVE_CHANGED;
  const conflicts = isOld ? await stillTaken(api, found) : found;
  const users = inventory?.local?.users ?? new Set<string>();
  const here = accounts.map(({ localName }) => localName.toLowerCase());
  return {
    generation: session.cursor.generation,
    offset: session.cursor.offset,
    knowsSizes: inventory?.hasDiskUsed !== false,
    knowsFiles: inventory?.hasFilesUsed !== false,
    outlook: {
      conflicts,
      here: here.filter((name) => users.has(name)),
      freeIps: inventory?.local?.freeIps ?? null,
      source: inventory?.databaseServer ?? null,
      withDatabases: withDatabases(accounts, inventory),
    },
  };
}

async function stillTaken(
  api: TransferApi,
  conflicts: SessionOutlook['conflicts'],
): Promise<SessionOutlook['conflicts']> {
  const subjects = (kind: string): string[] =>
    conflicts.filter((one) => one.kind === kind).map(({ subject }) => subject);
  const asked = { names: subjects('name'), domains: subjects('domain') };
  if (asked.names.length + asked.domains.length === 0) return conflicts;
  try {
    const free = await askFreedNames(api, asked);
    return conflicts.filter(
      ({ kind, subject }) =>
        !(kind === 'name' && free.names.has(subject)) &&
        !(kind === 'domain' && free.domains.has(subject)),
    );
  } catch (error) {
    if (error instanceof NoAnswerError) return conflicts;
    throw error;
  }
}
