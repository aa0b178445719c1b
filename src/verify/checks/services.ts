import {
  type Check,
  compared,
  type LocalContext,
  missing,
  notLooked,
  onlyHere,
  wrongHere,
} from '../check.ts';
import type { LocalSite } from '../server-inventory.ts';
import { mainDomainOf } from './domains.ts';

/** Compares a dedicated address that was requested with the address that the account has. */
export function checkIp({ account, server, here }: LocalContext): Check[] {
  const address = here?.ip ?? null;
  if (address === null) return [];
  const { queued } = account;
  if (!queued?.wantsIp) return [onlyHere('ip', null, address)];
  if (queued.customIp !== null) {
    const both = { source: queued.customIp, here: address };
    const isSame = queued.customIp === address;
    return [compared('ip', null, both, isSame, isSame ? null : 'It has another IP address here')];
  }
  if (!server.ips.ok) return [notLooked('ip', server.ips.reason, null, 'dedicated')];
  const isDedicated = server.ips.value.get(address);
  if (isDedicated === undefined) {
    return [notLooked('ip', `This server does not list ${address}`, null, 'dedicated')];
  }
  const note = isDedicated
    ? null
    : 'The session asked for a dedicated IP address, but this one is shared';
  return [compared('ip', null, { source: 'dedicated', here: address }, isDedicated, note)];
}

/** EasyApache's names for versions; other PHP versions (CloudLinux has its own) are not listed by this server. */
const EASYAPACHE = /^ea-php\d+$/;

/** Whether the PHP versions that the account's sites ask for are installed here. */
export function checkPhp({ account, server }: LocalContext): Check[] {
  const { phpVersions, installedPhp } = server;
  if (!phpVersions.ok) return [notLooked('php', phpVersions.reason)];
  if (!installedPhp.ok) return [notLooked('php', installedPhp.reason)];
  const sites = phpVersions.value.get(account.localName.toLowerCase()) ?? [];
  const checks: Check[] = [];
  const fine = new Set<string>();
  const unknown = new Set<string>();
  for (const { site, version } of sites) {
    if (version === 'inherit' || installedPhp.value.has(version)) fine.add(version);
    else if (!EASYAPACHE.test(version)) unknown.add(version);
    else checks.push(wrongHere('php', site, version, `${version} is not installed on this server`));
  }
  for (const version of unknown) {
    checks.push(notLooked('php', `This server does not say whether it has ${version}`));
  }
  if (fine.size > 0) checks.push(onlyHere('php', null, [...fine].join(', ')));
  return checks;
}

export function checkZone(context: LocalContext): Check[] {
  const { account, server, here } = context;
  const main = mainDomainOf(context);
  if (main === null) return [];
  if (account.queued?.skipsDns) {
    return [notLooked('zone', 'The session was set to leave DNS as it is', main)];
  }
  if (!server.zones.ok) return [notLooked('zone', server.zones.reason, main)];
  if (server.zones.value.has(main)) return [onlyHere('zone', main, main)];
  if (here?.hasTemporaryDomain) {
    return [notLooked('zone', 'The account has a temporary domain here', main)];
  }
  return [missing('zone', main, main, 'This server has no DNS zone for it')];
}

/** Certificates of the account's sites, judged by this server alone. */
export function checkCertificates({ account, server, now }: LocalContext): Check[] {
  if (!server.sites.ok) return [notLooked('certificate', server.sites.reason)];
  const sites = server.sites.value.get(account.localName.toLowerCase()) ?? [];
  const checks: Check[] = [];
  let fine = 0;
  let selfSigned = 0;
  for (const site of sites) {
    if (site.notAfter === null) continue;
    const wrong = whyInvalid(site, site.notAfter, now);
    if (wrong !== null) checks.push(wrongHere('certificate', site.name, wrong.here, wrong.note));
    else fine += 1;
    if (wrong === null && site.isSelfSigned) selfSigned += 1;
  }
  if (fine > 0) {
    const note = selfSigned > 0 ? `${selfSigned} of them self-signed` : null;
    checks.push(onlyHere('certificate', null, fine, note));
  }
  return checks;
}

/** The day in UTC, as in certificates. */
function dayOf(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 10);
}

function whyInvalid(
  { name, certificateNames }: LocalSite,
  notAfter: number,
  now: number,
): { here: string; note: string } | null {
  if (notAfter <= now) {
    return { here: dayOf(notAfter), note: `The certificate expired on ${dayOf(notAfter)}` };
  }
  // Where the server names none, nothing can be said.
  if (certificateNames.length === 0 || certificateNames.some((one) => covers(one, name)))
    return null;
  const names = certificateNames.slice(0, 5).join(', ');
  return { here: names, note: 'The certificate is for other names' };
}

/** `*.example.com` stands for one label: `shop.example.com`, and neither `example.com` nor `a.b.example.com`. */
function covers(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  return pattern.startsWith('*.') && name.slice(name.indexOf('.')) === pattern.slice(1);
}

export function checkMailboxes({ account, server, here }: LocalContext): Check[] {
  if (here?.hasMailNode) {
    return [notLooked('mailboxes', 'The mail of this account is on another server')];
  }
  if (account.queued?.skipsMail) {
    return [notLooked('mailboxes', 'The session was set to leave mail behind')];
  }
  const details = server.details.get(account.localName.toLowerCase());
  if (!details) return [notLooked('mailboxes', 'This server was not asked')];
  if (!details.mailboxes.ok) return [notLooked('mailboxes', details.mailboxes.reason)];
  return [onlyHere('mailboxes', null, details.mailboxes.value)];
}
