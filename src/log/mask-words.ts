import { once } from '../session/look-up.ts';

/**
 * How surely a word announces a secret: `strong` words, and `short` ones (which also occur inside other words), by
 * themselves; `weak` ones only before a value that looks like a secret; `native` ones are those of other languages.
 */
export type WordKind = 'strong' | 'short' | 'weak' | 'native';

/** Words for “password” in the languages that cPanel is translated into, including spellings without accents. */
const NATIVE: readonly string[] = [
  'كلمة المرور', // ar
  'كلمة السر',
  'كلمة مرور',
  'парол', // bg, ru, uk, with their endings
  'hesl[oaeu]', // cs
  'adgangskode', // da
  'kodeord',
  'kennwort', // de
  'συνθηματικ', // el
  'κωδικ[όο]ς',
  'contrase[ñn]a', // es, es_419
  'clave',
  'salasan', // fi
  'kontrasenyas', // fil
  'mot de passe', // fr
  'סיסמ', // he
  'jelsz[óo]', // hu
  'kata sandi', // id
  'parola', // it, ro, tr
  'パスワード', // ja
  '暗証番号',
  '비밀번호', // ko
  '암호',
  'kata laluan', // ms
  'passord', // nb, no
  'wachtwoord', // nl
  'has[łl][oaeu]', // pl
  'senha', // pt, pt_br
  'palavra[ -]passe',
  'parol[ăe]', // ro
  'gesl[oaeu]', // sl
  'l[öo]senord', // sv
  'รหัสผ่าน', // th
  '[şs]ifre', // tr
  'm[ậa]t kh[ẩa]u', // vi
  '密码', // zh
  '口令',
  '密碼', // zh_tw
  '通行[码碼]',
  '패스워드',
  'パスフレーズ',
  'الرقم السري', // ar
  'رمز عبور', // fa
  'گذرواژه',
  'پاس ورڈ', // ur
  'पासवर्ड', // hi
  'कूटशब्द',
  'lozink[aeu]', // hr, sr, bs
  'лозинк',
  'гасло', // uk
  'slaptažod', // lt
  'slaptazod',
  'parool', // et
  'salasõna',
  'salasona',
  'aðgangsorð', // is
  'lykilorð',
  'contraseny[ae]', // ca
  'contrasinal', // gl
  'pasahitz', // eu
  'fjalëkalim', // sq
  'fjalekalim',
  'wagwoord', // af
  'cyfrinair', // cy
  'mots de passe', // fr
  '\\bmdp(?=[\\s_:=])',
  'losungswort', // de
  'toegangscode', // nl
  'codice di accesso', // it
];

/** ASCII pieces of the words above: one of them is in every match that has no letter beyond Latin. */
export const NATIVE_HINTS: readonly string[] = [
  'hesl',
  'adgangskode',
  'kodeord',
  'kennwort',
  'contrase',
  'clave',
  'salasan',
  'kontrasenyas',
  'mot de',
  'jelsz',
  'kata sandi',
  'parol',
  'kata laluan',
  'wachtwoord',
  'haslo',
  'hasla',
  'hasle',
  'haslu',
  'senha',
  'palavra',
  'gesl',
  'senord',
  'ifre',
  'mat kh',
  'lozink',
  'slapta',
  'parool',
  'salas',
  'gangsor',
  'lykilor',
  'contrasinal',
  'pasahitz',
  'kalim',
  'wagwoord',
  'cyfrinair',
  'mots de',
  'mdp',
  'losungs',
  'toegangscode',
  'codice di',
];

const STRONG: readonly string[] = [
  'pass(?:[ _-]?phrase|[_-]?word|wd|wort|wrd|wrod|code|key|ord)',
  'pa?ss?wo?r?d',
  'pswr?d',
  'secret',
  'token',
  'api[_-]?key',
  'access[_ -]?(?:key|hash)',
  'private[_-]?key',
  '(?:auth|secret|encryption|encrypt|crypt|blowfish|hmac|jwt|signing|preshared|pre-shared|rijndael|master)[_-]?key',
  'rijndael[_-]?iv',
  'encryption[_-]?hash',
  'oauth2?[_-]bearer',
  'authorization',
  'cookie',
  'csrf',
  'sess(?:ion)?[_-]?id',
  '[a-z]session(?==)',
  'identified\\s{1,8}(?:by|with)',
];
const SHORT: readonly string[] = ['pass', 'pwd?', 'psw', 'cred(?:ential)?s?'];
const WEAK: readonly string[] = ['key', 'salt', 'signature', '\\bsig(?==)', 'client[_-]?id'];

