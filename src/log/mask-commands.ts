import { ARGUMENT, type SecretShape, shape } from './mask-span.ts';

/** What can be between a program and the option that matters. */
const REST = String.raw`\b[^\n|;]{0,200}?\s`;

/** An option of programs that is followed by a secret; `option` ends where the secret begins. */
function option(programs: string, option: string, example: string): SecretShape {
  const names = programs.replace(/\\w\{.*?\}|\[.*?\}/g, '').split('|');
  return shape(
    `${names[0]} ${option}`,
    names,
    () => new RegExp(String.raw`\b(?:${programs})${REST}(?:${option})${ARGUMENT}`, 'gdi'),
    example,
  );
}

function input(name: string, hint: string, pattern: () => RegExp, example: string): SecretShape {
  return shape(name, [hint], pattern, example);
}

const NOT_A_WORD = '(?!ipe|ort|rotocol|lugin|refix|rint|ager|assw|ass=)';

/** Secrets in the arguments and the input of programs. */
export const commands = (): readonly SecretShape[] => [
  option(
    'mysql\\w{0,12}|mariadb[\\w-]{0,12}',
    `-p${NOT_A_WORD}(?!\\s)`,
    'mysqldump -u root -pZq7RkT4w shop',
  ),
  input(
    'mysqladmin password',
    'mysqladmin',
    () =>
      /\bmysqladmin\b[^\n|;]{0,200}?\spassword\s{1,4}([^\s'"|;]{1,200}|'[^'\n]{0,200}'|"[^"\n]{0,200}")/dgi,
    'mysqladmin -u root password Zq7RkT4w',
  ),
  option('sshpass', '-p\\s{0,4}', 'sshpass -p Zq7RkT4w ssh h'),
  option(
    'lftp|ncftp',
    `-u\\s{0,4}['"]?[^\\s,'"]{1,100},|login\\s{1,4}[\\w.@-]{1,60}\\s{1,4}`,
    'lftp -u bob,Zq7RkT4w h',
  ),
  option('redis-cli', '-a\\s{1,4}|--pass\\s{1,4}|auth\\s{1,4}', 'redis-cli -h h -a Zq7RkT4w ping'),
  option(
    'zip|unzip|zipcloak|sqlcmd|bcp|isql|osql|tsql|bsqldb|fisql',
    '-P\\s{0,4}',
    'unzip -P Zq7RkT4w x.zip',
  ),
  option('7z|7za|7zr|7zz|rar|unrar', '-h?p', '7z x -pZq7RkT4w x.7z'),
  option(
    'openssl',
    '-k\\s{1,4}|-K\\s{1,4}|-pass(?:in|out)?\\s{1,4}(?:pass:)?',
    'openssl enc -k Zq7RkT4w',
  ),
  option('usermod|useradd|chpasswd', '-p\\s{1,4}', 'usermod -p Zq7RkT4w bob'),
  option(
    'az login|oc login|hydra|docker|podman|nerdctl|buildah|skopeo|cqlsh|mydumper|myloader|mysqlpump|racadm|veracrypt|rdesktop|testsaslauthd|saslpasswd2|doveadm|mongoimport|mongoexport|mongo|mongodump|mongorestore|mongosh|ncftpput|ncftpget|ncftpls|vncpasswd|ipmitool|mosquitto_pub|mosquitto_sub',
    '-p\\s{1,4}(?!\\d{1,5}:)|-P\\s{1,4}(?!\\d{1,5}\\b)',
    'ncftpput -u bob -p Zq7RkT4w h',
  ),
  option(
    'ldapsearch|ldapadd|ldapmodify|ldapdelete|ldapwhoami|ldappasswd|ldapmodrdn|ldapcompare|slappasswd|kadmin',
    '-[ws]\\s{1,4}',
    'ldapsearch -D cn=x -w Zq7RkT4w',
  ),
  option(
    'smbclient|rpcclient|net|smbget',
    `-U\\s{0,4}['"]?[^\\s%'"]{1,100}%`,
    'smbclient //h/s -U bob%Zq7RkT4w',
  ),
  input(
    'curl -u',
    'curl',
    () =>
      /\bcurl\b[^\n|;]{0,200}?\s(?:-[a-zA-Z#]{0,8}[uU]|--user|--proxy-user)[\s=]{0,4}['"]?[^\s'":]{1,64}:(?!\\?\/\\?\/)([^\s'"]{1,200})/dg,
    'curl -u bob:Zq7RkT4w https://h',
  ),
  input(
    'htpasswd',
    'htpasswd',
    () =>
      /\b(?:htpasswd|htdbm|mosquitto_passwd)\s(?=[^\n|;]{0,100}?-[a-zA-Z]{0,6}b)(?:[^\n|;]{0,200}?\s)?['"]?[^\s'"]{1,100}['"]?\s{1,4}('[^'\n]{1,200}'|"[^"\n]{1,200}"|[^\s'"|;)>&]{1,200})(?=["'`]|\s{0,4}(?:$|[\n|;)>&]))/dgm,
    'htpasswd -nb bob Zq7RkT4w',
  ),
  option('psexec|paexec|winexe', '-p\\s{1,4}', 'psexec \\\\\\\\h -u bob -p Zq7RkT4w cmd'),
  option('rclone', 'obscure\\s{1,4}', 'rclone obscure Zq7RkT4w'),
  option(
    'addpop|add_pop',
    '\\S{1,64}@\\S{1,200}\\s{1,4}',
    '/scripts/addpop bob@x.com Zq7RkT4w 250',
  ),
  input(
    'realchpass',
    'chpass',
    () => /\b(?:real)?chpass\s{1,4}\S{1,64}\s{1,4}([^\s'"|;]{1,200})/dg,
    '/scripts/realchpass bob Zq7RkT4w',
  ),
  input(
    'wwwacct',
    'wwwacct',
    () => /\bwwwacct\s{1,4}[\w-]{1,60}\.[\w.-]{1,200}\s{1,4}\w{1,32}\s{1,4}([^\s'"|;]{1,200})/dg,
    'wwwacct x.com bob Zq7RkT4w 0',
  ),
  input(
    'chpasswd',
    'chpasswd',
    () =>
      /\becho\s{1,4}(?:-\w{1,4}\s{1,4})?['"]?[\w.@-]{1,64}:([^\s'"|]{1,200})['"]?\s{0,4}\|[^\n|]{0,60}?chpasswd/dg,
    "echo 'bob:Zq7RkT4w' | chpasswd",
  ),
  shape(
    'echo to a program that asks for a password',
    ['echo ', 'printf '],
    () =>
      /\b(?:echo|printf)\s{1,4}(?:-\w{1,4}\s{1,4})?['"]?([^\s'"|]{1,200}?)(?:\\n)?['"]?\s{0,4}\|[^\n|]{0,60}?(?:--stdin|sudo\s{1,4}(?:-\w{1,8}\s{1,4}){0,3}?-S\b|--passphrase-fd|--password-stdin|cryptsetup|kinit|smbpasswd|vncpasswd|passwd\b|docker login)/dg,
    'echo Zq7RkT4w | passwd --stdin bob',
  ),
  input(
    'requirepass',
    'requirepass',
    () => /\brequirepass\s{1,8}["']?([^\s"']{1,200})/dgi,
    'requirepass Zq7RkT4w',
  ),
  input(
    'SQLConnectInfo',
    'connectinfo',
    () =>
      /\bSQL(?:Named)?ConnectInfo\s{1,8}(?:\S{1,60}\s{1,8}\w{1,20}\s{1,8})?\S{1,200}\s{1,8}\S{1,100}\s{1,8}([^\s"']{1,200})/dgi,
    'SQLConnectInfo db@h bob Zq7RkT4w',
  ),
  // The names of protocols begin with the same letters in lower case.
  input(
    'snmpwalk -A',
    'snmp',
    () => /\bsnmp[a-z]{2,12}\b[^\n|;]{0,200}?\s-A\s{1,4}([^\s'"|;]{1,200})/dg,
    'snmpwalk -v3 -u bob -a SHA -A Zq7RkT4w h',
  ),
  input(
    'snmpwalk -X',
    'snmp',
    () => /\bsnmp[a-z]{2,12}\b[^\n|;]{0,200}?\s-X\s{1,4}([^\s'"|;]{1,200})/dg,
    'snmpwalk -v3 -u bob -x AES -X Zq7RkT4w h',
  ),
  input(
    'sqlplus',
    'sqlplus',
    () => /\bsqlplus\b[^\n|;/]{0,100}?\s["']?\w{1,60}\/([^\s'"@|;/]{1,200})@/dgi,
    'sqlplus -s bob/Zq7RkT4w@db',
  ),
  input(
    'arguments of .NET',
    'credential(',
    () =>
      /\b(?:Network|PS)Credential\(\s{0,8}["'][^"'\n]{1,200}["']\s{0,8},\s{0,8}["']([^"'\n]{1,200})["']/dg,
    'new NetworkCredential("bob", "Zq7RkT4w")',
  ),
  input(
    'arguments of a directory',
    'directoryentry(',
    () =>
      /\bDirectoryEntry\(\s{0,8}["'][^"'\n]{1,200}["']\s{0,40},\s{0,40}["'][^"'\n]{1,200}["']\s{0,40},\s{0,40}["']([^"'\n]{1,200})["']/dg,
    'new DirectoryEntry("LDAP://h", "bob", "Zq7RkT4w")',
  ),
  input(
    'net use',
    'net use',
    () =>
      /\bnet use\s[^\n|;]{0,60}?\\\\[^\s|;]{1,200}\s{1,4}([^\s'"|;/*][^\s'"|;]{0,200})\s{1,4}\/user:/dgi,
    'net use z: \\\\h\\share Zq7RkT4w /user:bob',
  ),
  option(
    'openssl passwd',
    '(?:-salt\\s{1,4}\\S{1,20}\\s{1,4}|-\\w{1,8}\\s{1,4}){0,3}(?!-)',
    'openssl passwd -6 Zq7RkT4w',
  ),
  option('swaks', '-ap\\s{1,4}|-a[mp]\\s{1,4}', 'swaks --to bob -ap Zq7RkT4w'),
  option('sendemail', '-xp\\s{1,4}', 'sendEmail -f bob -xp Zq7RkT4w'),
  option(
    'curl',
    '(?:--oauth2-bearer|--tlspassword|--pass|--proxy-pass|--proxy-tlspassword)[\\s=]{1,4}',
    'curl --tlspassword Zq7RkT4w https://h',
  ),
  option('curl', `--cert[\\s=]{1,4}['"]?[^\\s'":]{1,100}:`, 'curl --cert c.pem:Zq7RkT4w https://h'),
  option('xfreerdp|freerdp|wfreerdp', '/p:', 'xfreerdp /u:bob /p:Zq7RkT4w /v:h'),
  option(
    'jenkins-cli',
    `-auth\\s{1,4}['"]?[^\\s:'"]{1,60}:`,
    'java -jar jenkins-cli.jar -auth bob:Zq7RkT4w',
  ),
  option('radtest', `['"]?[^\\s'"]{1,60}['"]?\\s{1,4}`, 'radtest bob Zq7RkT4w h 0 testing123'),
  option(
    'ejabberdctl',
    'register\\s{1,4}\\S{1,60}\\s{1,4}\\S{1,60}\\s{1,4}',
    'ejabberdctl register bob h Zq7RkT4w',
  ),
  option(
    'rabbitmqctl',
    '(?:add_user|change_password)\\s{1,4}\\S{1,60}\\s{1,4}',
    'rabbitmqctl add_user bob Zq7RkT4w',
  ),
  option('wpa_passphrase', `['"]?[^\\s'"]{1,60}['"]?\\s{1,4}`, 'wpa_passphrase wlan Zq7RkT4w'),
  option(
    'composer',
    'http-basic\\.\\S{1,100}\\s{1,4}\\S{1,100}\\s{1,4}|(?:github-oauth|gitlab-oauth|gitlab-token|bearer)\\.\\S{1,100}\\s{1,4}',
    'composer config http-basic.h bob Zq7RkT4w',
  ),
  option(
    'ansible-vault',
    'encrypt_string\\s{1,4}(?:--\\S{1,40}\\s{1,4}){0,3}',
    "ansible-vault encrypt_string 'Zq7RkT4w' --name x",
  ),
  option(
    'keytool|jarsigner',
    '-(?:src|dest)?(?:store|key|new)pass(?:word)?\\s{1,4}',
    'keytool -list -srcstorepass Zq7RkT4w',
  ),
  option('vault', 'login\\s{1,4}(?=[\\w.]{0,60}\\d)(?![^\\s]{0,60}=)', 'vault login Zq7RkT4w'),
  option(
    'aws',
    '(?:aws_secret_access_key|aws_session_token|aws_access_key_id)\\s{1,4}',
    'aws configure set aws_secret_access_key Zq7RkT4w',
  ),
  option(
    'pdnsutil',
    'import-tsig-key\\s{1,4}\\S{1,100}\\s{1,4}\\S{1,40}\\s{1,4}',
    'pdnsutil import-tsig-key name hmac-sha256 Zq7RkT4w',
  ),
  option('pdftk', '(?:user|owner|input)_pw\\s{1,4}', 'pdftk a.pdf output b.pdf owner_pw Zq7RkT4w'),
  option('net user', `['"]?[^\\s'"]{1,60}['"]?\\s{1,4}(?![/*])`, 'net user bob Zq7RkT4w /add'),
  option('db2', 'using\\s{1,4}', 'db2 connect to shop user bob using Zq7RkT4w'),
  option('expdp|impdp|sqlldr', `['"]?\\w{1,60}/`, 'expdp bob/Zq7RkT4w@db'),
  input(
    'a list of a Percona tool',
    ',p=',
    () => /\b[hu]=[^\s,]{1,100},(?:\w=[^\s,]{1,100},){0,5}p=([^\s,'"]{1,200})/dg,
    'pt-archiver h=h,u=bob,p=Zq7RkT4w',
  ),
  option(
    'doveadm',
    'auth\\s{1,4}(?:test|login)\\s{1,4}[^\\s-]\\S{0,100}\\s{1,4}',
    'doveadm auth test bob Zq7RkT4w',
  ),
  input(
    'text of a shell as input',
    '<<<',
    () =>
      /\b(?:passwd|sudo|su|cryptsetup|gpg2?|kinit|sshfs|login|openssl|mysql|restic|borg)\b[^\n|]{0,100}?<<<\s{0,4}["']?([^\s"']{1,200})/dg,
    'passwd --stdin bob <<< Zq7RkT4w',
  ),
  input(
    'a script for ftp',
    'ftp',
    () =>
      /\buser\s{1,4}['"]?[\w.@-]{1,64}\s{1,4}([^\s'"|;]{3,200})['"]?(?:\\n)?[^\n|]{0,60}\|\s{0,4}ftp\b/dg,
    'echo user bob Zq7RkT4w | ftp -n h',
  ),
  input(
    'snmpwalk -c',
    'snmp',
    () => /\bsnmp[a-z]{2,12}\b[^\n|;]{0,200}?\s-c\s{1,4}(?!public\b)([^\s'"|;]{1,200})/dg,
    'snmpwalk -v2c -c Zq7RkT4w h',
  ),
];
