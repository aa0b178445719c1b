/** A small repeatable source of chance (mulberry32), so that a failure can be looked at again. */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Account names that are words of the messages themselves. */
const HOSTILE =
  'mail test shop database admin error user restore backup system quota root mysql domain account server data null undefined transfer local default package service zone file archive failed home host name ftp www dns php cron remote session table view grant access denied exists index'.split(
    ' ',
  );
const USUAL =
  'rivergdn acme2024 user1 blueoaks stacy colin fredfred bobsmith janedoe1 ourtown4 wpsite99 a1b2c3 joesgara bigcat oldmill7 k9club xq7 lindencourtrosex northwindtraders'.split(
    ' ',
  );
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ALNUM = 'abcdefghijklmnopqrstuvwxyz0123456789';
const WORDS =
  'shop blog wiki old new wp main crm forum test data joomla store2 prod stage mail users drupal site1 backup'.split(
    ' ',
  );
const TLDS =
  'com net org de co.uk pl io fr com.au info biz shop online app dev berlin xn--p1ai рф museum eu nl it ch at se travel name cc me tv ac.jp'.split(
    ' ',
  );
const DOMAIN_WORDS =
  'example bluewidgets my-shop garden24 münchen-reisen cafe acme web mail xn--bcher-kva thebigone test q7'.split(
    ' ',
  );
const PACKAGES = [
  'Gold',
  'gold plan',
  'default',
  'reseller1_Basic 5GB',
  'UNLIMITED',
  'small',
  'Business Pro 2024',
  'wp-hosting',
];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** One account with everything that its messages can name. */
export class FakeAccount {
  readonly name: string;
  readonly localName: string | null;
  private readonly chance: () => number;

  /** `name`: what the account is called; without it, one of hostile, usual and random names, by the index. */
  constructor(index: number, seed: number, name?: string) {
    this.chance = chanceOf(seed * 7919 + index);
    if (name !== undefined) {
      this.name = name;
      this.localName = null;
      return;
    }
    const kind = index % 3;
    if (kind === 0 && index / 3 < HOSTILE.length) this.name = HOSTILE[index / 3] ?? 'mail';
    else if (kind === 1 && index / 3 < USUAL.length)
      this.name = USUAL[Math.floor(index / 3)] ?? 'bob';
    else this.name = this.letter() + this.letters(ALNUM, 2 + this.below(14));
    this.localName =
      this.below(3) > 0
        ? null
        : this.below(2)
          ? this.name
          : `${this.name.slice(0, 12)}${this.below(9)}`;
  }

  /** A template's text with its slots filled for this account. */
  fill(template: string): string {
    const same = new Map<string, string>();
    return template.replace(/\{(\w+)\}/g, (_, slot: string) => {
      if (['db', 'dbuser', 'local', 'other', 'table', 'homedir'].includes(slot)) {
        const known = same.get(slot) ?? this.slot(slot);
        same.set(slot, known);
        return known;
      }
      return this.slot(slot);
    });
  }

  below(n: number): number {
    return Math.floor(this.chance() * n);
  }

  private pick<T>(from: readonly T[], otherwise: T): T {
    return from[this.below(from.length)] ?? otherwise;
  }

  private letter(): string {
    return this.letters(LETTERS, 1);
  }

  private letters(from: string, count: number): string {
    let out = '';
    for (let i = 0; i < count; i++) out += from[this.below(from.length)];
    return out;
  }

  private word(): string {
    return this.pick(WORDS, 'shop');
  }

  private domain(): string {
    const start = this.below(3) === 0 ? this.name : this.pick(DOMAIN_WORDS, 'example');
    const sub = this.below(4) === 0 ? `${this.pick(['www', 'blog', 'shop', 'm'], 'www')}.` : '';
    return `${sub}${start}.${this.pick(TLDS, 'com')}`;
  }

  private ip(): string {
    return [10 + this.below(200), this.below(256), this.below(256), 1 + this.below(254)].join('.');
  }

  private size(): string {
    const n =
      this.below(3) === 0 ? `${this.below(5000)}` : (this.chance() * 900).toFixed(this.below(3));
    return `${n}${this.pick([' MB', ' GB', ' KB', ' bytes', 'M', 'G', ' MiB', ' GiB', 'KB'], ' MB')}`;
  }

