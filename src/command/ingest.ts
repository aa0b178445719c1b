import { refreshSessions } from '../monitor/refresh.ts';
import { countNoun } from '../views/size.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './context.ts';
import { findObserved } from './find-session.ts';
import { plain } from './output.ts';

/** `ingest [SESSION]`: brings the cache up to date with the server's logs. */
export const ingest: Command = ({ openMonitor, output }, args) => {
  const given = readArguments(args, { words: { least: 0, most: 1 }, options: {} });
  const [id] = given.words;
  const monitor = openMonitor();
  if (id !== undefined) {
    const { refreshed } = findObserved(monitor, id);
    for (const trouble of refreshed.troubles) output.say(plain(trouble));
    output.say(`${id} is up to date.`);
    return 0;
  }
  const { sessions, troubles } = refreshSessions(monitor);
  for (const trouble of troubles) output.say(plain(trouble));
  for (const session of sessions) {
    for (const trouble of session.troubles) output.say(`${session.session.id}: ${plain(trouble)}`);
  }
  output.say(`${countNoun(sessions.length, 'session')} up to date.`);
  return 0;
};
