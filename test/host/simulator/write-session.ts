import { join } from 'node:path';
import { IndexDatabase, SESSIONS_FOLDER } from './databases.ts';
import { SESSION_STATE } from './effect.ts';
import type { SessionPlan } from './plan.ts';
import { SessionFolder } from './session-folder.ts';
import { Simulation } from './simulation.ts';
import type { Truth } from './truth.ts';

export interface WrittenSession {
  id: string;
  /** The session's folder. */
  folder: string;
  /** What really happened, to compare a reader's answer with. */
  truth: Truth;
}

/** Where the sessions of a host root are. */
export function sessionsFolder(root: string): string {
  return join(root, SESSIONS_FOLDER);
}

/**
 * Writes a session at once, as the server would have left it by `plan.untilSeconds` (or when it ended). The same
 * plan gives the same bytes of every log. A session seen in the middle has a master that no longer lives.
 */
export function writeSession(root: string, plan: SessionPlan): WrittenSession {
  const index = new IndexDatabase(root);
  const simulation = new Simulation(plan);
  index.insert(plan, plan.pending ? 0 : simulation.masterPid, SESSION_STATE.PENDING);
  const folder = new SessionFolder(root, plan, index, true);
  const until = plan.pending ? -1 : (plan.untilSeconds ?? Number.POSITIVE_INFINITY);
  const effects = [];
  for (;;) {
    const at = simulation.nextAt();
    if (at === null || at > until) {
      break;
    }
    effects.push(...simulation.step());
    if (effects.length > 1000) {
      folder.apply(effects.splice(0));
    }
  }
  folder.apply(effects);
  const isOpen = simulation.state === 'RUNNING' || simulation.state === 'PAUSING';
  folder.close(isOpen);
  index.close();
  return { id: plan.id, folder: folder.path, truth: simulation.truth() };
}
