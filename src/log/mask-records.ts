import { type SecretShape, shape } from './mask-span.ts';

const HASH = 'Zq7RkT4wXp2Zq7RkT4wXp2Zq7RkT4wXp2';

/** Hashes of passwords, dialogues between servers, and files whose fields are known by position instead of by name. */
export const records = (): readonly SecretShape[] => [
  shape(
    'session token in addresses of cPanel',
    ['cpsess'],
    () => /cpsess(\d{4,})/dgi,
    'https://h:2087/cpsess0123456789/',
  ),
  shape(
    'crypt',
    ['$1', '$2', '$5', '$6', '$7', '$8', '$9', '$y', '$g', '$a', '$p', '$h', '$s', '$u', '$m'],
    () =>
      /(\$(?:1|2[abxy]?|[5-9]|y|gy|apr1|argon2(?:id?|d)|scrypt|pbkdf2(?:-\w{1,8})?|sha1|md5)\$[^\s"'\\:;,<>“”‘’`]{6,})/dg,
    '$6$Zq7RkT4w$Xp2Zq7RkT4wXp2',
  ),
  shape(
    'answer of Kerberos',
    ['$krb5'],
    () => /\$krb5[a-z]{2,8}\$([^\s"'“”‘’`\\]{20,4000})/dg,
    `$krb5asrep$23$${HASH}`,
  ),
  shape(
    'key of a vault',
    ['unseal'],
    () =>
      /\bunseal(?: key(?: \d{1,2})?\s{0,2}[:=])?\s{1,4}((?=[A-Za-z+/=]{0,60}\d)[A-Za-z0-9+/=]{32,90})(?![\w+/=])/dgi,
    `Unseal Key 1: ${HASH}`,
  ),
  shape(
    'hash of WordPress, phpBB, Drupal',
    ['$p$', '$h$', '$s$', '$wp'],
    () => /(\$(?:wp)?\$?[PHS]\$[./A-Za-z0-9]{20,})/dg,
    `$P$B${HASH}`,
  ),
  shape(
    'caching_sha2 of MySQL',
    ['$a$'],
    () => /(\$A\$\d{3}\$[^\s"'“”‘’`]{6,})/dg,
    `$A$005$${HASH}`,
  ),
  shape(
    'hash of MySQL',
    [...'0123456789abcdef'].map((digit) => `*${digit}`),
    () => /(\*[0-9A-F]{40})(?![0-9A-Za-z])/dgi,
    `*${'94BDCEBE19'.repeat(4)}`,
  ),
  shape(
    'hash with its scheme in braces',
    [
      '{ss',
      '{sh',
      '{sm',
      '{sc',
      '{pk',
      '{x-',
      '{bc',
      '{md',
      '{cr',
      '{pl',
      '{bl',
      '{pb',
      '{ar',
      '{nt',
      '{la',
      '{cl',
      '{ha',
      '{no',
      '{ci',
      '{b6',
      '{ba',
    ],
    () =>
      /\{(?:S?SHA\d{0,3}|SMD5|MD5|CRYPT|PLAIN(?:-MD5)?|CLEARTEXT|BLF-CRYPT|SHA\d{3}-CRYPT|MD5-CRYPT|SSHA\d{3}|PBKDF2[\w-]{0,10}|ARGON2\w{0,2}|NTLM|LANMAN|CRAM-MD5|HMAC-MD5|NOOP|BCRYPT|CIPHER|BASE64|B64|SCRYPT|PKCS5S2|X-PBKDF2)(?:\.(?:b64|hex))?\}([^\s"':;,<>\\]{5,})/dgi,
    `{SSHA}${HASH}`,
  ),
  shape(
    'verifier of SCRAM',
    ['scram-sha'],
    () => /\bSCRAM-SHA-\d{1,3}\$([\w+/=:$]{12,})/dgi,
    `SCRAM-SHA-256$4096:${HASH}`,
  ),
  shape(
    'hash of PostgreSQL',
    ['md5'],
    () => /["'](md5[0-9a-f]{32})(?![0-9a-f])/dg,
    `'md5${'0a1b2c3d'.repeat(4)}'`,
  ),
  shape(
    'hash of Django',
    ['pbkdf2_', 'bcrypt_', 'scrypt:', 'pbkdf2:'],
    () => /\b(?:pbkdf2_\w{3,8}|bcrypt_\w{3,8}|(?:scrypt|pbkdf2):[\w:]{1,30})\$([\w+/=$.-]{16,})/dg,
    `pbkdf2_sha256$${HASH}`,
  ),
  shape('bearer', ['bearer'], () => /\bBearer\s{1,4}([\w.~+/-]{16,}=*)/dgi, `Bearer ${HASH}`),
  shape(
    'basic',
    ['basic'],
    () =>
      /\bBasic\s{1,4}((?=[A-Za-z+/]{0,80}[\dA-Z=+/][A-Za-z+/]{0,80}[\dA-Z=+/])[A-Za-z0-9+/]{8,}=*)/dg,
    'Basic Zq7RkT4wXp2Z',
  ),
  shape(
    'answer of a digest',
    ['response'],
    () => /\bresponse\s?=\s?\\{0,3}["']?([0-9a-f]{32,128})\b/dgi,
    `response="${'0a1b2c3d'.repeat(4)}"`,
  ),
  shape(
    'token of WHM',
    ['whm', 'cpanel '],
    () => /\b(?:whm|cpanel) {1,4}[\w.-]{1,64}:([A-Za-z0-9]{10,})/dgi,
    `whm root:${HASH}`,
  ),
  shape(
    'AUTH of SMTP, IMAP',
    ['auth'],
    () =>
      /\b(?:AUTH|AUTHENTICATE)\s{1,4}(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|NTLM|CRAM-MD5)\s{1,4}([A-Za-z0-9+/]{6,}=*)/dgi,
    'AUTH PLAIN Zq7RkT4wXp2=',
  ),
  shape(
    'answer to 334 of SMTP',
    ['334 ugfzc3dvcmq6'],
    // Where a dialogue has a line end, the words of a list have a blank between them.
    () => /334 UGFzc3dvcmQ6\s{1,8}(?:[\w.-]{1,20}[:>] {0,2})?([A-Za-z0-9+/]{4,}=*)/dgi,
    '334 UGFzc3dvcmQ6\nZq7RkT4w',
  ),
  shape(
    'PASS of FTP, POP3',
    ['pass '],
    () =>
      /(?:^|[>:\]"'}\n]\s{0,2})PASS\s{1,4}([^\s"'\\]{3,200})(?=["'\\\s]{0,4}(?:$|\n|\\r|\\n))/dgm,
    '---> PASS Zq7RkT4w',
  ),
  shape(
    'USER and PASS in one text',
    ['pass '],
    () => /\bUSER\s{1,4}\S{1,100}\s{1,4}(?:[^\n]{0,120}?\s{1,4})?PASS\s{1,4}([^\s"'\\]{3,200})/dg,
    'USER bob 331 Password, please. PASS Zq7RkT4w 230 Welcome.',
  ),
  shape(
    'LOGIN of IMAP',
    ['login '],
    // Not behind a time: “17:03:46 login authenticator failed”.
    () =>
      /(?<![\w:.,=-])[A-Za-z]{0,4}\d{1,6} LOGIN \S{1,200} ("[^"\n]{1,200}"|[^\s"'\\]{3,200})/dgi,
    'a1 LOGIN bob Zq7RkT4w',
  ),
  shape(
    '.netrc',
    ['login ', 'machine '],
    () =>
      /\b(?:login|user)\s{1,8}\S{1,100}\s{1,8}(?:account\s{1,8}\S{1,100}\s{1,8})?password\s{1,8}(\S{1,200})/dg,
    'machine h\nlogin bob\npassword Zq7RkT4w',
  ),
  shape(
    '.pgpass',
    [':54', ':64', ':*:'],
    () => /[\w.*-]{1,200}:(?:[56]4\d{2}|\*):[^:\s]{1,64}:[^:\s]{1,64}:([^\s"']{1,200})/dg,
    'h:5432:db:bob:Zq7RkT4w',
  ),
  shape(
    'client_send of Exim',
    ['client_send'],
    () => /\bclient_send\s?=\s?[^\n]{0,100}?:\s{0,2}([^\s:^]{4,200})\s{0,2}$/dgm,
    'client_send = : bob : Zq7RkT4w',
  ),
  shape(
    'key of PuTTY',
    ['private-lines'],
    () =>
      /Private-Lines: \d{1,4}[\r\n]{1,4}((?:[A-Za-z0-9+/=]{1,80}[\r\n]{1,4}){0,200}[A-Za-z0-9+/=]{4,80})/dgi,
    `Private-Lines: 1\n${HASH}`,
  ),
  shape(
    'MAC of a key of PuTTY',
    ['private-mac'],
    () => /Private-MAC: ([0-9a-f]{16,})/dgi,
    `Private-MAC: ${'0a1b2c3d'.repeat(4)}`,
  ),
  shape(
    'key of a DKIM record',
    ['miie', 'miic', 'miib', 'mc4c', 'mhcc', 'b3blbnnza'],
    () => /\b((?:MII[BCEJ][A-Za-z0-9+/]|MC4C|MHcC|b3BlbnNzaC1rZXkt)[A-Za-z0-9+/=]{40,})/dg,
    `MIIEp${HASH}${HASH}`,
  ),
  shape(
    'otpauth',
    ['otpauth'],
    () => /otpauth:[^\s"'<>]{0,200}?[?&]secret=([A-Z2-7]{8,})/dgi,
    'otpauth://totp/bob?secret=ZQ7RKT4WXP2',
  ),
  shape(
    'what expect sends when it is asked',
    ['send '],
    () =>
      /assword[^"\n]{0,20}\\?"[\s;{}]{1,20}(?:exp_)?send\s{1,4}(?:--\s{1,4})?\\?"([^"\n]{1,200}?)(?:\\{1,3}[rn])?\\?"/dg,
    'expect "password:"; send "Zq7RkT4w\\r"',
  ),
  shape(
    'send of expect',
    ['send '],
    () => /\bsend\s{1,4}(?:--\s{1,4})?"([^"\n]{4,200}?)\\r"\s{0,4}#\s{0,4}pass/dgi,
    'send "Zq7RkT4w\\r" # password',
  ),
];
