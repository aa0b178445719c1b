import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';

const folder = (): string => join(repositoryRoot(), 'test/fixtures/api');

/** The `data` of the reference's own example of a function, with made-up names. */
export function readApiFixture(name: string): Record<string, unknown> {
  return read(`${name}.json`);
}

/** The other shape of a function's `data` in the guide; null where there is none. */
export function readApiVariant(name: string): Record<string, unknown> | null {
  const files = existsSync(join(folder(), 'variants'))
    ? readdirSync(join(folder(), 'variants'))
    : [];
  const file = files.sort().find((each) => each.startsWith(`${name}.`));
  return file === undefined ? null : read(`variants/${file}`);
}

function read(path: string): Record<string, unknown> {
  const answer = JSON.parse(readFileSync(join(folder(), path), 'utf8')) as {
    data?: Record<string, unknown>;
  };
  return answer.data ?? {};
}