/** ASCII pieces: one of them is in every match of the words that are not `NATIVE`. */
export const WORD_HINTS: readonly string[] = [
  'pass',
  'secret',
  'token',
  'key',
  'access',
  'authorization',
  'cookie',
  'csrf',
  'session',
  'sessid',
  'sess_id',
  'sess-id',
  'identified',
  'pw',
  'psw',
  'pswd',
  'paswd',
  'pssw',
  'pword',
  'paswo',
  'rijndael',
  'encryption',
  'bearer',
  'cred',
  'salt',
  'signature',
  'sig=',
  'client',
];

const source = (words: readonly string[]) => words.join('|');

/** The words by which a secret's name is found; `isSecretName` then judges the whole name. */
export const keyword = once(
  () => new RegExp(source([...NATIVE, ...STRONG, ...SHORT, ...WEAK]), 'gi'),
);

const isNative = once(() => new RegExp(`^(?:${source(NATIVE)})$`, 'i'));
const isShort = once(() => new RegExp(`^(?:${source(SHORT)})$`, 'i'));
const IS_WEAK = /^(?:key|salt|signature|sig|client[_-]?id)$/i;

export function kindOfWord(word: string): WordKind {
  if (isShort().test(word)) return 'short';
  if (IS_WEAK.test(word)) return 'weak';
  return isNative().test(word) ? 'native' : 'strong';
}

/** Last parts of a name that say something about a secret instead of naming one. */
const ABOUT =
  /(?:strength|length|age|policy|policies|changed|expires?|expiry|count|name|names|file|path|type|url|uri|min|max|limit|less|reset|required|protected|error|status|only|field|hint|manager|through|size|exists?|enabled|disabled|version|format|fingerprint|usage|algorithm|lifetime|ttl|timeout)$/i;

/** What turns a short word at its end into another word. */
const OTHER_WORD = /(?:by|com|tres|sur|under|over)$/i;
/** What a short word may follow without a separator: `dbpass`, `sshpass`. */
const OWNER =
  /^(?:db|ftp|my|sql|mysql|pg|user|root|old|new|x|ssh|smtp|mail|imapc?|pop3?|admin|http|proxy|login|auth|remote|web|email|wp|redis|ldap|svn|git|store|key|cpanel|whm|api|app|bind|enc|host|reseller|backup|dn|control|master|slave|repl|source|src|dest|dst|target|sync|local|server|client|site|panel|plesk|dns|rndc|pdns|vpn|ppp|wifi|wlan|snmp|ipmi|ilo|vnc|rdp|rcon|sip|irc|jdbc|ora|oracle|mongo|maria|mariadb|postgres|pgsql|mssql|es|elastic|mq|amqp|rabbit|trust|keystore|truststore|(?:src|dest|dst)(?:store|key)|cert|p12|pfx|pem|ca|ssl|tls|gpg|pgp|crypt|tmp|temp|def|default|cur|current|confirm|re|www|cp|sasl|relay|service|system|sys|super|guest|demo|test|dev|prod|ansible|become|sudo|su|vault|borg|restic|s3|swift|dav|webdav|nas|cifs|smb|samba|share|domain|joomla|drupal|magento|moodle|wiki|forum|shop|blog|cms|crm|erp)$/i;

/** Keys that are no secrets: of databases, of maps, of hosts, of keyboards. */
const OPEN_KEY =
  /(?:primary|foreign|public|unique|pub|sort|cache|index|host|partition|group|row|lookup|dict|hash|map|array|registry|mon|tur|hot|don|whis|joc|hoc|object|item|table|column|message|routing|config|option|menu|meta|shard|reference|resource)[_-]?$/i;

