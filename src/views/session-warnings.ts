import type { Observation, SessionFacts } from '../session/facts.ts';
import type { OddityCount } from '../session/slice.ts';
import { isSameState } from '../session/state.ts';
import { type ProblemFacts, problemWords } from './problem-words.ts';

/** Problems in reading a session, one sentence each: what was not understood, and where sources disagree. */
export function sessionWarnings(
  facts: SessionFacts,
  observed: Observation,
  problems: readonly ProblemFacts[],
): string[] {
  const warnings = problems.map(problemWords);
  const said = observed.inIndex ? facts.seen.state : null;
  const logged = facts.header.state;
  if (said !== null && logged !== null && !isSameState(said, logged)) {
    warnings.push(
      `The server's index says that the session is ${said}; its log last says ${logged}.`,
    );
  }
  for (const oddity of facts.oddities) warnings.push(describeOddity(oddity));
  return warnings;
}

/** "3 lines of the master log are not JSON records, the first at byte 812: Use of uninitialized …" */
function describeOddity({ oddity, detail, sample, count, at }: OddityCount): string {
  const lines =
    count === 1 ? '1 line of the master log is' : `${count} lines of the master log are`;
  const first = count === 1 ? `at byte ${at}` : `the first at byte ${at}`;
  const shown = `${first}: ${clip(sample)}`;
  switch (oddity) {
    case 'text':
      return `${lines} not ${count === 1 ? 'a JSON record' : 'JSON records'}, ${shown}`;
    case 'broken':
      return detail === 'overlong'
        ? `${lines} too long to be read, ${first} (${sample})`
        : `${lines} cut or broken, ${shown}`;
    case 'type':
      return `${lines} of the unknown type “${detail}”, ${shown}`;
    case 'action':
      return `${lines} of the unknown action “${detail}”, ${shown}`;
    case 'incomplete':
      return `${lines} without a field that the action “${detail}” needs, ${shown}`;
    case 'long':
      return `${lines} shown with an overlong name or text cut short, ${first}`;
  }
}

const SHOWN_CHARACTERS = 120;

function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}
