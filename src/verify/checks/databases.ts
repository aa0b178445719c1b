import type { Reply } from '../answer-fields.ts';
import {
  type Check,
  type CheckContext,
  type CheckName,
  compared,
  missing,
  notLooked,
  onlyHere,
  SOURCE_UNKNOWN,
  wrongHere,
} from '../check.ts';
import type { LocalOwned } from '../server-inventory.ts';
import type { OwnedName } from '../source-inventory.ts';

const EMPTY = 'It is here, but contains 0 bytes';

export function checkDatabases(context: CheckContext): Check[] {
  const { account, source, server } = context;
  const left = whyLeftBehind(context);
  if (left !== null) return [notLooked('database', left)];
  const owned = ownedBy(server.databases, account.localName);
  const details = server.details.get(account.localName.toLowerCase());
  const sizes = details?.databaseSizes.ok ? details.databaseSizes.value : null;
  const had = source?.databases?.get(account.name.toLowerCase()) ?? [];
  if (!source?.databases) {
    if (!server.databases.ok) return [notLooked('database', server.databases.reason)];
    return owned.map((name) =>
      sizes?.get(name) === 0
        ? wrongHere('database', name, 0, EMPTY)
        : onlyHere('database', name, sizes?.get(name) ?? name, SOURCE_UNKNOWN),
    );
  }
  const expected = new Set<string>();
  const checks = had.map((database) => {
    const found = findHere(context, 'database', database, server.databases);
    if ('check' in found) return found.check;
    expected.add(found.name);
    const size = database.engine === 'postgresql' ? undefined : sizes?.get(found.name);
    if (size === 0) {
      return compared('database', database.name, { source: database.name, here: 0 }, false, EMPTY);
    }
    const unsized =
      database.engine !== 'postgresql' && size === undefined
        ? 'Whether it is empty was not checked'
        : null;
    return compared(
      'database',
      database.name,
      { source: database.name, here: found.name },
      true,
      joinNotes(found.note, unsized),
    );
  });
  const more = owned.filter((name) => !expected.has(name));
  return [...checks, ...more.map((name) => onlyHere('database', name, sizes?.get(name) ?? name))];
}

export function checkDatabaseUsers(context: CheckContext): Check[] {
  const { account, source, server } = context;
  const left = whyLeftBehind(context);
  if (left !== null) return [notLooked('database-user', left)];
  if (!source?.databaseUsers) {
    if (!server.databaseUsers.ok) return [notLooked('database-user', server.databaseUsers.reason)];
    const here = ownedBy(server.databaseUsers, account.localName).length;
    return here === 0 ? [] : [onlyHere('database-user', null, here, SOURCE_UNKNOWN)];
  }
  // The database user with the account's own name belongs to the account itself: lists of database users can leave it
  // out.
  const had = (source.databaseUsers.get(account.name.toLowerCase()) ?? []).filter(
    ({ name }) => name.toLowerCase() !== account.name.toLowerCase(),
  );
  return had.map((user) => {
    const found = findHere(context, 'database-user', user, server.databaseUsers);
    if ('check' in found) return found.check;
    const both = { source: user.name, here: found.name };
    return compared('database-user', user.name, both, true, found.note);
  });
}

/** Why the databases of the account were not to be copied, in words; null: they were. */
function whyLeftBehind({ account, source }: CheckContext): string | null {
  if (source?.sharesMysql || account.queued?.sharesMysql) {
    return 'Both servers use the same database server, so databases stay where they are';
  }
  return account.queued?.skipsDatabases
    ? 'The session was set to leave the databases behind'
    : null;
}

function ownedBy(here: Reply<ReadonlyMap<string, LocalOwned[]>>, account: string): string[] {
  if (!here.ok) return [];
  const user = account.toLowerCase();
  return [...here.value]
    .filter(([, owners]) => owners.some(({ owner }) => owner === user))
    .map(([name]) => name);
}

/** A name from the source on this server: where it is, or the check that says that it is missing. */
function findHere(
  { account }: CheckContext,
  check: CheckName & ('database' | 'database-user'),
  had: OwnedName,
  here: Reply<ReadonlyMap<string, LocalOwned[]>>,
): { name: string; note: string | null } | { check: Check } {
  if (!here.ok) return { check: notLooked(check, here.reason, had.name, had.name) };
  const user = account.localName.toLowerCase();
  const renamed = (check === 'database' ? account.databaseNames : account.databaseUserNames).get(
    had.name,
  );
  const names = [renamed ?? had.name, ...prefixedNames(account, had.name)];
  let other: string | null = null;
  for (const name of names) {
    const owners = (here.value.get(name) ?? []).filter(
      ({ engine }) => engine === null || had.engine === null || engine === had.engine,
    );
    if (owners.some(({ owner }) => owner === user)) {
      return { name, note: name === had.name ? null : `Its name here is ${name}` };
    }
    other ??= owners[0]?.owner ?? null;
  }
  if (other !== null) {
    const note = `${names[0]} belongs to ${other} on this server`;
    return { check: compared(check, had.name, { source: account.name, here: other }, false, note) };
  }
  const note =
    renamed === undefined
      ? 'It is not on this server'
      : `The log says that it was renamed to ${renamed}, but that name is not on this server`;
  return { check: missing(check, had.name, had.name, note) };
}

/** In a renamed account the names of its databases can begin with the new name. */
function prefixedNames({ name, localName }: CheckContext['account'], had: string): string[] {
  if (name === localName || !had.startsWith(`${name}_`)) return [];
  return [`${localName}${had.slice(name.length)}`];
}

function joinNotes(...notes: (string | null)[]): string | null {
  return notes.filter((note) => note !== null).join('; ') || null;
}
