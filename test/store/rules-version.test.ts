import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RULES } from '../../src/session/rules-version.ts';
import { repositoryRoot } from '../host/repository.ts';
import { rulesDigest } from './rules-digest.ts';

const FIXTURES = join(repositoryRoot(), 'test/fixtures');

/** What the last release made of the same logs. With each release this is written again, from `rulesDigest`. */
const released = JSON.parse(readFileSync(join(FIXTURES, 'rules/released.json'), 'utf8')) as {
  version: string;
  rules: typeof RULES;
  digests: ReturnType<typeof rulesDigest>;
};

it('raises the number of rules that make other rows than those of the last release', () => {
  const digests = rulesDigest(FIXTURES);
  for (const kind of ['reader', 'masks', 'grouping'] as const) {
    const isSame = digests[kind] === released.digests[kind];
    const words = `the ${kind} rules give other rows than those of ${released.version}: raise RULES.${kind} in src/session/rules-version.ts above ${released.rules[kind]}, or caches keep what the old ones have made`;
    expect(isSame || RULES[kind] > released.rules[kind], words).toBe(true);
  }
});

it('compares with the last release', () => {
  const log = readFileSync(join(repositoryRoot(), 'CHANGELOG.md'), 'utf8');
  const versions = [...log.matchAll(/^## (\d+\.\d+\.\d+)(.*)$/gm)];
  const last = versions.find(([, , rest]) => !/unreleased/i.test(rest ?? ''));
  expect(released.version, 'write test/fixtures/rules/released.json for the release').toBe(
    last?.[1],
  );
});
