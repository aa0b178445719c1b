import { readAccount } from '../app/account-attempts.ts';
import { warningsJson } from '../app/cache-limit.ts';
import { Problem } from '../app/problem.ts';
import { SCHEMA_VERSION } from '../views/contract.ts';
import { steerlessJson } from '../views/text.ts';
import { formatExact } from '../views/time.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command-context.ts';
import { plain, table } from './output.ts';

/** `account NAME [--json]`: by old name, new name or domain. @throws Problem where it was never seen */
export const account: Command = ({ openMonitor, output }, args) => {
  const given = readArguments(args, { words: ['NAME'], options: { json: false } });
  const name = given.words[0] ?? '';
  const monitor = openMonitor();
  const { attempts, results, similar } = readAccount(monitor, name);
  if (given.flags.has('json')) {
    const json = {
      schemaVersion: SCHEMA_VERSION,
      account: name,
      attempts,
      ...warningsJson(monitor),
    };
    output.write(`${steerlessJson(json)}\n`);
    return attempts.length === 0 ? 3 : 0;
  }
  if (attempts.length === 0) {
    throw new Problem('not-found', { code: 'no-account', account: name, similar });
  }
  output.write(
    table([
      ['SESSION', 'STATUS', 'NAME', 'STARTED', 'REASON'],
      ...attempts.map((attempt, index) => [
        attempt.sessionId,
        results[index] ?? attempt.status,
        plain(
          attempt.localName === null || attempt.localName === attempt.name
            ? attempt.name
            : `${attempt.name} → ${attempt.localName}`,
        ),
        attempt.startedAt === null ? '' : formatExact(attempt.startedAt),
        plain(attempt.failure ?? ''),
      ]),
    ]),
  );
  return 0;
};
