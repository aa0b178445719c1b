import type { Page } from '../../src/render/pages.ts';
import type { Session } from '../../src/views/contract.ts';
import type { SourceAccountJson } from '../../src/views/contract-verify.ts';
import type { VerificationView } from '../../src/views/session-input.ts';
import { buildSessionPage } from '../../src/views/session-page.ts';
import { buildReportPage } from '../../src/views/session-report-page.ts';
import { buildSourcePage, type SourcePageInput } from '../../src/views/source-page.ts';
import { makeSession, makeSessionInput, makeSummary, NOW, QUERY } from './fixtures.ts';

/** A look at a server where some is lost; names as an attacker or a careless customer would choose them. */
function look(hostile: string): VerificationView {
  const none = { source: null, here: null, note: null };
  return {
    head: { checkedAt: NOW - 3 * 86_400, serverAt: NOW - 3 * 86_400, unanswered: ['listzones'] },
    source: { at: NOW - 5 * 86_400, note: null },
    summary: { items: 498, confirmed: 431, differs: 52, notLooked: 15, fixed: 3 },
    accounts: [
      {
        type: 'AccountRemoteRoot',
        name: hostile,
        localName: 'shop2',
        result: 'differs',
        before: 'differs',
        checks: [
          {
            check: 'account',
            subject: null,
            result: 'confirmed',
            source: hostile,
            here: 'shop2',
            note: null,
          },
          {
            check: 'bytes',
            subject: null,
            result: 'differs',
            source: 2e9,
            here: 9e8,
            note: 'Only 45 % of what the source had',
          },
          {
            check: 'database',
            subject: hostile,
            result: 'differs',
            source: hostile,
            here: null,
            note: 'It is not on this server',
          },
          {
            ...none,
            check: 'zone',
            subject: 'shop.example',
            result: 'not-looked',
            note: 'listzones is off',
          },
        ],
      },
      {
        type: 'AccountRemoteRoot',
        name: 'fernhill',
        localName: 'fernhill',
        result: 'confirmed',
        before: 'differs',
        checks: [
          {
            ...none,
            check: 'account',
            subject: null,
            result: 'confirmed',
            source: 'fernhill',
            here: 'fernhill',
          },
          { ...none, check: 'mailboxes', subject: null, result: 'only-here', here: 4 },
        ],
      },
    ],
    running: null,
    failure: null,
    leftBehind: [{ text: 'This is a restricted restore.', says: 'what the source said' }],
    movedUntil: NOW - 5 * 86_400,
  };
}

const OVER: Partial<Session> = { state: 'COMPLETED', live: false, endedAt: NOW - 5 * 86_400 };
const NOBODY: VerificationView['summary'] = {
  items: 0,
  confirmed: 0,
  differs: 0,
  notLooked: 0,
  fixed: 0,
};

function session(verification: VerificationView): Page {
  const query = { ...QUERY, tab: 'verify' as const };
  return buildSessionPage(
    makeSessionInput({ session: makeSession(OVER), query, verification }),
    NOW,
  );
}

function source(hostile: string, changes: Partial<SourcePageInput> = {}): Page {
  const account = (name: string, more: Partial<SourceAccountJson> = {}): SourceAccountJson => ({
    ...{ type: 'AccountRemoteRoot', name, localName: name, domain: `${name}.example` },
    ...{ result: 'clean', sessionId: 'copyacct20261101120000aB3dE', attempts: 1 },
    ...{ verified: 'confirmed', openFollowUps: 0 },
    ...more,
  });
  const input: SourcePageInput = {
    ...{ asked: 'old9.example.net', source: 'old9.example.net' },
    names: ['old9.example.net', '192.0.2.32'],
    sessions: [makeSummary({ state: 'COMPLETED' })],
    accounts: [
      account('oakfield', { result: 'failed', verified: null, attempts: 2 }),
      account(hostile, {
        localName: 'shop2',
        result: 'review',
        verified: 'differs',
        openFollowUps: 7,
      }),
      account('fernhill'),
    ],
    totals: {
      ...{ accounts: 3, clean: 1, review: 1, incomplete: 0, failed: 1, unfinished: 0 },
      ...{ settledLater: 1, unassigned: 2 },
    },
    unassigned: [
      { name: 'left1', domain: 'left1.example' },
      { name: hostile, domain: null },
    ],
    verified: { confirmed: 1, differs: 1, notLooked: 0 },
    oldestLook: { checkedAt: NOW - 200_000, movedUntil: NOW - 400_000 },
    running: null,
    query: { show: null, q: null, page: 1 },
    warnings: [],
    ...changes,
  };
  return buildSourcePage(input, NOW);
}

/** All states of a verification and of a source's page. */
export function verifyStates(hostile: string): Record<string, Page> {
  const whole = look(hostile);
  return {
    'session-verify': session(whole),
    'session-verify-none': session({ ...whole, head: null, accounts: [], summary: NOBODY }),
    'session-verify-running': session({
      ...whole,
      running: { startedAt: NOW - 20, done: 150, total: 498 },
    }),
    'session-verify-failed': session({ ...whole, failure: hostile }),
    report: buildReportPage(
      makeSessionInput({
        session: makeSession({ ...OVER, sourceHost: hostile }),
        verification: whole,
      }),
      NOW,
    ),
    source: source(hostile),
    'source-unassigned': source(hostile, { query: { show: 'unassigned', q: null, page: 1 } }),
    'source-nothing': source(hostile, {
      ...{ accounts: [], unassigned: null, query: { show: 'open', q: hostile, page: 1 } },
      running: { done: 0, total: 3 },
      warnings: [hostile],
    }),
  };
}