/** Whether a name means a secret: the word must be a part of its own ("db_pass", "rootPw", but not "bypass" or "compass"). */
export function isSecretName(before: string, word: string, after: string): boolean {
  if (after !== '' && ABOUT.test(after)) return false;
  // The id of a transfer session is in every address; it opens nothing.
  if (/transfer[_-]?$/i.test(before) && /^sess/i.test(word)) return false;
  const kind = kindOfWord(word);
  if (kind === 'short' && /[A-Za-z0-9]$/.test(before) && !isOwned(before, word)) return false;
  if (kind === 'weak') {
    if (word.toLowerCase() === 'key' && OPEN_KEY.test(before)) return false;
    return after === '' || /^[_-]?(?:\d{0,2}_?|data|b64|base64|pem|hex|material)$/i.test(after);
  }
  if (after === '') return true;
  // "passed", "tokens" and "passive" go on in lower case: other words, unlike "password2" and "token_value".
  return !/^(?!salt)[a-z]/.test(after);
}

function isOwned(before: string, word: string): boolean {
  if (OWNER.test(/[A-Za-z0-9]+$/.exec(before)?.[0] ?? '')) return true;
  // rootPw, adminPass
  if (/[a-z0-9]$/.test(before) && /^[A-Z]/.test(word)) return true;
  // SSHPASS, but not BYPASS
  return word === word.toUpperCase() && /[A-Z]$/.test(before) && !OTHER_WORD.test(before);
}

/** Values that are no secret, whatever their name: `(using password: YES)`. */
const HARMLESS =
  /^(?:yes|no|true|false|null|nil|none|undef|undefined|empty|missing|required|invalid|incorrect|wrong|expired|changed|unchanged|failed|failure|ok|set|unset|unknown|disabled|enabled|on|off|success|successful|done|skipped|restored|not|too|is|was|the|a|an|must|cannot|could|should|for|and|or|of|in|to|with|from|via|string|str|text|varchar|amd64|i[3-6]86|arm64|armhf|noarch|x86_64|\d{1,2}|\(\d{1,3}\)|\(?none\)?|[|>][+-]?|•+)$/i;
/** Where something is stored is not what it says: `PWD=/root`, `private_key: /etc/ssl/x.key`. */
const PLACE =
  /^(?:file:\/\/)?(?:~|\.{1,2})?\/(?:root|home\d?|etc|var|usr|opt|tmp|srv|mnt|run|dev|proc|scripts|backup|boot|lib|bin|sbin|data|users?|Users)(?:\/[\w.@+%-]{0,80}){0,30}$|^\.{0,2}\/$/;

/** How programs print their objects and numbers: `Token{42ec`, `Proxy@1f2e3d`, `0x14ed93111f20027`. */
const OBJECT = /^(?:[A-Z]\w{0,60}\{.{0,200}|[\w.$]{1,100}@[0-9a-f]{6,8}|0x[0-9a-f]{1,16})$/i;

export function isHarmless(value: string): boolean {
  return value.length < 4096 && (HARMLESS.test(value) || PLACE.test(value) || OBJECT.test(value));
}

/** Whether the value of a key is the file that holds it: `private_key: /path`. */
export function isKeyFile(word: string, value: string): boolean {
  return /^private.?key$/i.test(word) && /^[~.]{0,2}(?:\/[\w.@-]{1,80}){1,20}$/.test(value);
}

/** The characters in which keys, salts and signatures are written; any other makes it the name of something else. */
export function hasKeyAlphabet(value: string): boolean {
  return /^[\w+/=.:~$!@#%^&*()[\]{}<>?;,-]{1,1024}$/.test(value) && !/^\{[\w-]+\}/.test(value);
}

/** Whether a value is one that nobody writes as a word: letters and digits mixed, and not a time, an address or a version. */
export function looksRandom(value: string, least: number): boolean {
  if (value.length < least) return false;
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  return !/^(?:v?\d+(?:[.:-]\w+)*|0x[0-9a-f]{1,12}|\d+[a-z]{1,2}|[\w.-]+@[\w.-]+|[a-z]+[_-]?\d{1,3}|[\w.-]+\.[a-z]{2,4})$/.test(
    value.slice(0, 200),
  );
}
