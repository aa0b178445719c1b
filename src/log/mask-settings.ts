import { type SecretShape, shape } from './mask-span.ts';

const LETTERS = 'Zq7RkT4wXp2Zq7RkT4wXp2Zq7RkT4wXp2';

/** A string literal in one kind of quotes, without a line end. */
const STRING = String.raw`(?:'[^'\n]{0,200}'|"[^"\n]{0,200}")`;
const NEXT = String.raw`\s{0,8},\s{0,8}`;

/** Calls with a password as the last of several arguments: `mysqli_connect('h', 'bob', '…')`. */
function callOf(name: string, functions: string, before: number, example: string): SecretShape {
  const first = String.raw`(?:${STRING}|[^\s,'"()]{1,100})${NEXT}`;
  return shape(
    name,
    functions.split('|').map((word) => word.toLowerCase()),
    () =>
      new RegExp(
        String.raw`\b(?:${functions})\\?\(\s{0,8}${first.repeat(before)}["']([^"'\n]{1,200})["']`,
        'dgi',
      ),
    example,
  );
}

/** Secrets in the settings of programs, where the position in a line says what they are, and in function calls. */
export const settings = (): readonly SecretShape[] => [
  callOf(
    'calls with a user and a password',
    'UsernamePasswordCredentials|UsernamePasswordToken|PasswordAuthentication|HTTPBasicAuth|HTTPDigestAuth|BasicAWSCredentials|BasicSessionCredentials|setBasicAuth|basic_auth|withBasicAuth|AwsBasicCredentials.create|login_user',
    1,
    'HTTPBasicAuth("bob", "Zq7RkT4w")',
  ),
  callOf(
    'calls with a host, a user and a password',
    'mysqli_connect|mysql_connect|mysql_pconnect|new mysqli|new PDO|DBI->connect|ftp_login|ssh2_auth_password|ldap_bind|imap_open|getConnection|mssql_connect|sqlsrv_connect|oci_connect|mysqli_real_connect|real_connect|maria_connect',
    2,
    "mysqli_connect('h', 'bob', 'Zq7RkT4w', 'shop')",
  ),
  callOf(
    'comparisons that take the same time',
    'hash_equals|compare_digest|secure_compare|timingSafeEqual',
    1,
    "hash_equals($x, 'Zq7RkT4w')",
  ),
  shape(
    'oci_connect',
    ['oci_connect', 'oci_pconnect', 'ocilogon'],
    () =>
      /\b(?:oci_p?connect|ocilogon)\(\s{0,8}["'][^"'\n]{1,100}["']\s{0,8},\s{0,8}["']([^"'\n]{1,200})["']/dgi,
    "oci_connect('bob', 'Zq7RkT4w', 'h/db')",
  ),
  shape(
    'user / password',
    ['pass', 'pw'],
    () =>
      /\b(?:id|user(?:name)?|login|account|e-?mail)\s?\\?[/|&,+:]\s?(?:password|passwd|pass|pwd?)\b\s{0,2}[:=]\s{0,4}["']?[\w.@-]{1,64}\s{0,3}\\?[/|,:]\s{0,3}([^\s"',;|]{4,200})/dgi,
    'Login/Password: bob / Zq7RkT4w',
  ),
  shape(
    'sasl_passwd of Postfix',
    [']:25', ']:465', ']:587', ']:2525'],
    () => /\]:(?:25|465|587|2525)[ \t]{1,20}[^\s:]{1,100}:([^\s:"']{1,200})(?=\s{0,4}(?:$|\n))/dgm,
    '[smtp.example.com]:587 bob@example.com:Zq7RkT4w',
  ),
  shape(
    'a host, then an address with its password',
    ['smtp.', 'relay.'],
    () =>
      /(?:^|\n|["'*])\.?(?:[\w-]{1,40}\.)?(?:smtp|relay)\.[\w.-]{3,80}(?::\d{2,5})?[ \t]{1,20}[\w.+%-]{1,64}@[\w.-]{3,80}:([^\s:"'/]{4,200})(?=\s{0,4}(?:$|\n))/dgm,
    'smtp.example.com bob@example.com:Zq7RkT4w',
  ),
  shape(
    'static: of Postfix',
    ['static:'],
    () => /\bstatic:[^\s:]{1,100}:([^\s"',;]{1,200})/dg,
    'smtp_sasl_password_maps = static:bob:Zq7RkT4w',
  ),
  shape(
    'servers of Exim',
    ['mysql_servers', 'pgsql_servers', 'redis_servers', 'ldap_servers'],
    () =>
      /\b(?:mysql|pgsql|redis|ldap)_servers\s{0,4}=\s{0,4}<?;?\s{0,2}[^\s/]{1,100}\\?\/[^\s/]{0,60}\\?\/(?:[^\s/]{1,60}\\?\/)?([^\s:/"']{1,200})/dg,
    'hide mysql_servers = localhost/exim/bob/Zq7RkT4w',
  ),
  shape(
    'PLAIN of Exim',
    ['client_send'],
    () => /\bclient_send\s?=\s?["']?\^[^\s^]{0,100}\^([^\s"'^]{1,200})/dg,
    'client_send = ^bob^Zq7RkT4w',
  ),
  shape(
    'binding to a directory',
    ['ldapbinddn', 'ldapdninfo'],
    () =>
      /\b(?:LDAPBindDN|LDAPDNInfo)\s{1,8}["']?[^\s"']{1,200}["']?\s{1,8}["']?([^\s"']{1,200})/dgi,
    'LDAPBindDN cn=admin,dc=x Zq7RkT4w',
  ),
  shape(
    'users of Redis',
    ['on >'],
    () => /\b(?:set)?user\s{1,4}\S{1,60}\s{1,4}(?:[^\n]{0,40}?\s)?on >([^\s"']{1,200})/dgi,
    'user bob on >Zq7RkT4w ~* +@all',
  ),
  shape(
    'masters of Redis',
    ['auth-pass', 'masterauth'],
    () =>
      /\bauth-pass\s{1,4}\S{1,60}\s{1,4}["']?([^\s"']{1,200})|\bmasterauth\s{1,8}["']?([^\s"']{1,200})/dgi,
    'sentinel auth-pass shop Zq7RkT4w',
  ),
  shape(
    'AUTH of Redis',
    ['auth '],
    () =>
      /(?:^|\n|> |"|')AUTH (?:default )?["']?((?=\S{0,60}\d)(?=\S{0,60}[a-z])[^\s"']{6,200})["']?(?=\s{0,4}(?:$|\n))/dgm,
    'AUTH Zq7RkT4w',
  ),
  shape(
    'communities of SNMP',
    ['community'],
    () =>
      /\b(?:r[ow]_?community6?|trapcommunity|snmp-server community|community_string|snmp_community)[ \t]{0,4}[ \t=:][ \t]{0,4}["']?((?!public\b|private\b|string\b|is\b|not\b|of\b)[^\s"',;]{3,100})/dgi,
    'rocommunity Zq7RkT4w 10.0.0.0/8',
  ),
  shape(
    'com2sec',
    ['com2sec'],
    () => /\bcom2sec6?\s{1,8}\S{1,60}\s{1,8}\S{1,100}\s{1,8}((?!public\b)[^\s"']{3,100})/dg,
    'com2sec readonly default Zq7RkT4w',
  ),
  shape(
    'users of SNMP',
    ['createuser '],
    () =>
      /\bcreateUser\s{1,4}\S{1,60}\s{1,4}(?:MD5|SHA)[-\d]{0,4}\s{1,4}["']?([^\s"']{1,200})["']?(?:\s{1,4}(?:DES|AES)[-\d]{0,4}\s{1,4}["']?([^\s"']{1,200}))?/dg,
    'createUser bob SHA Zq7RkT4w AES Zq7Xp2',
  ),
  shape(
    'keys of connections',
    ['psk ', 'eap ', 'xauth ', 'psk=', 'psk:', 'pptpd', 'l2tpd'],
    () =>
      /\b(?:PSK|EAP|XAUTH)\s{1,4}["']([^"'\n]{4,200})["']|\b(?:wpa-?)?psk\s{0,4}[=:]\s{0,4}["']?([^\s"']{8,64})|\bpsk\s{1,4}((?=[^\s]{0,60}\d)[^\s"']{8,64})|\b(?:pptpd|l2tpd)["']?\s{1,8}["']?([^\s"'*]{4,100})["']?\s{1,8}[*\d]/dgi,
    '10.0.0.1 : PSK "Zq7RkT4w"',
  ),
  shape(
    'users of HAProxy',
    ['stats auth', 'insecure-password'],
    () =>
      /\bstats auth\s{1,4}[^\s:]{1,60}:([^\s"']{1,200})|\binsecure-password\s{1,4}([^\s"']{1,200})/dg,
    'stats auth bob:Zq7RkT4w',
  ),
  shape(
    'login= of Squid',
    ['login='],
    () => /\blogin=(?!PASS)[^\s:"']{1,60}:([^\s"']{1,200})/dg,
    'cache_peer h parent 3128 0 login=bob:Zq7RkT4w',
  ),
  shape(
    'variables that a server or an image is given',
    ['pass', 'secret', 'token', '_pw', '_key'],
    () =>
      /\b(?:SetEnv|ENV|ARG|fastcgi_param|uwsgi_param|env)\s{1,8}(?=\w{0,40}(?:PASS|SECRET|TOKEN|_PWD|_PW\b|_KEY\b))[A-Z][A-Z0-9_]{1,60}\s{1,8}["']?([^\s"';]{1,200})/dg,
    'SetEnv DB_PASS Zq7RkT4w',
  ),
  shape(
    'user: password of npm',
    ['_auth'],
    () => /(?:^|[^\w])(?:_auth|npmAuthIdent)["']?\s{0,4}[=:]\s{0,4}["']?([^\s"']{6,400})/dg,
    '//registry.example.com/:_auth=Zq7RkT4wXp2=',
  ),
  shape(
    'auth.json of Composer',
    ['github-oauth', 'gitlab-oauth', 'gitlab-token', 'bitbucket-oauth'],
    () =>
      /\b(?:github-oauth|gitlab-oauth|gitlab-token|bitbucket-oauth|bearer)\\?["']\s{0,8}:\s{0,8}\{\s{0,40}\\?["'][\w.-]{1,100}\\?["']\s{0,8}:\s{0,8}\\?["']([^"'\\\n]{8,200})/dg,
    `"github-oauth": {"github.com": "${LETTERS}"}`,
  ),
  shape(
    'a saved password of Subversion',
    ['password'],
    () => /\bpassword\r?\nV \d{1,4}\r?\n([^\n]{1,200})/dg,
    'K 8\npassword\nV 8\nZq7RkT4w',
  ),
  shape(
    'parts of a key of DNSSEC',
    ['privateexponent', 'prime1', 'prime2', 'exponent1', 'exponent2', 'coefficient'],
    () => /\b(?:PrivateExponent|Prime[12]|Exponent[12]|Coefficient): ([A-Za-z0-9+/=]{16,1000})/dg,
    `PrivateExponent: ${LETTERS}`,
  ),
  shape(
    'keys of name servers',
    ['hmac-', 'tsig'],
    () =>
      /\bhmac-(?:md5|sha\d{1,3})(?:\.sig-alg\.reg\.int)?\.?(?::[\w.-]{1,100}:|["']?[;,]?\s{1,8}(?:secret\s{1,8})?["']?)([A-Za-z0-9+/]{14,200}={0,2})(?![\w.-])/dgi,
    `nsupdate -y hmac-sha256:name:${LETTERS}`,
  ),
  shape(
    'cookies of sessions by their names',
    [
      ...[...'0123456789abcdef'].flatMap((digit) => [`wordpress_${digit}`, `sess${digit}`]),
      'wordpress_sec',
      'wordpress_logged',
      'connect.sid',
      '_session=',
      'prestashop-',
      '.aspxauth',
      '.aspnet',
      'remember_',
      'sid=',
      'rack.session',
    ],
    () =>
      /(?:\bwordpress_(?:sec_|logged_in_)?[0-9a-f]{32}|\bconnect\.sid|\b(?!transfer)[a-z]\w{1,30}(?<!transfer)_session|\bS?SESS[0-9a-f]{32}|\bPrestaShop-[0-9a-f]{16,40}|\.ASPXAUTH|\.AspNet(?:Core)?\.[\w.]{1,40}|\bremember_\w{1,60}|\brack\.session|\b\w{0,20}sid)=((?=[^\s;,"'&]{0,100}\d)[^\s;,"'&<>]{16,2000})/dg,
    `laravel_session=${LETTERS}`,
  ),
  shape(
    'passwords in dumps of MediaWiki',
    [':pbkdf2:', ':b:', ':bcrypt:', ':argon2:', ':a:'],
    () =>
      /(:pbkdf2:\w{3,10}:\d{1,8}:\d{1,4}:[\w+/=:]{20,300}|:B:[0-9a-f]{1,10}:[0-9a-f]{32}|:A:[0-9a-f]{32}|:bcrypt:[^\s"']{20,100}|:argon2:[^\s"']{20,300})/dg,
    `:pbkdf2:sha512:30000:64:${LETTERS}`,
  ),
  shape(
    'crypt of old in files of passwords',
    ['passwd', 'shadow', ':::'],
    () =>
      /(?:passwd|shadow)[\w.-]{0,20}:\s?[\w.@-]{1,64}:([./A-Za-z0-9]{13})(?=[\s:"']|$)|(?:^|\n)[\w.@-]{1,64}:([./A-Za-z0-9]{13}):(?=\d{0,6}:[\d:]{0,30}:::)/dgm,
    '/home/bob/.htpasswd:bob:Zq7RkT4wXp2Zq',
  ),
  shape(
    'password and salt of Magento',
    ['password_hash', 'customer_entity', 'admin_user'],
    () =>
      /\b(?:password_hash|customer_entity|admin_user)\b[^\n]{0,300}?\b([0-9a-f]{32,64}:[A-Za-z0-9]{2,40}(?::\d)?)\b/dg,
    `password_hash ${'0a1b2c3d'.repeat(8)}:Zq7RkT4wXp2Zq7Rk:1`,
  ),
];
