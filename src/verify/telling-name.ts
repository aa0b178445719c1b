/** Endings that name nothing beyond the network that a server stands in. */
const LOCAL_NAME = /\.(?:localdomain|localhost|local|lan|internal|intranet|home\.arpa)$/;
const ADDRESS_4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** This host, loopback, link-local, private, and shared behind a carrier (RFC 1122, 1918, 3927, 6598). */
const LOCAL_ADDRESS_4 =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
/** Unspecified, loopback, unique local and link-local (RFC 4291, 4193). */
const LOCAL_ADDRESS_6 = /^(?:[0:]+1?$|f[cd]|fe[89ab])/;
const MAPPED = /^::ffff:(?=\d{1,3}\.)/;

/** Whether a name or an address means one server wherever it is said: no private address, no local name, no name without a domain. */
export function saysWhich(name: string): boolean {
  const bare = name.trim().toLowerCase().replace(/\.$/, '').replace(MAPPED, '');
  if (ADDRESS_4.test(bare)) return !LOCAL_ADDRESS_4.test(bare);
  if (bare.includes(':')) return !LOCAL_ADDRESS_6.test(bare);
  return bare.includes('.') && !LOCAL_NAME.test(bare);
}
