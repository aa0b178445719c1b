import {
  type Check,
  compared,
  type LocalContext,
  missing,
  notLooked,
  onlyHere,
  wrongHere,
} from '../check.ts';
import type { LocalDomain, RootLook } from '../server-inventory.ts';

/** The account's main domain, according to its source. */
export function mainDomainOf({ account, source }: LocalContext): string | null {
  const domain = account.domain ?? account.queued?.domain;
  return (
    (domain ?? source?.accounts?.get(account.name.toLowerCase())?.domain)?.toLowerCase() ?? null
  );
}

/** The account's domains, and where their pages are. The source names only the main one. */
export function checkDomains(context: LocalContext): Check[] {
  const { account, server, here } = context;
  const main = mainDomainOf(context);
  if (!server.domains.ok) {
    const { reason } = server.domains;
    return [notLooked('domain', reason, main, main), notLooked('document-root', reason)];
  }
  const user = account.localName.toLowerCase();
  const mine = [...server.domains.value.values()].filter((one) => one.user === user);
  const others = mine.filter(({ domain }) => domain !== main);
  const checks = main === null ? [] : [checkMain(context, main)];
  if (others.length > 0) {
    const names = others.map(({ domain }) => domain);
    const subject = names.length === 1 ? (names[0] ?? null) : null;
    checks.push(onlyHere('domain', subject, names.length, moreNames(names)));
  }
  // An account that is not here has no pages here either: one difference says so.
  return here === null ? checks : [...checks, ...checkRoots(mine, server.documentRoots)];
}

function checkMain({ account, server, here }: LocalContext, main: string): Check {
  const found = server.domains.ok ? server.domains.value.get(main) : undefined;
  const user = account.localName.toLowerCase();
  if (found) {
    const isMine = found.user === user;
    const note = isMine ? null : `It belongs to ${found.user} on this server`;
    const both = isMine ? { source: main, here: main } : { source: account.name, here: found.user };
    return compared('domain', main, both, isMine, note);
  }
  if (here?.hasTemporaryDomain) {
    const note = `The account has a temporary domain here (${here.domain ?? 'unnamed'})`;
    return notLooked('domain', note, main, main);
  }
  return missing('domain', main, main, 'It is not on this server');
}

const MAX_NAMES = 10;

function moreNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(', ');
  return names.length > MAX_NAMES ? `${shown} and ${names.length - MAX_NAMES} more` : shown;
}

const ROOT_WORDS: Readonly<Record<Exclude<RootLook, 'there'>, string>> = {
  missing: 'This folder does not exist',
  empty: 'This folder is empty',
};

function checkRoots(
  domains: readonly LocalDomain[],
  looks: ReadonlyMap<string, RootLook> | null,
): Check[] {
  const checks: Check[] = [];
  let fine = 0;
  for (const { domain, documentRoot } of domains) {
    const look = documentRoot === null ? undefined : looks?.get(documentRoot);
    if (documentRoot === null) {
      checks.push(wrongHere('document-root', domain, null, 'The domain has no document root'));
    } else if (look === 'missing' || look === 'empty') {
      checks.push(wrongHere('document-root', domain, documentRoot, ROOT_WORDS[look]));
    } else fine += 1;
  }
  const note = looks === null ? 'Whether they are empty could not be checked' : null;
  if (fine > 0) checks.push(onlyHere('document-root', null, fine, note));
  return checks;
}
