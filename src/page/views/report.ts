import { readAccount } from '../../app/account.ts';
import { compareSessions } from '../../app/compare.ts';
import { Problem } from '../../app/problem.ts';
import { REPORTS, reportLines } from '../../app/report.ts';
import { readResolvedLater } from '../../app/resolved-later.ts';
import { readRetry } from '../../app/retry.ts';
import { syncSameSourceSessions } from '../../app/same-source-sessions.ts';
import { comparisonCsv } from '../../views/compare-page.ts';
import { attemptCsvLines } from '../../views/report-csv.ts';
import { retryScript } from '../../views/retry-text.ts';
import type { Caller } from '../context.ts';
import type { PageAnswer } from '../http/response.ts';
import { narrowingOf, sessionQueryParameters, wordParameter } from '../parameter.ts';
import { observe } from './session.ts';

const BLOCK_CHARACTERS = 64 * 1024;
/** A comparison as CSV holds no more than this of each kind of change. */
const MOST_COMPARED = 10_000;

/** A spreadsheet takes the bytes for UTF-8 only behind this mark. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * A table of a session for a spreadsheet, narrowed as the address says. Lines are read while they are sent.
 *
 * @param done called when the last line was given, or none will be asked for any more
 */
export function sessionCsv(caller: Caller, id: string, done: () => void): PageAnswer {
  const { query } = caller.request;
  const name =
    wordParameter(query, 'report', REPORTS) ?? (query.get('tab') === 'issues' ? 'issues' : 'items');
  const asked = sessionQueryParameters(query);
  const snapshot = observe(caller, id);
  if (name === 'retry') syncSameSourceSessions(caller.monitor, snapshot, caller.goOn);
  const lines = reportLines(
    caller.monitor,
    snapshot,
    name,
    narrowingOf(asked),
    asked.issue ?? null,
  );
  return csvAnswer(`${id}-${name}`, lines, done);
}

export function accountCsv(caller: Caller, account: string, done: () => void): PageAnswer {
  const { attempts } = readAccount(caller.monitor, account, caller.goOn);
  return csvAnswer(`account-${account}`, attemptCsvLines(attempts), done);
}

export function compareCsv(
  caller: Caller,
  id: string,
  otherId: string,
  done: () => void,
): PageAnswer {
  const [one, other] = [observe(caller, id), observe(caller, otherId)];
  const comparison = compareSessions(caller.monitor, one, other, MOST_COMPARED);
  return csvAnswer(`${id}-${otherId}-comparison`, comparisonCsv(comparison), done);
}

/** The commands that move again what a session left undone, as a file. */
export function retryFile(caller: Caller, id: string): PageAnswer {
  const { monitor } = caller;
  const snapshot = observe(caller, id);
  syncSameSourceSessions(monitor, snapshot, caller.goOn);
  const resolvedLater = readResolvedLater(monitor, snapshot);
  const script = retryScript(readRetry(monitor, snapshot, resolvedLater));
  if (script === null) {
    throw new Problem('not-found', 'No commands can be made for this session.', id);
  }
  return { status: 200, headers: download('text/plain', `${id}-retry.sh`), body: script };
}

function csvAnswer(name: string, lines: Iterable<string>, done: () => void): PageAnswer {
  return {
    status: 200,
    headers: download('text/csv', `${name}.csv`),
    body: blocksOf(lines, done),
  };
}

function download(type: string, name: string): Record<string, string> {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, '_');
  return {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Disposition': `attachment; filename="${plain}"`,
  };
}

function* blocksOf(lines: Iterable<string>, done: () => void): Generator<Buffer> {
  try {
    let block = BYTE_ORDER_MARK;
    for (const line of lines) {
      block += line;
      if (block.length < BLOCK_CHARACTERS) continue;
      yield Buffer.from(block);
      block = '';
    }
    yield Buffer.from(block);
  } catch (error) {
    // The head is sent: only the table itself can still tell that it lacks its end.
    yield Buffer.from('"This table is not complete: something went wrong while it was made."\r\n');
    throw error;
  } finally {
    done();
  }
}
