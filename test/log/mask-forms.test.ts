import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { maskSecrets, mightHoldSecret } from '../../src/log/mask.ts';
import { maskKeptLine } from '../../src/log/mask-line.ts';
import { secretShapes } from '../../src/log/mask-shaped.ts';
import { NO_CONTEXT, readLogLine } from '../../src/log/read-line.ts';

const SECRET = 'Zq7RkT4wXp2';

describe('every shape', () => {
  it.each(secretShapes().map((shape) => [shape.name, shape] as const))(
    '%s: its example',
    (_, shape) => {
      const { example, hints } = shape;
      const pattern = shape.pattern();
      pattern.lastIndex = 0;
      const match = pattern.exec(example);
      const secrets = (match ?? []).slice(1).filter((part) => part !== undefined);
      expect(secrets.length).toBeGreaterThan(0);
      expect(hints.some((hint) => example.toLowerCase().includes(hint))).toBe(true);
      const masked = maskSecrets(example);
      for (const secret of secrets) expect(masked).not.toContain(secret);
      expect(mightHoldSecret(JSON.stringify({ msg: example }).replaceAll('/', '\\/'))).toBe(true);
    },
  );
});

describe('forms of assignments, configurations and dumps', () => {
  it.each([
    ['make', 'X_TOKEN ::= "%s"'],
    ['make', 'X_TOKEN :::= "%s"'],
    ['make', 'X_TOKEN ?= "%s"'],
    ['PHP', '$xToken .= "%s"'],
    ['Go', 'var xToken string = "%s"'],
    ['Go', 'xToken := `%s`'],
    ['Kotlin', 'val xToken: String = "%s"'],
    ['XML', '<xToken>\n    %s\n</xToken>'],
    ['XML', '<password type="plain">%s</password>'],
    ['XML with a name space', '<a:password>%s</a:password>'],
    ['XML in attributes', '<param name="password" value="%s"/>'],
    ['XML in attributes, in a text of JSON', String.raw`<param name=\"password\" value=\"%s\"/>`],
    [
      'JSON in two fields, in a text of JSON',
      String.raw`{\"name\": \"db_password\", \"value\": \"%s\"}`,
    ],
    ['plist', '<key>password</key>\n\t<string>%s</string>'],
    ['JSON in two fields', '{"name": "db_password", "value": "%s"}'],
    ['YAML in two fields', '- name: DB_PASSWORD\n  value: %s'],
    ['YAML, block', 'password: |\n  %s'],
    ['INI', '[client]\npassword =\n  %s'],
    ['serialized', 's:8:"password";s:11:"%s";'],
    ['Perl', "('password','%s')"],
    ['Perl', "password => '%s',"],
    ['Perl', 'password => q{%s},'],
    ['Perl', 'passwd => qq(%s),'],
    ['Magento', '<key><![CDATA[%s]]></key>'],
    ['Docker', '{"auths":{"h":{"auth":"%s"}}}'],
    ['German', 'Das Passwort lautet %s'],
    ['French', 'Le mot de passe est %s'],
    ['Spanish', 'La contraseña es %s'],
    ['Chinese', '密码是%s'],
    ['Japanese', 'パスワードは %s'],
    ['a command', 'snmpwalk -v3 -l authPriv -u bob -a SHA -A %s -x AES -X other h'],
    ['a command', 'snmpwalk -v3 -l authPriv -u bob -a SHA -A other -x AES -X %s h'],
    ['a command', 'sqlplus bob/%s@db'],
    ['PHP', "define('LOGGED_IN_SALT', '%s');"],
    ['.env', 'APP_KEY=base64:%s'],
    ['netrc', 'machine h\nlogin bob\npassword %s'],
    ['SMTP on one line', 'AUTH LOGIN 334 VXNlcm5hbWU6 Ym9i 334 UGFzc3dvcmQ6 %s'],
    ['FTP on one line', 'USER bob 331 Please specify the password. PASS %s 230 Login successful.'],
    ['a prompt', 'Enter password for bob: %s'],
    ['a prompt', "Password for user 'bob@example.com': %s"],
    ['with its user', "The password for user 'bob' is '%s'"],
    ['with a tab', 'password\t%s'],
    ['a table', '| password | %s |'],
    ['a key of a licence', 'license_key=%s'],
    ['a key for signatures', 'signing_key = "%s"'],
    ['an option with one dash', 'tool -password %s'],
    ['an environment', 'SSHPASS=%s sshpass -e ssh h'],
    ['SQL', "IDENTIFIED WITH 'caching_sha2_password' AS 0x24412430303524%s"],
    ['SQL', "CHANGE MASTER TO MASTER_PASSWORD='%s'"],
    ['a header', 'Authorization: Digest username="bob", realm="x", response="%s"'],
    ['a comparison', 'if (dbPass !== "%s") {'],
    ['a comparison', "if ($password ne '%s') {"],
    ['a comparison', 'password.equals("%s")'],
    ['Terraform', 'variable "db_password" { default = "%s" }'],
    ['LDIF', 'userPassword:: %s'],
    ['another spelling', 'X3_PSWD=%s'],
    ['another spelling', 'pass phrase: %s'],
    ['another spelling', 'paswd = %s'],
    ['phpMyAdmin', "$cfg['Servers'][$i]['controlpass'] = '%s';"],
    ['Dovecot', 'dnpass = %s'],
    ['Moodle', "$CFG->passwordsaltmain = '%s';"],
    ['keytool', 'keytool -importkeystore -srcstorepass %s'],
    ['kubeconfig', 'client-key-data: %s'],
    ['Exim', 'client_send = ^bob^%s'],
    ['ProFTPD', 'SQLNamedConnectInfo main mysql shop@h bob %s'],
    ['DBI', 'DBI->connect("dbi:mysql:shop", "bob", "%s")'],
    ['WPA', 'psk="%s"'],
    ['a shell', 'passwd --stdin bob <<< %s'],
    ['a shell', "printf '%s' | docker login --password-stdin"],
    ['a command', 'htpasswd -bc .htpasswd bob "%s"'],
    ['a command', 'curl -sSLu bob:%s https://h'],
    ['a command', 'openssl passwd -1 -salt ab %s'],
    ['a sentence', 'The new password will be %s'],
    ['a sentence', 'A temporary password is generated for root@localhost: %s'],
    ['a tail behind an ampersand', 'password=a&%s'],
    ['a tail behind a bracket', 'password=a<%s'],
    ['a tail behind a quote', "password=a'%s"],
  ])('%s: %s', (_, form) => {
    expect(maskSecrets(form.replace('%s', SECRET))).not.toContain(SECRET);
  });

  it('hides a number that opens something, a hash with its parameters, and what a bot is known by', () => {
    expect(maskSecrets('Security PIN: 48213377')).not.toContain('48213377');
    const hash = '$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub';
    expect(maskSecrets(`the hash ${hash}`)).not.toMatch(/RdescudvJCsgt3ub|c29tZXNhbHQ/);
    const bot = '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw7';
    expect(maskSecrets(`https://api.telegram.org/bot${bot}/send`)).not.toContain('AAHdqTcv');
    expect(maskSecrets('net use z: \\\\h\\s Zq7RkT4w /user:bob')).not.toContain('Zq7RkT4w');
  });

  it('ends a value of a query at the next field', () => {
    expect(maskSecrets(`a?password=${SECRET}&port=22`)).toBe('a?password=•••••&port=22');
  });
});

