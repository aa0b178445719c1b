import { type Envelope, entryOf } from './envelope.ts';
import type { PlannedItem, QueueName } from './plan.ts';
import type { Random } from './random.ts';

/** Something written to an item's log, `atSeconds` after the item's start in this queue. */
export interface ItemLogText {
  atSeconds: number;
  /** Makes the text once the time is known, `time` in epoch seconds. */
  write(time: number): string;
}

const MODULES = ['Homedir', 'Mysql', 'Mail', 'ZoneFile', 'SSL', 'Cron', 'Quota', 'PHP'];

const RAW_LINES = [
  'rsync: link_stat "/home/USER/tmp/sess_81" failed: No such file or directory (2)',
  'rsync error: some files/attrs were not transferred (see previous errors) (code 23)',
  'Use of uninitialized value $owner in string eq at /usr/local/cpanel/example.pm line 88.',
  'warn [restorepkg] the file “.lastlogin” of USER is odd',
  'mysql: [Warning] Using a password on the command line interface can be insecure.',
  "ERROR 1146 (42S02) at line 22: Table 'USER_wp.wp_options' doesn't exist",
  'Disabling InnoDB strict mode for “USER_wp” …',
  'debug: Established cpanel session',
];

/**
 * All that one item's log says in one queue, in the order of time. `full` adds file lists and progress ticks.
 * A failed item stops after its error.
 */
export function planItemLog(
  item: PlannedItem,
  queue: QueueName,
  envelope: Envelope,
  pid: number,
  sourceHost: string,
  detail: 'full' | 'short',
  random: Random,
): ItemLogText[] {
  const seconds = item.seconds[queue];
  const texts: ItemLogText[] = [];
  const add = (share: number, write: (time: number) => string): void => {
    texts.push({ atSeconds: share * seconds, write });
  };
  const control = (
    share: number,
    action: string,
    contents: Record<string, never[] | string | number | string[]>,
  ): void => add(share, (time) => envelope.line('control', pid, { action, ...contents }, time));
  const words = (share: number, type: string, text: string, source?: string): void =>
    add(share, (time) => envelope.text(type, pid, text, type === 'out' ? null : time, source));
  const raw = (share: number): void => {
    const line = random.pick(RAW_LINES).replaceAll('USER', item.name);
    add(share, () => `${line}\n`);
  };

  control(0, 'percentage', { percentage: 0 });
  words(0, 'start', `Starting “${queue}” for “${item.label}” “${item.name}”.`);
  if (queue === 'TRANSFER') {
    words(0.01, 'out', `Attempting to copy “${item.name}” from “${sourceHost}”.\n`);
    words(0.05, 'out', `Packaging “${item.name}”....Done\n`, sourceHost);
    if (random.chance(0.3)) {
      words(0.08, 'warn', `warn [pkgacct] database “${item.name}_old” is empty\n`, sourceHost);
    }
    const ticks = detail === 'full' ? 20 : 4;
    for (let tick = 1; tick < ticks; tick += 1) {
      const share = 0.1 + (0.85 * tick) / ticks;
      words(share, 'out', `...${Math.round((item.size * tick) / ticks)}...\n`);
      control(share, 'percentage', { percentage: Math.round(share * 100) });
    }
    if (random.chance(0.2)) {
      raw(0.5);
    }
  } else {
    const modules = item.size === 1 ? ['Package'] : MODULES;
    modules.forEach((module, index) => {
      const from = 0.02 + (0.94 * index) / modules.length;
      const to = 0.02 + (0.94 * (index + 1)) / modules.length - 0.005;
      const reports = item.issues.filter((issue) => issue.at[0] === module);
      control(from, 'start_module', { msg: [module] });
      control(from, 'start_action', { msg: [`Restoring “${module}” …`] });
      if (module === 'Homedir' && detail === 'full') {
        for (let file = 0; file < 40; file += 1) {
          const path = `public_html/images/${random.letters(8)}.jpg`;
          words(from + ((to - from) * file) / 41, 'out', `${path}\n`);
        }
      }
      if (random.chance(0.25)) {
        raw((from + to) / 2);
      }
      for (const report of reports) {
        const type =
          report.kind === 'dangerous' ? 'error' : report.kind === 'warning' ? 'warn' : 'out';
        words((from + to) / 2, type, `${report.text}\n`);
        if (report.kind === 'dangerous') {
          words(
            (from + to) / 2,
            'out',
            ' at example.pm line 200\n\tmain::restore() called at example.pm line 188\n',
          );
        }
      }
      control(to, 'percentage', { percentage: Math.round(to * 100) });
      control(to, 'end_action', { msg: [`Restoring “${module}” …`] });
      control(to, 'end_module', { msg: [module] });
      const status = reports.some(({ kind }) => kind === 'warning') ? 0 : 1;
      const statusmsg = status === 1 ? `${module} restored` : `${module} restored in part`;
      add(to, () =>
        envelope.line('modulestatus', pid, { module, status, statusmsg, output: statusmsg }, null),
      );
    });
    const listed = (kind: string) =>
      item.issues.filter((issue) => issue.kind === kind).map(entryOf);
    add(0.97, (time) =>
      envelope.line(
        'control',
        pid,
        {
          action: 'summary',
          warnings: listed('warning'),
          skipped_items: listed('skipped'),
          dangerous_items: listed('dangerous'),
          altered_items: listed('altered'),
        },
        time,
      ),
    );
  }
  texts.sort((a, b) => a.atSeconds - b.atSeconds);
  return withEnding(texts, item, queue, envelope, pid);
}

/** How the log ends: well, with the failure's words, or in the middle of a line where the child died. */
function withEnding(
  texts: ItemLogText[],
  item: PlannedItem,
  queue: QueueName,
  envelope: Envelope,
  pid: number,
): ItemLogText[] {
  const seconds = item.seconds[queue];
  if (item.fate === `failed-${queue.toLowerCase()}`) {
    const failure = item.failure ?? 'The item failed.';
    return [
      ...texts.filter(({ atSeconds }) => atSeconds < seconds * 0.6),
      { atSeconds: seconds, write: (time) => envelope.text('error', pid, `${failure}\n`, time) },
      { atSeconds: seconds, write: (time) => envelope.text('failed', pid, 'Failed.', time) },
    ];
  }
  if (item.fate === `dies-${queue.toLowerCase()}`) {
    const half = envelope.text('out', pid, 'this line never ends', null).slice(0, 38);
    return [
      ...texts.filter(({ atSeconds }) => atSeconds < seconds * 0.7),
      { atSeconds: seconds, write: () => half },
    ];
  }
  return [
    ...texts,
    {
      atSeconds: seconds,
      write: (time) =>
        envelope.line('control', pid, { action: 'percentage', percentage: 100 }, time),
    },
    { atSeconds: seconds, write: (time) => envelope.text('success', pid, 'Success.', time) },
  ];
}
