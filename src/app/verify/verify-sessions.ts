import {
  endVerifyRun,
  saveVerification,
  saveVerifyRun,
  type VerificationHead,
} from '../../store/verification-store.ts';
import { errorMessage } from '../../system/errno.ts';
import type { Reply } from '../../verify/answer-fields.ts';
import { isShortOfBytes, isShortOfFiles } from '../../verify/checks/sizes.ts';
import type { MovedAccount } from '../../verify/moved-account.ts';
import {
  readServerAnswers,
  SERVER_FUNCTIONS,
  type ServerAnswers,
} from '../../verify/read-server.ts';
import type { LocalOwned, ServerInventory } from '../../verify/server-inventory.ts';
import { localNamesOf, type VerifiedAccount, verifyAccount } from '../../verify/verify-account.ts';
import type { TransferApi } from '../../whm/api/answer.ts';
import { NoAnswerError } from '../../whm/inventory/ask-many.ts';
import {
  askAccounts,
  askServer,
  askUsageAgain,
  lookAtDocumentRoots,
} from '../../whm/inventory/server.ts';
import type { Monitor } from '../monitor.ts';
import { Problem } from '../problem.ts';
import { type KnownSource, knownSource } from './source-looks.ts';

/** The accounts of one session that are to be looked at. */
export interface VerifyTask {
  sid: number;
  sessionId: string;
  accounts: readonly MovedAccount[];
  /** New names of accounts of the session, also of those that are not looked at. */
  localNames: ReadonlyMap<string, string>;
  /** The task covers everything that the session has moved. */
  isWhole: boolean;
}

export function taskOf(
  sid: number,
  sessionId: string,
  moved: readonly MovedAccount[],
  isChosen: ((account: MovedAccount) => boolean) | null,
): VerifyTask {
  const accounts = isChosen === null ? moved : moved.filter(isChosen);
  return { sid, sessionId, accounts, localNames: localNamesOf(moved), isWhole: isChosen === null };
}

export interface TaskResult {
  task: VerifyTask;
  source: KnownSource;
  head: VerificationHead;
  accounts: VerifiedAccount[];
}

export interface VerifyOptions {
  /** Epoch seconds. */
  clock: () => number;
  /** The process that others see working; null where nobody watches. */
  pid: number | null;
  onProgress: (done: number, total: number) => void;
}

/**
 * Looks at this server and compares what it finds with what the sources said: the server-wide part once for all
 * sessions, then what needs a call for each account. The results are stored.
 *
 * @throws Problem (refused) where the server's API does not answer at all
 */
export async function verifySessions(
  monitor: Monitor,
  api: TransferApi,
  tasks: readonly VerifyTask[],
  options: VerifyOptions,
): Promise<TaskResult[]> {
  const names = new Set(tasks.flatMap(({ accounts }) => accounts.map(userOf)));
  const startedAt = options.clock();
  const tell = (done: number): void => {
    options.onProgress(done, names.size);
    const run = { startedAt, pid: options.pid, done, total: names.size, failure: null };
    keepIfPossible(monitor, () => {
      for (const { sid } of tasks) saveVerifyRun(monitor.db, sid, run);
    });
  };
  try {
    tell(0);
    const { server, at } = await lookAtServer(monitor, api, tasks, options.clock, tell);
    const results = tasks.map((task) => compare(monitor, task, server, at));
    keepIfPossible(monitor, () => {
      for (const { task, head, accounts } of results) {
        saveVerification(monitor.db, task.sid, head, accounts, task.isWhole);
        endVerifyRun(monitor.db, task.sid);
      }
    });
    return results;
  } catch (error) {
    const failure = errorMessage(error);
    keepIfPossible(monitor, () => {
      for (const { sid } of tasks) {
        const run = { startedAt, pid: null, done: 0, total: names.size, failure };
        saveVerifyRun(monitor.db, sid, run);
      }
    });
    if (error instanceof NoAnswerError) {
      const facts = { code: 'server-silent', reason: failure } as const;
      throw new Problem('refused', facts, null, { cause: error });
    }
    throw error;
  }
}

/** A cache that cannot be written does not keep the result from being reported. */
function keepIfPossible(monitor: Monitor, work: () => void): void {
  if (monitor.limit === null) work();
}

