import { explanationOf } from '../session/explanation.ts';
import {
  type AccountFacts,
  activeKey,
  type GroupFacts,
  type Observation,
  type SessionFacts,
} from '../session/facts.ts';
import { failureOf, type ItemFacts, type QueueName } from '../session/item.ts';
import { itemsTotalOf, type QueueProgress, sessionPercent } from '../session/progress.ts';
import { CLEAN, resultOf } from '../session/result.ts';
import { verdictOf } from '../session/session-verdict.ts';
import { countsOf, lastActivityOf, type SessionStatus } from '../session/status.ts';
import { itemStatusOf, phasePairOf } from '../session/tally.ts';
import { VERIFIED } from '../verify/check.ts';
import type {
  AccountAttempt,
  IssueExplanation,
  IssueGroup,
  Item,
  Phase,
  QueueView,
  SessionSummary,
  Worker,
} from './contract.ts';
import { explainError } from './evidence-words.ts';

/** What the JSON of a session is made from. */
export interface StatedSession {
  facts: SessionFacts;
  observation: Observation;
  status: SessionStatus;
  queues: readonly QueueProgress[];
}

export function summaryJson(session: StatedSession): SessionSummary {
  const { facts, observation, status, queues } = session;
  const { header, seen } = facts;
  const counts = countsOf(facts, status);
  return {
    id: facts.id,
    state: status.state,
    live: observation.masterAlive === true,
    stalled: observation.stalled,
    archived: facts.archived,
    initiator: header.initiator ?? seen.initiator,
    creator: seen.creator,
    sourceHost: header.sourceHost ?? seen.sourceHost,
    targetHost: seen.targetHost,
    formatVersion: header.formatVersion ?? seen.version,
    startedAt: header.startedAt ?? seen.startedAt,
    endedAt: status.over ? (header.endedAt ?? seen.endedAt) : null,
    lastActivityAt: lastActivityOf(facts, status, observation.lastGrowthAt),
    percent: sessionPercent(queues),
    itemsTotal: itemsTotalOf(facts),
    itemsDone: counts.success + counts.warning + counts.failed,
    counts,
    issueCounts: { failure: counts.failed, ...header.issueCounts },
    verdict: verdictOf(facts, observation, status),
  };
}

export function queueJson(progress: QueueProgress, over: boolean): QueueView {
  const { pending, active, ...rest } = progress;
  return over
    ? { ...rest, pending: 0, active: 0, unfinished: pending + active }
    : { ...rest, pending, active, unfinished: 0 };
}

export function itemJson(
  item: ItemFacts,
  { status, observation }: Pick<StatedSession, 'status' | 'observation'>,
): Item {
  const overall = itemStatusOf(phasePairOf(item.phases), status);
  return {
    type: item.type,
    name: item.name,
    localName: item.localName,
    label: item.label,
    size: item.size,
    status: overall,
    result: resultOf(overall, item.level ?? CLEAN),
    evidence: item.evidence ?? null,
    evidenceExplanation: item.evidence?.first ? explainError(item.evidence.first.text) : null,
    verified: VERIFIED.find((word) => word === item.verified) ?? null,
    queues: {
      TRANSFER: phaseJson(item, 'TRANSFER', status.over, observation),
      RESTORE: phaseJson(item, 'RESTORE', status.over, observation),
    },
  };
}

function phaseJson(
  item: ItemFacts,
  queue: QueueName,
  over: boolean,
  { activePercent }: Observation,
): Phase | null {
  const facts = item.phases[queue];
  if (!facts) return null;
  const { status, startedAt, endedAt, childNumber, pid, logfile, attempts, counts } = facts;
  const isActive = status === 'active';
  const percent = isActive
    ? (activePercent.get(activeKey(queue, item.type, item.name)) ?? null)
    : 100;
  const { failure, message } = facts;
  return {
    startedAt,
    endedAt,
    childNumber,
    pid,
    logfile,
    attempts,
    counts,
    failure,
    message,
    status: isActive && over ? 'unfinished' : status,
    percent,
  };
}

export function workersJson(facts: SessionFacts, over: boolean): Worker[] {
  return facts.workers.map((worker) => ({
    queue: worker.queue,
    childNumber: worker.childNumber,
    pid: worker.pid,
    item: over ? null : (worker.item?.name ?? null),
    since: worker.since,
    restarts: worker.restarts,
  }));
}

export function groupJson(group: GroupFacts): IssueGroup {
  return {
    id: group.id,
    kind: group.kind,
    module: group.module,
    function: group.function,
    line: group.line,
    template: group.template,
    count: group.count,
    itemCount: group.itemCount,
    items: group.entries.map(({ type, name, queue, text, repair }) => ({
      type,
      name,
      queue,
      text,
      repair,
    })),
    explanation: explanationJson(group),
  };
}

function explanationJson(group: GroupFacts): IssueExplanation | null {
  // A message says more than its template, if there is one.
  const text = group.entries[0]?.text ?? group.template;
  const known = explanationOf({ ...group, text });
  if (known === null) return null;
  const { title, meaning, effect, impact, advice } = known;
  return { title, meaning, effect, impact, advice };
}

/** One attempt at an account. Its times cover both queues. */
export function attemptJson(account: AccountFacts, session: SessionStatus): AccountAttempt {
  const { item, sessionId } = account;
  const { TRANSFER, RESTORE } = item.phases;
  const status = itemStatusOf(phasePairOf(item.phases), session);
  const isEnded = status === 'success' || status === 'warning' || status === 'failed';
  return {
    sessionId,
    type: item.type,
    name: item.name,
    localName: item.localName,
    status,
    startedAt: TRANSFER?.startedAt ?? RESTORE?.startedAt ?? null,
    endedAt: isEnded ? (RESTORE?.endedAt ?? TRANSFER?.endedAt ?? null) : null,
    failure: failureOf(item.phases),
  };
}
