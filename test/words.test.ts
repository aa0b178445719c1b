import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from './host/repository.ts';

/** Words that a reader has to guess, each with what to write instead. */
const BANNED: readonly [RegExp, string][] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix, repair, correct'],
  [/\b(?:anew|afresh)\b/i, 'again'],
  [/\btick(?:s|ed|ing)? off\b/i, 'mark as done'],
  [/\bof its own accord\b/i, 'by itself'],
  [/\bdeeds?\b/i, 'what was done'],
  [/\bno chance\b|\blaws? (?:it|that|of)\b/i, 'no randomness; invariant'],
  [
    /\b(?:tick|untick)(?:s|ed|ing)? (?:an?|the|all|its) (?:item|issue|entry|account)/i,
    'mark as done',
  ],
  [/\breckon(?:s|ed|ing)?\b|\btelephones?\b|\bin the midst\b/i, 'calculate; phone; in the middle'],
  [/\bgrave(?:r|st)?\b/i, 'severe, worse, worst'],
  [/\bto work off\b/i, 'follow-up'],
  [/\bstands? (?:in|above|below|there|on|under)\b/i, 'is, is shown, is listed'],
  [
    /\bexclude each other\b|\b(?:said|told) of (?:itself|themselves)\b/i,
    'cannot be combined; said about itself',
  ],
  [
    /(?<!there )\bis no (?:regular )?(?:file|folder|table|session)\b(?! (?:that|of))/i,
    'is not a …',
  ],
  [
    /\b(?:amiss|nought|lest|thereof|whence|hitherto|wherein|whereof|thereby)\b/i,
    'plain words of today',
  ],
  [
    /\bended badly\b|\bdied without a word\b/i,
    'ended with an error; died without an error message',
  ],
  [/\bneeds? a look\b|\bsign of life\b|\bput(?:s|ting)? right\b/i, 'needs checking; activity; fix'],
  [/\bis not (?:known|given|said) (?:what|whether|which|how|where|who)\b/i, 'what … is not known'],
  [/\bquieter hour\b|\bnobody is looking\b/i, 'when it is less busy; while no page is open'],
  [/\b(?:is|are|was|were) lacking\b/i, 'is missing'],
  [/\bmostly because\b|\bbrings? \S+ with it\b/i, 'usually because; includes'],
  [
    /\bin the cPanel of the\b|\bthe configuration of the site\b/i,
    'the account’s cPanel; the site’s configuration',
  ],
  [/\b(?:be|was|were) told to (?:pause|abort|resume)\b/i, 'asked to'],
  [
    /\btakes? the (?:choice|entry) (?:back|away)\b|\bno way to SQLite\b/i,
    'removes; no SQLite driver',
  ],
  [/\blist of notices\b|\bproof of origin is\b/i, 'list of notifications; the page has expired'],
  // One word for an item that neither moved nor failed, everywhere.
  [/\bnot finished\b/i, 'unfinished'],
];

const PLACES = ['src', 'templates', 'docs', 'installer', 'hooks', 'scripts', 'contrib'];
const FILES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'install.sh',
  'uninstall.sh',
];
/** Names of files that are read; pictures are not. */
const TEXT = /(?:\.(?:ts|mts|mjs|cjs|hbs|md|sh|css)|^[a-z-]+)$/;

test('no text of the product or its documents uses a word that its readers have to guess', () => {
  const root = repositoryRoot();
  const files = PLACES.flatMap((place) =>
    readdirSync(join(root, place), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && TEXT.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  ).concat(FILES.map((file) => join(root, file)));
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, at) =>
        BANNED.filter(([word]) => word.test(line)).map(
          ([, better]) => `${file.slice(root.length + 1)}:${at + 1}: ${better}: ${line.trim()}`,
        ),
      ),
  );
  expect(found).toEqual([]);
});