  private number(): string {
    const n = this.pick([this.below(3), this.below(100), this.below(100000)], 1);
    return n > 999 && this.below(2) ? n.toLocaleString('en-US') : String(n);
  }

  private two(n: number): string {
    return String(n).padStart(2, '0');
  }

  private day(): string {
    return `${2015 + this.below(12)}-${this.two(1 + this.below(12))}-${this.two(1 + this.below(28))}`;
  }

  private date(): string {
    const time = `${this.two(this.below(24))}:${this.two(this.below(60))}:${this.two(this.below(60))}`;
    return this.pick(
      [
        `${this.day()} ${time} +0000`,
        `${this.day()}T${time}Z`,
        this.day(),
        `${this.pick(MONTHS, 'Nov')} ${1 + this.below(28)}, ${2015 + this.below(12)}`,
        `${this.below(28) + 1} ${this.pick(MONTHS, 'Nov')} ${2015 + this.below(12)}`,
        `Mon ${this.pick(MONTHS, 'Nov')} ${String(1 + this.below(28)).padStart(2, ' ')} ${time} 2026`,
      ],
      this.day(),
    );
  }

  private list(one: () => string, separator: 'comma' | 'and'): string {
    const count = 1 + this.below(separator === 'comma' ? 6 : 4);
    const items = Array.from({ length: count }, one);
    if (separator === 'comma' || items.length === 1) return items.join(', ');
    return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
  }

  private database(): string {
    return `${this.name.slice(0, this.below(2) ? 16 : 8)}_${this.word()}`;
  }

  private homePath(): string {
    const parts = Array.from({ length: 1 + this.below(4) }, () =>
      this.pick(
        [
          'public_html',
          'mail',
          this.word(),
          this.letters(ALNUM, 6),
          'index.php',
          'img 1'.replace(' ', '-'),
          'wp-content',
        ],
        'x',
      ),
    );
    return `/home${this.below(3) ? '' : this.below(4) + 2}/${this.name}/${parts.join('/')}`;
  }

  private email(): string {
    return `${this.pick(['info', 'sales', 'bob.smith', 'a+b', 'no-reply', this.name], 'info')}@${this.domain()}`;
  }

  private ip6(): string {
    return this.pick(
      [
        `2001:db8:${this.letters('0123456789abcdef', 4)}::${this.below(99) + 1}`,
        `fe80::${this.letters('123456789abcdef', 4)}:${1 + this.below(9)}`,
        `2a01:4f8:${this.below(9999)}:1::2`,
      ],
      '::1',
    );
  }

