import type { Explanation } from '../session/explanation.ts';
import type { Check } from '../verify/check.ts';
import { csvLine } from './csv.ts';
import { messageWords, ownerWords } from './letter-words.ts';
import { markdownText, showSteering } from './text.ts';
import { formatExact } from './time.ts';

/** What the owner of a moved account must know. Times are epoch seconds; null: not known. */
export interface LetterInput {
  session: string;
  /** Its name on the old server, and on this one. */
  name: string;
  localName: string;
  domain: string | null;
  sourceHost: string | null;
  /** Its IP address on this server, as the last verification found it. */
  address: string | null;
  databases: readonly (readonly [from: string, to: string])[];
  databaseUsers: readonly (readonly [from: string, to: string])[];
  /** The explanation of each message of the log about the account; null: its meaning is unknown. */
  explained: readonly (Explanation | null)[];
  /** How many messages there are besides these. */
  unexplained: number;
  /** What differed in the last verification. */
  differs: readonly Check[];
  checkedAt: number | null;
}

/** A letter in parts, each a plain text. */
interface Letter {
  subject: string;
  hosts: string | null;
  changed: string[];
  missing: string[];
  test: string[];
}

/** No more are listed for somebody who has not done the move. */
const MAX_ISSUES = 20;

function letterOf(input: LetterInput): Letter {
  const { name, localName, domain, address, databases, databaseUsers, differs } = input;
  const issues = messageWords(input.explained, input.unexplained);
  const changed = [
    ...(localName === name ? [] : [`Your user name is ${localName} now; it was ${name}.`]),
    ...databases.map(([from, to]) => `The database ${from} is called ${to} now.`),
    ...databaseUsers.map(([from, to]) => `The database user ${from} is called ${to} now.`),
  ];
  const isRenamed = databases.length + databaseUsers.length > 0;
  if (isRenamed) {
    changed.push('Enter the new names in the settings of the sites that use them.');
  }
  const missing = [...differs.map(ownerWords), ...issues.slice(0, MAX_ISSUES)];
  if (issues.length > MAX_ISSUES) missing.push(`and ${issues.length - MAX_ISSUES} more`);
  return {
    subject: `Your account ${domain ?? name} has moved`,
    hosts: hostsLine(address, domain),
    changed,
    missing,
    test: [
      domain === null
        ? 'Open your sites, and the pages that matter most.'
        : `Open ${domain} and your other sites, and the pages that matter most.`,
      'Log in where your sites have a login, and save something.',
      ...(isRenamed ? ['Start with whatever uses a renamed database.'] : []),
      'Send an email from one of your mailboxes, and one to it.',
      'Check that scheduled tasks (cron) have run.',
    ],
  };
}

const ADDRESS = /^[\da-f.:]{2,45}$/i;
const DOMAIN = /^[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?$/i;

/**
 * The line for a hosts file that shows one computer the new server before DNS does; null where a name is not valid in
 * such a file.
 */
export function hostsLine(address: string | null, domain: string | null): string | null {
  if (address === null || domain === null) return null;
  if (!ADDRESS.test(address) || !DOMAIN.test(domain)) return null;
  return `${address} ${domain} www.${domain}`;
}

const NO_ADDRESS = 'The new address is not known yet.';

/** The letter as Markdown; text from the servers is escaped. */
export function letterMarkdown(input: LetterInput): string {
  const { subject, hosts, changed, missing, test } = letterOf(input);
  const list = (title: string, entries: readonly string[]): string[] =>
    entries.length === 0
      ? []
      : ['', `### ${title}`, '', ...entries.map((one) => `- ${markdownText(one)}`)];
  const { address, name, localName } = input;
  const names = name === localName ? name : `${name} → ${localName}`;
  return [
    `## ${markdownText(subject)}`,
    '',
    `Account: ${markdownText(names)}  `,
    address === null ? NO_ADDRESS : `New IP address: ${markdownText(address)}`,
    ...(hosts === null
      ? []
      : [
          '',
          'To see it on the new server before everyone else does, add this line to your computer’s hosts file, and remove it afterwards:',
          '',
          `    ${hosts}`,
        ]),
    ...list('What has changed', changed),
    ...list('What is missing or does not work yet', missing),
    ...list('Please test', test),
    '',
  ].join('\n');
}

/** All letters, each after a separating line. */
export function* letterMarkdownLines(letters: Iterable<LetterInput>): Generator<string> {
  let isFirst = true;
  for (const letter of letters) {
    yield isFirst ? letterMarkdown(letter) : `\n---\n\n${letterMarkdown(letter)}`;
    isFirst = false;
  }
  if (isFirst) yield 'No account has moved.\n';
}

function letterText(input: LetterInput): string {
  const { subject, hosts, changed, missing, test } = letterOf(input);
  const list = (title: string, entries: readonly string[]): string[] =>
    entries.length === 0 ? [] : ['', `${title}:`, ...entries.map((one) => `* ${oneLine(one)}`)];
  return [
    `${oneLine(subject)}.`,
    input.address === null ? NO_ADDRESS : `New IP address: ${oneLine(input.address)}`,
    ...(hosts === null ? [] : [`Line for the hosts file: ${hosts}`]),
    ...list('What has changed', changed),
    ...list('What is missing or does not work yet', missing),
    ...list('Please test', test),
  ].join('\n');
}

function oneLine(text: string): string {
  return showSteering(text).replace(/\s+/g, ' ').trim();
}

const CSV_HEAD = [
  'account',
  'new_account',
  'domain',
  'session',
  'source',
  'address',
  'hosts_line',
  'renamed_databases',
  'renamed_database_users',
  'missing',
  'to_test',
  'verified_at',
  'subject',
  'letter',
];

/** Letters for a mail merge, one line each; lists are lines within a cell. */
export function* letterCsvLines(letters: Iterable<LetterInput>): Generator<string> {
  yield csvLine(CSV_HEAD);
  for (const input of letters) {
    const { subject, hosts, missing, test } = letterOf(input);
    const renamed = (pairs: LetterInput['databases']): string =>
      pairs.map(([from, to]) => `${from} → ${to}`).join('\n');
    yield csvLine([
      ...[input.name, input.localName, input.domain, input.session, input.sourceHost],
      ...[input.address, hosts, renamed(input.databases), renamed(input.databaseUsers)],
      ...[missing.map(oneLine).join('\n'), test.map(oneLine).join('\n')],
      input.checkedAt === null ? null : formatExact(input.checkedAt),
      ...[oneLine(subject), letterText(input)],
    ]);
  }
}
