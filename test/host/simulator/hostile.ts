import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedIssue, PlannedItem, SessionPlan } from './plan.ts';
import { planSession } from './plan.ts';
import { seededRandom } from './random.ts';

/** What must never be shown, stored or exported as it is; readers mask it. */
export const HOSTILE_SECRETS = [
  'hunter2-Sup3r',
  'tok_9f8e7d6c5b4a',
  'Basic cm9vdDpodW50ZXIy',
  'AKIA-made-up-key-000',
] as const;

/** Texts that attack whoever shows them: pages, terminals, spreadsheets, regular expressions. */
export const HOSTILE_TEXTS = [
  '<script>window.pwned = true</script>',
  '<img src=x onerror="window.pwned = true">',
  '"><svg/onload=window.pwned=true>',
  "'; DROP TABLE items; --",
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007 \u009b31m',
  '=HYPERLINK("http://evil.example","click")',
  '+1+1',
  '@SUM(1)',
  '-2+3|cmd',
  '{{constructor.constructor("return process")()}}',
  '\u202egnp.exe\u202c',
  `mysql -u root --password=${HOSTILE_SECRETS[0]} -h db`,
  `url https://root:${HOSTILE_SECRETS[0]}@old.example.net/?token=${HOSTILE_SECRETS[1]}`,
  `Authorization: ${HOSTILE_SECRETS[2]}`,
  `{"password":"${HOSTILE_SECRETS[0]}","api_key":"${HOSTILE_SECRETS[3]}"}`,
  `x${'y'.repeat(2040)}…${'z'.repeat(2040)}`,
  'null\u0000byte and \u0008backspace',
  '](javascript:alert(1))',
] as const;

const HOSTILE_NAMES: readonly [type: string, name: string][] = [
  ['PackageRemoteRoot', '<b>bold & "quoted"'],
  ['PackageRemoteRoot', "=cmd|' calc'!A0"],
  ['PackageRemoteRoot', 'größe L – été ☃ 漢字'],
  ['PackageRemoteRoot', '..%2f..%2fetc'],
  ['PackageRemoteRoot', '  spaces  around  '],
  ['PackageRemoteRoot', '-rf'],
  ['PackageRemoteRoot', '{{name}}'],
  ['FeatureListRemoteRoot', "Robert'); DROP TABLE--"],
  ['QuantumRemoteRoot', 'a type of a later release'],
  ['AccountRemoteRoot', '__proto__'],
  ['AccountRemoteRoot', 'constructor'],
  ['AccountRemoteRoot', 'toString'],
];

/** A session whose names, texts and lines try to harm the reader. Made to be written by `writeHostile`. */
export function planHostile(startedAt: number): SessionPlan {
  const plan = planSession({ seed: 'hostile', accounts: 12, startedAt, failureRate: 0 });
  const random = seededRandom('hostile texts');
  const items: PlannedItem[] = HOSTILE_NAMES.map(([type, name]) => ({
    type,
    label: type.startsWith('Account') ? 'Account' : type.replace('RemoteRoot', ''),
    name,
    localName: name,
    domain: type.startsWith('Account') ? '"><script>window.pwned=true</script>.example' : null,
    size: 5_000_000,
    fate: 'clean',
    failure: null,
    issues: [],
    seconds: { TRANSFER: random.int(2, 9), RESTORE: random.int(2, 9) },
  }));
  const all = [...items, ...plan.items];
  HOSTILE_TEXTS.forEach((text, index) => {
    const item = all[index % all.length];
    if (item !== undefined) {
      item.issues = [...item.issues, hostileIssue(text, index)];
    }
  });
  const failing = all.at(-1);
  if (failing !== undefined) {
    failing.fate = 'failed-restore';
    failing.failure = `The login failed with password=${HOSTILE_SECRETS[0]} <script>window.pwned = true</script>`;
  }
  return { ...plan, sourceHost: 'old.example.net"><script>window.pwned=true</script>', items: all };
}

function hostileIssue(text: string, index: number): PlannedIssue {
  const kinds = ['warning', 'dangerous', 'altered', 'skipped'] as const;
  return {
    kind: kinds[index % kinds.length] ?? 'warning',
    template: `hostile-${index}`,
    at: ['Mysql', '<i>_restore</i>', 104],
    text,
    repair:
      index % 4 === 2
        ? ['Rename', 'javascript:alert(1)//', { orig: text, new: 'https://evil.example/' }]
        : ['Look', '//evil.example/scripts5/x', { a: '1' }],
  };
}

/** Lines that no well-behaved server writes, put between those of a master log. */
const STRANGE_LINES: readonly (string | Buffer)[] = [
  'Use of uninitialized value in concatenation (.) at example.pm line 12.',
  Buffer.from([0x62, 0x61, 0x64, 0x20, 0xff, 0xfe, 0xc3, 0x28, 0x20, 0x75, 0x74, 0x66]),
  '{"indent":0,"pid":1,"type":"control","contents":{"action":"failed-it',
  '[]',
  'null',
  '42',
  '{}',
  '{"type":"control"}',
  '{"type":"control","contents":null}',
  '{"type":"control","contents":{"action":["start"],"child_number":{}}}',
  '{"type":"control","contents":{"action":"teleport","child_number":3,"msg":{"deep":[[[[[[1]]]]]]}}}',
  '{"type":"hologram","contents":{"msg":"a type of a later release"}}',
  '{"contents":{"time":"soon","action":"queue_count","queue":"SIDEWAYS","msg":"many","child_number":"0"},"type":"control","pid":"x"}',
  '{"__proto__":{"polluted":true},"type":"control","contents":{"__proto__":{"polluted":true},"action":"start"}}',
  `raw <script>window.pwned = true</script> \u001b[31m password=${HOSTILE_SECRETS[0]}`,
  '',
  '\t ',
  `over-long ${'0123456789abcdef'.repeat(20_000)}`,
];

/**
 * Puts the strange lines into a written log at fixed places, and a half line at its end where it is `active`.
 * Returns how many were put in.
 */
export function addStrangeLines(path: string, active: boolean): number {
  const lines = splitLines(readFileSync(path));
  const pieces: Buffer[] = [];
  const every = Math.max(1, Math.floor(lines.length / (STRANGE_LINES.length + 1)));
  let added = 0;
  lines.forEach((line, index) => {
    pieces.push(line);
    const strange = STRANGE_LINES[added];
    if (index % every === every - 1 && strange !== undefined) {
      pieces.push(Buffer.from(strange), Buffer.from('\n'));
      added += 1;
    }
  });
  writeFileSync(path, Buffer.concat(pieces));
  if (active) {
    appendFileSync(path, '{"indent":0,"pid":1,"type":"con');
  }
  return added;
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, at + 1));
    from = at + 1;
  }
  return lines;
}

/** The log's file inside a session folder. */
export function masterLogIn(folder: string): string {
  return join(folder, 'master.log');
}
