import { existsSync, opendirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject, type JsonObject } from '../../log/value.ts';
import { hostPath } from '../../system/environment.ts';
import { errnoOf } from '../../system/errno.ts';
import { noReply, type Reply, reply } from '../../verify/answer-fields.ts';
import type { WantedNames } from '../../verify/local-side.ts';
import {
  readDatabaseSizes,
  readMailboxes,
  SERVER_FUNCTIONS,
  type ServerAnswers,
} from '../../verify/read-server.ts';
import type { LocalDetails, RootLook } from '../../verify/server-inventory.ts';
import { reduceAnalysis } from '../../verify/source-inventory.ts';
import type { TransferApi } from '../api/answer.ts';
import { askBatch, type Question } from './ask-many.ts';

const WANTED_FIELDS = 'user,domain,owner,plan,ip,suspended,is_temporary_domain,child_nodes';

/**
 * What this server says of itself: one call, whatever the number of its accounts.
 *
 * @throws NoAnswerError
 */
export async function askServer(api: TransferApi): Promise<ServerAnswers> {
  const questions: Question[] = SERVER_FUNCTIONS.map((name) =>
    name === 'listaccts' ? { name, args: { want: WANTED_FIELDS } } : { name },
  );
  const answers = await askBatch(api, questions);
  return Object.fromEntries(
    SERVER_FUNCTIONS.map((name, i) => [name, answers[i] ?? noReply(`${name} was not answered`)]),
  ) as ServerAnswers;
}

/** Asks again how much accounts use, counted now: the usual answer can be older than the last file that arrived. */
export async function askUsageAgain(api: TransferApi): Promise<Reply<unknown>> {
  const [answer] = await askBatch(api, [{ name: 'get_disk_usage', args: { cache_mode: 'off' } }]);
  return answer ?? noReply('get_disk_usage was not answered');
}

/** With two functions for each account, a batch stays far below the limit of a command line. */
const ACCOUNTS_AT_ONCE = 25;

/**
 * Asks what needs a call for each account, many in one batch.
 *
 * @param asked names of accounts on this server
 * @param onProgress called after each batch with the number of accounts done
 * @returns also the functions that answered for no account
 * @throws NoAnswerError
 */
export async function askAccounts(
  api: TransferApi,
  asked: readonly { user: string; hasDatabases: boolean }[],
  onProgress: (done: number) => void,
): Promise<{ details: Map<string, LocalDetails>; unanswered: string[] }> {
  const details = new Map<string, LocalDetails>();
  const answered = { mail: 0, sizes: 0 };
  let askedForSizes = 0;
  for (let at = 0; at < asked.length; at += ACCOUNTS_AT_ONCE) {
    const some = asked.slice(at, at + ACCOUNTS_AT_ONCE);
    const mail = some.map(({ user }) =>
      uapi(user, 'Email', 'list_pops_with_disk', { no_disk: '1' }),
    );
    const withDatabases = some.filter(({ hasDatabases }) => hasDatabases);
    const sizes = withDatabases.map(({ user }) => uapi(user, 'Mysql', 'list_databases'));
    const answers = await askBatch(api, [...mail, ...sizes]);
    const sizeOf = new Map(withDatabases.map(({ user }, i) => [user, answers[some.length + i]]));
    some.forEach(({ user }, i) => {
      details.set(user, {
        databaseSizes: sizesOf(sizeOf.get(user)),
        mailboxes: mailboxesOf(answers[i]),
      });
    });
    askedForSizes += withDatabases.length;
    for (const { user } of withDatabases) {
      if (details.get(user)?.databaseSizes.ok) answered.sizes += 1;
    }
    for (const { user } of some) if (details.get(user)?.mailboxes.ok) answered.mail += 1;
    onProgress(Math.min(asked.length, at + some.length));
  }
  const unanswered: string[] = [];
  if (asked.length > 0 && answered.mail === 0) unanswered.push('Email::list_pops_with_disk');
  if (askedForSizes > 0 && answered.sizes === 0) unanswered.push('Mysql::list_databases');
  return { details, unanswered };
}

function uapi(
  user: string,
  module: string,
  name: string,
  args: Readonly<Record<string, string>> = {},
): Question {
  const call = { 'cpanel.user': user, 'cpanel.module': module, 'cpanel.function': name };
  return { name: 'uapi_cpanel', args: { ...call, ...args } };
}

/** An account without a MySQL database here was not asked about sizes. */
function sizesOf(answer: Reply<unknown> | undefined): Reply<ReadonlyMap<string, number>> {
  if (answer === undefined) return reply(new Map());
  return answer.ok ? readDatabaseSizes(answer.value) : answer;
}

function mailboxesOf(answer: Reply<unknown> | undefined): Reply<number> {
  if (answer === undefined) return noReply('This server was not asked');
  return answer.ok ? readMailboxes(answer.value) : answer;
}

/**
 * Named fields of what the sources said about themselves when the sessions were made.
 *
 * @param sessions each with the names that its queue asks for on this server
 * @throws NoAnswerError
 */
export async function askSources(
  api: TransferApi,
  sessions: readonly { id: string; wanted: WantedNames }[],
): Promise<Reply<JsonObject>[]> {
  const answers = await askBatch(
    api,
    sessions.map(({ id }) => ({
      name: 'retrieve_transfer_session_remote_analysis',
      args: { transfer_session_id: id },
    })),
  );
  return answers.map((answer, i) => {
    if (!answer.ok) return answer;
    const wanted = sessions[i]?.wanted;
    const kept = isObject(answer.value) ? reduceAnalysis(answer.value, wanted) : null;
    return kept === null
      ? noReply('The server has no analysis of the source of this session')
      : { ok: true, value: kept };
  });
}

/**
 * Checks whether document roots contain anything. No file in them is opened.
 *
 * @returns null where none of them can be seen, nor a folder that should contain one: then nobody can say that any is
 *   missing
 */
export function lookAtDocumentRoots(
  root: string,
  paths: Iterable<string>,
): Map<string, RootLook> | null {
  const looks = new Map<string, RootLook>();
  for (const path of paths) {
    const look = lookAt(root, path);
    if (look !== null) looks.set(path, look);
  }
  const isSeen = [...looks].some(
    ([path, look]) => look !== 'missing' || existsSync(hostPath(root, dirname(path))),
  );
  return isSeen ? looks : null;
}

function lookAt(root: string, path: string): RootLook | null {
  if (!path.startsWith('/') || path.includes('\0') || path.split('/').includes('..')) return null;
  try {
    const folder = opendirSync(hostPath(root, path));
    try {
      return folder.readSync() === null ? 'empty' : 'there';
    } finally {
      folder.closeSync();
    }
  } catch (error) {
    const errno = errnoOf(error);
    return errno === 'ENOENT' || errno === 'ENOTDIR' ? 'missing' : null;
  }
}
