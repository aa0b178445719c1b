import { warningsJson } from '../../app/cache-limit.ts';
import type { Snapshot } from '../../app/observe.ts';
import { summarize } from '../../app/report-session.ts';
import { runningVerification } from '../../app/verify/kept-verification.ts';
import { readSourceAccounts } from '../../app/verify/source-report.ts';
import { findSource } from '../../app/verify/sources.ts';
import { countUnreadLogs } from '../../session/session-verdict.ts';
import { findVerification } from '../../store/verification-store.ts';
import { SCHEMA_VERSION } from '../../views/contract.ts';
import type { SourceAccountJson } from '../../views/contract-verify.ts';
import { csvLine } from '../../views/csv.ts';
import { problemWords } from '../../views/problem-words.ts';
import { SOURCE_CSV_HEAD, sourceCsvCells } from '../../views/source-csv.ts';
import { buildSourcePage, type SourcePage, type SourcePageInput } from '../../views/source-page.ts';
import type { RequestContext } from '../context.ts';
import { jsonAnswer, type PageAnswer } from '../http/response.ts';
import { startMaintenance } from '../start-maintenance.ts';
import type { ParametersOf } from '../urls.ts';
import { csvAnswer } from './report.ts';

type At = ParametersOf<'source'>;

export function sourceJson({ monitor, hasTimeLeft }: RequestContext, { source }: At): PageAnswer {
  const { group, snapshots } = findSource(monitor, source, hasTimeLeft);
  const { accounts, totals } = readSourceAccounts(monitor, snapshots);
  const sessions = snapshots.map(summarize);
  const head = { schemaVersion: SCHEMA_VERSION, source: group.name, sessions };
  return jsonAnswer({ ...head, accounts, totals, ...warningsJson(monitor) });
}

export async function sourcePage(context: RequestContext, at: At): Promise<SourcePage> {
  const { monitor, hasTimeLeft } = context;
  const { group, snapshots, problems } = findSource(monitor, at.source, hasTimeLeft);
  const { accounts, totals, unassigned } = readSourceAccounts(monitor, snapshots);
  const here = snapshots.filter(({ observation }) => observation.hasFolder);
  const isUnread = here.some(({ facts }) => countUnreadLogs(facts) > 0);
  // The background also asks what the source says of itself.
  if (isUnread || (unassigned === null && here.length > 0)) await startMaintenance(context, true);
  const running = snapshots
    .map(({ synced }) => runningVerification(monitor, synced.session.sid))
    .find((run) => run !== null);
  return buildSourcePage(
    {
      asked: at.source,
      source: group.name,
      names: group.names,
      sessions: snapshots.map(summarize),
      accounts,
      totals,
      unassigned,
      verified: countVerified(accounts),
      oldestLook: oldestLook(monitor, snapshots),
      running: running ?? null,
      query: { show: at.show, q: at.q, page: at.page ?? 1 },
      warnings: problems.map(problemWords),
    },
    monitor.now,
  );
}

function countVerified(accounts: readonly SourceAccountJson[]): {
  confirmed: number;
  differs: number;
  notLooked: number;
} {
  const of = (word: SourceAccountJson['verified']): number =>
    accounts.filter(({ verified }) => verified === word).length;
  return { confirmed: of('confirmed'), differs: of('differs'), notLooked: of('not-looked') };
}

function oldestLook(
  { db }: RequestContext['monitor'],
  snapshots: readonly Snapshot[],
): SourcePageInput['oldestLook'] {
  const looks = snapshots.flatMap(({ synced, facts }) => {
    const head = findVerification(db, synced.session.sid);
    if (head === null) return [];
    const movedUntil = facts.header.endedAt ?? facts.seen.endedAt;
    return [{ checkedAt: head.checkedAt, movedUntil }];
  });
  return looks.sort((a, b) => a.checkedAt - b.checkedAt)[0] ?? null;
}

export function sourceCsv(context: RequestContext, { source }: At): PageAnswer {
  const { group, snapshots } = findSource(context.monitor, source, context.hasTimeLeft);
  const { accounts, unassigned } = readSourceAccounts(context.monitor, snapshots);
  const rows = [...accounts, ...(unassigned ?? [])];
  const lines = [csvLine(SOURCE_CSV_HEAD), ...rows.map((row) => csvLine(sourceCsvCells(row)))];
  return csvAnswer(context, `source-${group.name}`, lines);
}