describe('the words of cPanel’s languages', () => {
  it.each([
    ['ar', 'كلمة المرور'],
    ['bg', 'Парола'],
    ['cs', 'Heslo'],
    ['da', 'Adgangskode'],
    ['de', 'Passwort'],
    ['de', 'Kennwort'],
    ['el', 'Κωδικός πρόσβασης'],
    ['es', 'Contraseña'],
    ['fi', 'Salasana'],
    ['fil', 'Password'],
    ['fr', 'Mot de passe'],
    ['he', 'סיסמה'],
    ['hu', 'Jelszó'],
    ['id', 'Kata sandi'],
    ['it', 'Parola d’ordine'],
    ['ja', 'パスワード'],
    ['ko', '비밀번호'],
    ['ms', 'Kata laluan'],
    ['nb', 'Passord'],
    ['nl', 'Wachtwoord'],
    ['pl', 'Hasło'],
    ['pt', 'Palavra-passe'],
    ['pt_br', 'Senha'],
    ['ro', 'Parolă'],
    ['ru', 'Пароль'],
    ['sl', 'Geslo'],
    ['sv', 'Lösenord'],
    ['th', 'รหัสผ่าน'],
    ['tr', 'Şifre'],
    ['uk', 'Пароль'],
    ['vi', 'Mật khẩu'],
    ['zh', '密码'],
    ['zh_tw', '密碼'],
    ['ca', 'Contrasenya'],
    ['et', 'Parool'],
    ['fa', 'رمز عبور'],
    ['hi', 'पासवर्ड'],
    ['hr', 'Lozinka'],
    ['is', 'Lykilorð'],
    ['lt', 'Slaptažodis'],
    ['sr', 'Лозинка'],
  ])('%s: %s', (_, word) => {
    for (const line of [`${word}: ${SECRET}`, `${word}：${SECRET}`, `x ${word}="${SECRET}" y`]) {
      expect(maskSecrets(line)).not.toContain(SECRET);
      const ascii = JSON.stringify(line).replace(
        /[^ -~]/g,
        (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      expect(mightHoldSecret(ascii)).toBe(true);
    }
  });

  it('leaves sentences about passwords in them', () => {
    const lines = [
      'Das Kennwort: konnte nicht gesetzt werden',
      'Пароль: ошибка при изменении',
      'La contraseña es demasiado corta',
    ];
    for (const line of lines) expect(maskSecrets(line)).toBe(line);
  });
});

describe('harmless lines', () => {
  const lines = readFileSync('test/fixtures/harmless-lines.txt', 'utf8').trimEnd().split('\n');

  it.each(lines)('%s', (line) => {
    expect(maskSecrets(line)).toBe(line);
  });
});

describe('a dialogue in the words of one record', () => {
  it.each([
    [['USER bob\n', 'PASS hunter22\n']],
    [['---> USER bob', '---> PASS hunter22', '<--- 230 Welcome']],
    [['AUTH LOGIN', '334 VXNlcm5hbWU6', 'Ym9i', '334 UGFzc3dvcmQ6', 'hunter22']],
    [['334 UGFzc3dvcmQ6\n', 'hunter22\n']],
    [['a1 LOGIN bob', 'hunter22']],
    [['Enter password for bob:', 'hunter22']],
    [['password:', 'hunter22']],
  ])('is masked where it is shown and where it is kept: %j', (msg) => {
    const text = JSON.stringify({ type: 'out', contents: { msg, time: 1793600411 } });
    const raw = { at: 0, text, isCut: false, isFragment: false };
    expect(readLogLine(raw, NO_CONTEXT).line.text).not.toContain('hunter22');
    const kept = maskKeptLine(text);
    expect(kept).not.toContain('hunter22');
    expect(JSON.parse(kept).contents.time).toBe(1793600411);
  });
});
