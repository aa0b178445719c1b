import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { testsLeftOut } from '../scripts/programs.mjs';

/** Says in one line how many tests passed, failed and were skipped, and names those that were skipped. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') counts[state] += 1;
        else {
          counts.skipped += 1;
          console.log(`skipped: ${module.relativeModuleId} > ${test.fullName}`);
        }
      }
    }
    for (const { file, name } of filesLeftOut()) {
      counts.skipped += 1;
      console.log(`skipped: ${file} (all of it: ${name} is missing)`);
    }
    const { passed, failed, skipped } = counts;
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
}

/** Test files that the configuration leaves out, because a program is missing. */
function filesLeftOut(): { file: string; name: string }[] {
  const reasons = testsLeftOut();
  if (reasons.length === 0) return [];
  return readdirSync('test', { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const file = join('test', path);
    const reason = reasons.find(({ tests }) => file.startsWith(tests));
    return reason && file.endsWith('.test.ts') ? [{ file, name: reason.package }] : [];
  });
}