function userOf({ localName }: MovedAccount): string {
  return localName.toLowerCase();
}

async function lookAtServer(
  monitor: Monitor,
  api: TransferApi,
  tasks: readonly VerifyTask[],
  clock: () => number,
  tell: (done: number) => void,
): Promise<{ server: ServerInventory; at: VerificationHead }> {
  const answers = await askServer(api);
  if (SERVER_FUNCTIONS.every((name) => !answers[name].ok)) {
    throw new NoAnswerError(firstReason(answers));
  }
  const wide = readServerAnswers(answers);
  if (Object.values(wide).every((part) => !part.ok)) {
    throw new NoAnswerError('none of its answers has a known format');
  }
  const serverAt = clock();
  const accounts = tasks.flatMap((task) => task.accounts);
  const users = [...new Set(accounts.map(userOf))].filter(
    (user) => !wide.accounts.ok || wide.accounts.value.has(user),
  );
  if (isUsageDoubtful(monitor, tasks, wide)) {
    const again = await askUsageAgain(api);
    // The first answer may be old, but is better than none.
    if (again.ok) wide.usage = readServerAnswers({ ...answers, get_disk_usage: again }).usage;
  }
  const { details, unanswered } = await askAccounts(
    api,
    users.map(withDatabases(wide.databases)),
    tell,
  );
  const server = { ...wide, details, documentRoots: lookAtRoots(monitor, wide, new Set(users)) };
  unanswered.unshift(...SERVER_FUNCTIONS.filter((name) => !answers[name].ok));
  return { server, at: { checkedAt: clock(), serverAt, unanswered } };
}

function firstReason(answers: ServerAnswers): string {
  const [first] = SERVER_FUNCTIONS.flatMap((name) => {
    const answer = answers[name];
    return answer.ok ? [] : [answer.reason];
  });
  return first ?? 'it gives no reason';
}

/** Only accounts with MySQL databases here are asked for their sizes. */
function withDatabases(
  databases: Reply<ReadonlyMap<string, LocalOwned[]>>,
): (user: string) => { user: string; hasDatabases: boolean } {
  if (!databases.ok) return (user) => ({ user, hasDatabases: true });
  const owners = new Set<string>();
  for (const entries of databases.value.values()) {
    for (const { owner, engine } of entries) if (engine !== 'postgresql') owners.add(owner);
  }
  return (user) => ({ user, hasDatabases: owners.has(user) });
}

/** Right after a restore the server's own count can lag behind: what seems to be missing is counted again. */
function isUsageDoubtful(
  monitor: Monitor,
  tasks: readonly VerifyTask[],
  { usage, hasQuota }: Pick<ServerInventory, 'usage' | 'hasQuota'>,
): boolean {
  if (!usage.ok || !hasQuota.ok || !hasQuota.value) return false;
  return tasks.some(({ sid, accounts }) => {
    const source = knownSource(monitor, sid).inventory;
    return accounts.some((account) => {
      const here = usage.value.get(userOf(account));
      const { queued } = account;
      if (!here || !queued || queued.skipsHome) return false;
      const isShort =
        source?.hasDiskUsed === true &&
        queued.size !== null &&
        isShortOfBytes(queued.size, here.bytes);
      if (isShort) return true;
      if (source?.hasFilesUsed !== true || queued.files === null) return false;
      return here.files !== null && isShortOfFiles(queued.files, here.files);
    });
  });
}

function lookAtRoots(
  { root }: Monitor,
  { domains }: Pick<ServerInventory, 'domains'>,
  users: ReadonlySet<string>,
): ServerInventory['documentRoots'] {
  if (!domains.ok) return null;
  const paths = new Set<string>();
  for (const { user, documentRoot } of domains.value.values()) {
    if (documentRoot !== null && users.has(user)) paths.add(documentRoot);
  }
  return lookAtDocumentRoots(root, paths);
}

function compare(
  monitor: Monitor,
  task: VerifyTask,
  server: ServerInventory,
  head: VerificationHead,
): TaskResult {
  const source = knownSource(monitor, task.sid);
  const { localNames } = task;
  const now = head.serverAt;
  const accounts = task.accounts.map((account) =>
    verifyAccount({ account, source: source.inventory, server, localNames, now }),
  );
  return { task, source, head, accounts };
}
