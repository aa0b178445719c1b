import type { SessionAction } from '../session/state.ts';

/**
 * Every problem that a reader is told about: its code, its parameters, and the sentence that they make. The code that
 * meets a problem passes on code and parameters; page and command turn them into words. `reason` is a message of the
 * system, of SQLite or of the server, without a full stop.
 */
const SENTENCES = {
  // Something that was requested does not exist.
  'no-session': ({ id }: { id: string }) => `There is no session “${id}”.`,
  'no-item': ({ item }: { item: string }) => `The session has no item “${item}”.`,
  'no-log': ({ log }: { log: string }) => `The session has no log “${log}”.`,
  'no-readable-log': ({ log, reason }: { log: string; reason: string }) =>
    `The session has no log “${log}” that can be read. The server says: ${reason}`,
  'no-kept-logs': () => 'The server has deleted this session, and its logs were not kept.',
  'no-issue': () => 'The session has no such issue.',
  'no-issue-of-item': () => 'The session has no such issue of this item.',
  'no-commands': () => 'There are no commands that could move anything of this session again.',
  'no-verification': () =>
    'This session has not been verified yet. Open its tab “Verify”, or run “whm-transfers verify”.',
  'no-source': ({ source }: { source: string }) =>
    `No session has moved anything from “${source}”.`,
  'no-account': ({ account, similar }: { account: string; similar: readonly string[] }) =>
    `No session has moved “${account}”.${similar.length === 0 ? '' : ` Similar names: ${similar.join(', ')}.`}`,
  'no-account-of-session': ({ account }: { account: string }) =>
    `The session has moved no account “${account}”.`,
  'no-account-of-source': ({ account, source }: { account: string; source: string }) =>
    `No account “${account}” was moved from ${source}.`,
  'no-file': ({ file }: { file: string }) => `There is no file ${file}.`,
  'no-fault': ({ id }: { id: string }) => `The fault log has no fault “${id}”.`,

  // A request cannot be understood.
  unreadable: ({ reason }: { reason: string }) => reason,
  'not-an-id': ({ id }: { id: string }) => `“${id}” is not a session id.`,
  'not-a-log-name': ({ file }: { file: string }) => `“${file}” is not the name of a log.`,
  'not-a-log': ({ file }: { file: string }) => `${file} is a folder, not a log.`,
  'not-a-master-log': ({ file }: { file: string | null }) =>
    `${file ?? 'Standard input'} contains no records of a transfer session. Is it a master log?`,
  'address-letters': () => 'The address contains characters that are not allowed.',
  'parameter-malformed': ({ name, wanted }: { name: string; wanted: string }) =>
    `The parameter “${name}” must be ${wanted}.`,
  'parameter-empty': ({ name }: { name: string }) => `The parameter “${name}” is empty.`,
  'parameter-alone': ({ name }: { name: string }) =>
    `The parameter “${name}” needs the parameter “session”.`,
  'no-report': ({ report, format }: { report: string; format: string }) =>
    `This view has no report “${report}” in the format “${format}”.`,
  'no-format': ({ format }: { format: string }) => `This view has no format “${format}”.`,
  'no-method': ({ method }: { method: string }) => `${method} is not possible here.`,
  'same-session': () => 'A session cannot be compared with itself.',
  'search-empty': () => 'There is nothing to search for.',
  'form-length': () => 'Content-Length is malformed.',
  'form-too-large': () => 'The form is too large.',
  'form-late': () => 'The form did not arrive in time.',
  'form-cut': () => 'The form arrived incomplete.',
  'form-without-action': () => 'The form does not ask for a known action.',
  'form-without-session': () => 'The form names no session.',
  'form-without-subject': () => 'The form names no session and no source.',
  'form-field': ({ name }: { name: string }) =>
    `The form’s field “${name}” is empty, too long or not text.`,
  'form-note': () => 'The note is too long, or not text.',
  'form-row': ({ name }: { name: string }) => `The field “${name}” belongs to no webhook.`,
  'form-webhook': ({ index }: { index: string }) => `The form has no webhook “${index}”.`,
  'form-webhooks': () => 'The form lists a webhook that is not in the file, or lists one twice.',
  'arguments-unreadable': () => 'The arguments cannot be read.',
  'argument-missing': ({ names }: { names: readonly string[] }) =>
    `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} missing.`,
  'argument-empty': ({ name }: { name: string }) => `${name} is empty.`,
  'argument-unexpected': ({ given, names }: { given: string; names: readonly string[] }) =>
    `Unexpected argument “${given}” (expected ${names.length === 0 ? 'none' : names.join(' and ')}).`,
  'option-unknown': ({ option }: { option: string }) => `There is no option ${option}.`,
  'option-with-value': ({ option }: { option: string }) => `${option} takes no value.`,
  'option-without-value': ({ option }: { option: string }) => `${option} needs a value.`,
  'option-dash': ({ option }: { option: string }) =>
    `${option} needs a value; one that begins with a dash is written as ${option}=VALUE.`,
  'option-word': ({ option, words }: { option: string; words: readonly string[] }) =>
    `--${option} must be ${words.length === 1 ? '' : 'one of '}${words.join(', ')}.`,
  'option-pair': () => '--json and --csv cannot be used together.',
  'option-state': () => '--state needs a state.',
  'option-timeout': () => '--timeout needs a number of seconds, 0 or more.',
  'option-follow': () => '--follow works on one log: with --grep, name the LOGFILE.',
  'option-subject': () => 'Name a SESSION, or a source with --source HOST.',
  'unknown-action': ({ name, actions }: { name: string; actions: readonly string[] }) =>
    `“${name}” is not one of ${actions.join(', ')}.`,

  // Not allowed, or not possible now.
  'page-for-root': () => 'Transfer Monitor is for root, and for resellers with all privileges.',
  'command-for-root': () => 'Only root may read transfer sessions.',
  'doctor-for-root': () => 'Only root may look at the whole installation.',
  'form-of-other-site': () => 'The form was sent from a page of another site, so nothing was done.',
  'form-without-proof': () =>
    'This page has expired, so nothing was done. Reload it and try again.',
  'form-uncheckable': ({ reason }: { reason: string }) => `${reason} Nothing was done.`,
  'session-deleted': ({ action }: { action: SessionAction }) =>
    `The server has deleted this session, so it can’t be asked to ${action}.`,
  'state-forbids': ({ state, action }: { state: string; action: SessionAction }) =>
    `A session that is ${state} can’t be asked to ${action}.`,
  'needs-no-follow-up': () => 'This issue needs no follow-up.',
  'verifying-already': () => 'A verification is already running.',
  'nobody-to-tell': () => 'No recipients are set up.',
  'test-failed': ({ sent, failed }: { sent: number; failed: readonly Untold[] }) =>
    `The test was sent to ${sent} of ${sent + failed.length}. ${failed
      .map(({ label, reason }) => `${label}: ${reason}`)
      .join('; ')}.`,
  'too-many-faults': () => 'Too many faults were reported in the last minute.',
  'not-kept': ({ why }: { why: string }) => `Nothing was saved. ${why}`,

  // The server or this program did not do it.
  'server-refused': ({ reason }: { reason: string }) => reason,
  'server-not-asked': ({ reason }: { reason: string }) => reason,
  'server-unclear': ({ reason }: { reason: string }) => reason,
  'server-silent': ({ reason }: { reason: string }) =>
    `The server’s API does not answer: ${reason}`,
  'no-root-folder': ({ root }: { root: string }) =>
    `WHM_TRANSFERS_ROOT names “${root}”, which does not exist.`,
  'no-command': () => 'The command whm-transfers is not installed.',
  'command-not-started': ({ reason }: { reason: string }) =>
    `The command cannot be started: ${reason}.`,
  'no-driver': ({ words, repair }: { words: string; repair: string }) =>
    `${words}. Perhaps its Node.js was replaced. On the server, as root, run: ${repair}`,
  'internal-error': () => 'Internal error.',
  unforeseen: ({ reason }: { reason: string }) => `An unexpected error occurred: ${reason}`,

  // The cache.
  'cache-busy': () => 'The cache is being written by another process.',
  'cache-damaged': () =>
    'The cache is damaged. “whm-transfers ingest” rebuilds it, and keeps what can be read.',
  'cache-damaged-here': () =>
    'The cache is damaged. Run: whm-transfers ingest. It rebuilds the cache, and keeps what can be read.',
  'cache-unreadable': ({ reason }: { reason: string }) => reason,
  'cache-in-use': () => 'Another process is writing the cache: this is what it contained before.',
  'cache-held': () => 'Another process has locked the cache.',
  'cache-closed': ({ folder, reason }: { folder: string; reason: string }) =>
    `The cache in ${folder} cannot be opened or written (${reason}).`,
  'disk-full': ({ folder }: { folder: string }) => `The disk that ${folder} is on is full.`,
  'disk-read-only': ({ folder }: { folder: string }) => `${folder} is on a read-only disk.`,
  'no-folder': ({ folder }: { folder: string }) =>
    `${folder} must be a folder, but it or its parent is a file.`,
  'nothing-new-kept': () =>
    'What is shown comes from the server’s files and from what was saved before; nothing new is saved.',
  'cache-lost': ({
    path,
    what,
  }: {
    path: string;
    what: 'deleted' | 'marks' | 'maybe-marks' | null;
  }) => LOST[what ?? 'moment'](path),

  // Reading a session.
  'index-unreadable': ({ reason }: { reason: string }) =>
    `The server's index of sessions could not be read: ${reason}.`,
  'index-not-kept': ({ reason }: { reason: string }) =>
    `What the server’s index says about the session could not be saved: ${reason}.`,
  'folder-unseen': ({ reason }: { reason: string }) =>
    `The session’s folder could not be read: ${reason}.`,
  'folder-unlisted': ({ reason }: { reason: string }) =>
    `The session’s folder could not be listed: ${reason}.`,
  'master-log-unreadable': ({ reason }: { reason: string }) =>
    `The master log could not be read: ${reason}.`,
  'master-log-missing': ({ hadOne, states }: { hadOne: boolean; states: readonly QueueState[] }) =>
    `${
      hadOne
        ? 'The session’s master log is gone. What had been read of it is shown; the rest is unknown.'
        : 'The session has no master log, so what happened to its items is unknown.'
    }${states.length === 0 ? '' : ` The server's queue has ${states.map(([state, count]) => `${count} ${state}`).join(', ')}.`}`,
  'log-unreadable': ({ log, reason }: { log: string; reason: string }) =>
    `The log ${log} could not be read: ${reason}.`,
  'log-unsearched': ({ log, reason }: { log: string; reason: string }) =>
    `The log ${log} could not be searched for errors: ${reason}.`,
  'queue-unreadable': ({ reason }: { reason: string }) =>
    `The session’s queue could not be read, so waiting items have no names: ${reason}.`,
  'still-reading': ({ percent }: { percent: number }) =>
    `The log is still being read: ${percent} % so far.`,
  'being-renewed': ({ percent }: { percent: number | null }) =>
    `This session was read by an older version of Transfer Monitor and is being read again. Until that is done, its issues are shown as that version grouped them.${percent === null ? '' : ` ${percent} % so far.`}`,
  'renewal-failed': ({ reason }: { reason: string }) =>
    `What an older version saved about the session could not be updated: ${reason}.`,
  'not-in-cache': ({ session }: { session: string | null }) =>
    `${session === null ? '' : `${session}: `}Another process is writing the cache, which does not have this session yet. Try again in a moment.`,
  'cache-behind': () =>
    'Another process is writing the cache, so what is shown is older than the log.',
  'not-shown': ({ session, reason }: { session: string; reason: string }) =>
    `${session} cannot be shown: ${reason}.`,

  // Regular maintenance.
  'not-told': ({ session, reason }: { session: string; reason: string }) =>
    `${session}: its events could not be announced: ${reason}.`,
  'not-sent': ({ label, reason, isLast }: Untold & { isLast: boolean }) =>
    `${label}: ${reason}. ${isLast ? 'No more attempts will be made.' : 'It will be tried again later.'}`,
  'logs-unseen': ({ session, reason }: { session: string; reason: string }) =>
    `${session}: its logs could not be checked: ${reason}.`,
  'logs-not-archived': ({ session, reason }: { session: string; reason: string }) =>
    `${session}: its logs could not be archived: ${reason}.`,
  'archive-full': ({ session, isPart }: { session: string; isPart: boolean }) =>
    `${session}: ${isPart ? 'not all of its logs are' : 'its logs are not'} archived, because the archive is full.`,
  'retention-blind': () =>
    'Nothing was removed from the archive: the server’s index cannot be read.',
};

const LOST = {
  moment: (path: string) => `${path} cannot be read at the moment.`,
  deleted: (path: string) =>
    `${path} cannot be read: sessions that the server has deleted are missing.`,
  marks: (path: string) =>
    `${path} cannot be read: sessions that the server has deleted, and follow-up marks, are missing.`,
  'maybe-marks': (path: string) =>
    `${path} is damaged: sessions that the server has deleted, and follow-up marks, can be missing.`,
};

/** A receiver that could not be reached, and why. */
interface Untold {
  label: string;
  reason: string;
}

/** How many items of the server's queue are in a state. */
type QueueState = readonly [state: string, count: number];

type Code = keyof typeof SENTENCES;

type ParametersOf<C extends Code> =
  Parameters<(typeof SENTENCES)[C]> extends [infer P] ? P : unknown;

/** A problem as its code and parameters: `{ code: 'no-session', id }`. */
export type ProblemFacts = { [C in Code]: { code: C } & ParametersOf<C> }[Code];

/** The sentence or sentences for a problem. */
export function problemWords(facts: ProblemFacts): string {
  return (SENTENCES[facts.code] as (parameters: ProblemFacts) => string)(facts);
}
