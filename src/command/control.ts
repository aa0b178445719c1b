import { checkAction } from '../app/control-session.ts';
import { Problem } from '../app/problem.ts';
import { SESSION_ACTIONS } from '../session/state.ts';
import { controlSession } from '../whm/session-calls.ts';
import { readArguments } from './arguments.ts';
import { type Command, commandApi, findSnapshot } from './command-context.ts';
import { plain } from './output.ts';

/** `control SESSION pause|abort|resume`: asks the server, and prints its answer. */
export const control: Command = async (context, args) => {
  const { openMonitor, output } = context;
  const { words } = readArguments(args, { words: ['SESSION', 'pause|abort|resume'], options: {} });
  const [id = '', name] = words;
  const action = SESSION_ACTIONS.find((candidate) => candidate === name);
  if (action === undefined) {
    const facts = { code: 'unknown-action', name: name ?? '', actions: SESSION_ACTIONS } as const;
    throw new Problem('malformed', facts);
  }
  const monitor = openMonitor();
  const { synced, status } = findSnapshot(monitor, id);
  checkAction({ id, state: status.state, archived: synced.session.archived }, action);
  const result = await controlSession(commandApi(context, monitor), id, action);
  if (!result.ok) throw new Problem('refused', { code: 'server-refused', reason: result.reason });
  output.say(`Asked the server to ${action} ${id}. The server says: ${plain(result.words)}`);
  return 0;
};
