import { existsSync } from 'node:fs';
import { noteDamage } from '../app/cache-damage.ts';
import { readInstallation } from '../app/installation.ts';
import { Problem } from '../app/problem.ts';
import { checkDatabase } from '../store/database-check.ts';
import { findDriver } from '../store/driver-choice.ts';
import { CACHE_SCHEMA } from '../store/schema.ts';
import { hostPath } from '../system/environment.ts';
import { errorMessage } from '../system/errno.ts';
import { recordBug } from '../system/fault-context.ts';
import { DATA_FOLDER, OWN_FILES } from '../system/paths.ts';
import { countNoun } from '../views/size.ts';
import { readSessionIndex } from '../whm/session-index.ts';
import type { CommandContext } from './command-context.ts';
import { examineFaults } from './fault.ts';
import { bad, type Finding, ok, warn } from './finding.ts';
import { judgeInstallation } from './judge-installation.ts';
import { paint, plain } from './output.ts';

const INDEX = '/var/cpanel/transfer_sessions/whmxfer.sqlite';
const CACHE = `${DATA_FOLDER}/${OWN_FILES.cache}`;

const BUSY_MS = 5000;

/** A further check, from a part of the program that `doctor` itself need not know: archive, messages. */
export type Examination = (context: CommandContext) => Promise<Finding[]> | Finding[];

/**
 * Checks the whole installation and changes nothing; a damaged cache is noted for the next `ingest`.
 *
 * @param version of the program that asks
 * @param more further checks; one that throws becomes a finding itself
 */
export async function runDoctor(
  context: CommandContext,
  version: string,
  more: readonly Examination[] = [],
): Promise<Finding[]> {
  const facts = readInstallation(context.root, context.childEnv);
  const findings = judgeInstallation(facts, version);
  findings.push(...examine('fault log', () => examineFaults(context)));
  // An unsuitable native file could crash this process: only a driver that a child has survived is loaded.
  if (facts.sqlite.chosen === null || facts.sqlite.trouble !== null) return findings;
  findings.push(...examine('cache', () => examineCache(context)));
  findings.push(...examine('index', () => examineIndex(context)));
  for (const examination of more) {
    try {
      findings.push(...(await examination(context)));
    } catch (error) {
      findings.push(failed('examination', error));
    }
  }
  return findings;
}

/** `whm-transfers doctor`: prints the findings; exit code 1 if one of them is an error. */
export async function doctor(
  context: CommandContext,
  version: string,
  more: readonly Examination[] = [],
): Promise<number> {
  if (process.getuid?.() !== 0 && context.root === '/') {
    throw new Problem('forbidden', { code: 'doctor-for-root' });
  }
  const findings = await runDoctor(context, version, more);
  const { output } = context;
  for (const { level, words, fix, details = [] } of findings) {
    const colour = { ok: 'green', warn: 'yellow', bad: 'red' } as const;
    output.write(`${paint(output, colour[level], level.padEnd(4))}  ${plain(words)}\n`);
    for (const line of details) output.write(`      ${plain(line)}\n`);
    if (fix !== null) output.write(`      → ${plain(fix)}\n`);
  }
  const badOnes = findings.filter(({ level }) => level === 'bad').length;
  const warnings = findings.filter(({ level }) => level === 'warn').length;
  output.write(
    badOnes + warnings === 0
      ? '\nAll is well.\n'
      : `\n${countNoun(findings.length, 'check')}: ${countNoun(badOnes, 'error')}, ${countNoun(warnings, 'warning')}.\n`,
  );
  return badOnes > 0 ? 1 : 0;
}

/** Opened directly, because the program itself would go on without a damaged cache. */
function examineCache({ root }: CommandContext): Finding[] {
  if (!existsSync(hostPath(root, CACHE))) {
    return [ok('cache', 'The cache is empty; opening the page fills it.')];
  }
  const word = checkDatabase(findDriver(root), hostPath(root, CACHE), BUSY_MS, CACHE_SCHEMA);
  if (word === 'ok') return [ok('cache', 'The cache is readable and intact.')];
  noteDamage(root);
  return [
    bad(
      'cache',
      `The cache is damaged: ${word}`,
      'Run: whm-transfers ingest. It moves the file aside, starts a new one, and keeps what can be read of older history.',
    ),
  ];
}

function examineIndex({ root }: CommandContext): Finding[] {
  const result = readSessionIndex(findDriver(root), hostPath(root, INDEX), null);
  if (result.ok) {
    return [
      ok('index', `The server's index lists ${countNoun(result.value.size, 'transfer session')}.`),
    ];
  }
  return result.trouble === null
    ? [ok('index', 'The server has no index of transfer sessions yet.')]
    : [
        warn(
          'index',
          `The server's index of sessions cannot be read: ${result.trouble}`,
          'Until then, only the logs are used. Try again when no transfer is being started.',
        ),
      ];
}

function examine(id: string, look: () => Finding[]): Finding[] {
  try {
    return look();
  } catch (error) {
    return [failed(id, error)];
  }
}

function failed(id: string, error: unknown): Finding {
  recordBug(error);
  const words = errorMessage(error);
  return bad(
    id,
    `Checking the ${id} failed: ${words}`,
    'Run: whm-transfers ingest, and read its output.',
  );
}