  private slot(slot: string): string {
    switch (slot) {
      case 'acct':
        return this.name;
      case 'local':
        return this.localName ?? this.name;
      case 'other':
        return this.pick(
          ['root', 'rsl42', this.letters(LETTERS, 7), this.name, 'reseller1'],
          'root',
        );
      case 'db':
        return this.database();
      case 'db2':
        return this.below(2) ? `${this.database()}1` : this.word();
      case 'dbuser':
        return this.below(4) ? this.database().slice(0, 16) : this.name;
      case 'dbuser2':
        return this.below(2) ? `${this.database()}2` : this.name;
      case 'dblist':
        return this.below(4) ? this.list(() => this.database(), 'comma') : `${this.name}_%`;
      case 'dblist2':
        return this.list(() => this.database(), 'and');
      case 'table':
        return this.pick(
          ['wp_options', 'wp_posts', 'jos_users', 'xf_post', 'cache_menu'],
          'wp_options',
        );
      case 'domain':
      case 'host':
        return this.domain();
      case 'domainlist':
        return this.list(() => this.domain(), this.below(2) ? 'comma' : 'and');
      case 'homepath':
        return this.homePath();
      case 'homedir':
        return `/home/${this.name}`;
      case 'homedir2':
        return `/home${2 + this.below(7)}/${this.name}`;
      case 'include':
        return `/etc/apache2/conf.d/userdata/std/2_4/${this.name}/${this.domain()}/x.conf`;
      case 'archive':
        return this.pick(
          [
            `cpmove-${this.name}.tar.gz`,
            `/home/cpmove-${this.name}.tar.gz`,
            `backup-${this.below(12)}.${this.below(28)}.2026_10-11-12_${this.name}.tar.gz`,
          ],
          'x.tar.gz',
        );
      case 'size':
        return this.size();
      case 'n':
        return this.number();
      case 'seconds':
        return this.pick(
          [
            `${1 + this.below(900)} seconds`,
            `${1 + this.below(59)} minutes`,
            '1 second',
            '1 minute',
            `${1 + this.below(9)} h ${1 + this.below(59)} min`,
          ],
          '1 second',
        );
      case 'date':
        return this.date();
      case 'day':
        return this.day();
      case 'serial':
        return `20${10 + this.below(17)}${this.two(1 + this.below(12))}${this.two(1 + this.below(28))}${this.two(this.below(99))}`;
      case 'xid':
        return this.letters(ALNUM, 6);
      case 'hex':
        return this.letters('0123456789abcdef', 32);
      case 'uuid':
        return [8, 4, 4, 4, 12].map((n) => this.letters('0123456789abcdef', n)).join('-');
      case 'domainid':
        return `${this.domain().replaceAll('.', '_').replaceAll('-', '_')}_${this.letters('0123456789abcdef', 5)}_${this.letters('0123456789abcdef', 5)}_17936${this.below(99999)}_${this.letters('0123456789abcdef', 32)}`;
      case 'ip':
        return this.ip();
      case 'ip6':
        return this.ip6();
      case 'email':
      case 'ftpuser':
        return this.email();
      case 'pkg':
        return this.pick(PACKAGES, 'default');
      case 'port':
        return String(1 + this.below(65535));
      case 'pid':
        return String(100 + this.below(99999));
      case 'word':
        return this.pick([this.word(), this.letters(LETTERS, 8)], 'word');
      case 'list':
        return this.pick(['news', 'members', `team_${this.domain()}`, 'announce-2024'], 'news');
      case 'listlist':
        return this.list(
          () => `${this.pick(['news', 'members', 'team'], 'news')}_${this.domain()}`,
          'and',
        );
      case 'locale':
        return this.pick(['de', 'fr', 'pt_br', 'es_419', 'ja'], 'de');
      case 'version':
        return `3.${this.below(3)}.${this.below(9)}`;
      case 'msgid':
        return `1${this.letters(LETTERS, 5)}-${this.letters(ALNUM, 6)}-${this.letters(ALNUM, 2)}`;
      case 'fingerprint':
        return `SHA256:${this.letters(`${ALNUM}ABCDEFGH+/`, 43)}`;
      case 'session':
        return `copyacct${this.letters(ALNUM, 5)}20261102041322${this.letters(ALNUM, 6)}`;
      case 'pkgword':
        return this.pick(['Gold', 'rsl42_basic', 'small2', 'wp-hosting'], 'Gold');
      case 'float':
        return (this.chance() * 40).toFixed(2);
      case 'epoch':
        return String(1_500_000_000 + this.below(300_000_000));
      case 'path':
        return this.pick(
          [this.homePath(), `/tmp/${this.letters(ALNUM, 8)}`, `/backup/${this.day()}/accounts`],
          '/tmp/x',
        );
      case 'owner':
        return this.pick(['rsl42', 'host4you', 'agency1'], 'rsl42');
      case 'prefix':
        return this.name.slice(0, 8);
      case 'acl':
        return 'create-acct';
      case 'hex40':
        return this.letters('0123456789abcdef', 40);
      case 'hex8':
        return this.letters('0123456789abcdef', 8);
      case 'plugin':
        return this.pick(['softaculous', 'imunify', 'jetbackup'], 'softaculous');
      case 'licence':
        return `${this.letters('ABCDEFGHIJ0123456789', 4)}-${this.letters('ABCDEFGHIJ0123456789', 4)}-${this.letters('ABCDEFGHIJ0123456789', 4)}`;
      case 'freeword':
        return this.letters(LETTERS, 9);
      case 'feature':
        return 'ssh';
      case 'time':
        return `${this.two(this.below(24))}:${this.two(this.below(60))}`;
      default:
        throw new Error(`unknown slot ${slot}`);
    }
  }
}
