import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { runPage } from '../warm/run.ts';

const root = mkdtempSync(join(tmpdir(), 'page-suggest-'));
let id = '';
let name = '';
beforeAll(() => {
  ({ id } = writeScenario(root, 'failed'));
  const { body } = runPage(root, `session=${id}&format=json`);
  const session = JSON.parse(body) as { items: { name: string; type: string }[] };
  name = session.items.find(({ type }) => type === 'AccountRemoteRoot')?.name ?? '';
});
afterAll(() => removeFolder(root));

interface Suggestion {
  kind: string;
  text: string;
  href: string;
}

function suggest(text: string): Suggestion[] {
  const { status, body } = runPage(root, `suggest=${encodeURIComponent(text)}&format=json`);
  expect(status).toBe(200);
  return (JSON.parse(body) as { suggestions: Suggestion[] }).suggestions;
}

it('offers accounts by a part of their name, the one that begins so first', () => {
  const [first] = suggest(name.toUpperCase());
  expect(first).toMatchObject({ text: name, href: `index.cgi?account=${name}` });
  expect(suggest(name.slice(2)).map(({ text }) => text)).toContain(name);
});

it('offers sessions by their id and their source, and causes by their words', () => {
  expect(suggest(id).map(({ kind, href }) => [kind, href])).toEqual([
    ['session', `index.cgi?session=${id}`],
  ]);
  const { body } = runPage(root, `session=${id}&format=json`);
  const { issues } = JSON.parse(body) as { issues: { template: string }[] };
  const words = issues[0]?.template.split('‹')[0]?.trim() ?? '';
  const causes = suggest(words).filter(({ kind }) => kind === 'cause');
  expect(causes.length).toBeGreaterThan(0);
  expect(causes[0]?.href).toContain(`session=${id}&tab=issues&issue=`);
});

it('offers few, takes signs for themselves, and has no page', () => {
  expect(suggest('a').length).toBeLessThanOrEqual(16);
  expect(suggest('%%')).toEqual([]);
  expect(suggest('no such words')).toEqual([]);
  expect(runPage(root, 'suggest=a').status).toBe(400);
});

it('shows the same without a script, where no account has the name', () => {
  const { status, body } = runPage(root, `account=${encodeURIComponent(id)}`);
  expect(status).toBe(200);
  expect(body.replaceAll('&#x3D;', '=')).toContain(`index.cgi?session=${id}`);
});
