import { requireDurableCache } from '../../app/cache-limit.ts';
import { Problem } from '../../app/problem.ts';
import { touchFollowUps } from '../../app/source-stamps.ts';
import { runningVerification } from '../../app/verify/kept-verification.ts';
import { findSource } from '../../app/verify/sources.ts';
import { isSessionId } from '../../session/header.ts';
import { saveVerifyRun } from '../../store/verification-store.ts';
import { startProcess } from '../../system/start-process.ts';
import { pageHref } from '../../views/link.ts';
import { observe, type ProcessContext, type RequestContext, withContext } from '../context.ts';
import type { PageRequest } from '../http/request.ts';
import { type PageAnswer, seeOther } from '../http/response.ts';
import { findTool } from '../start-maintenance.ts';

/**
 * Starts a verification of what a session, or all sessions of a source, have moved: in the background, since it can
 * take minutes. The page that the form was in shows its progress.
 *
 * @throws Problem where one is already running, or none can be started
 */
export function startVerification(
  process: ProcessContext,
  request: PageRequest,
): Promise<PageAnswer> {
  const id = request.form.get('session') ?? '';
  const host = request.form.get('source') ?? '';
  if (id === '' && host === '') {
    throw new Problem('malformed', { code: 'form-without-subject' });
  }
  if (id !== '' && !isSessionId(id)) {
    throw new Problem('malformed', { code: 'form-without-session' });
  }
  return withContext(process, request, async (context) => {
    if (id === '') {
      const { group, snapshots } = findSource(context.monitor, host, context.hasTimeLeft);
      const sids = snapshots.map(({ synced }) => synced.session.sid);
      await begin(context, sids, '', ['--source', group.name]);
      return seeOther(pageHref({ source: host }));
    }
    const { synced } = observe(context, id);
    await begin(context, [synced.session.sid], id, [id]);
    return seeOther(pageHref({ session: id, tab: 'verify' }));
  });
}

async function begin(
  { monitor, childEnv }: RequestContext,
  sids: readonly number[],
  about: string,
  args: readonly string[],
): Promise<void> {
  requireDurableCache(monitor, about);
  if (sids.some((sid) => runningVerification(monitor, sid) !== null)) {
    throw new Problem('conflict', { code: 'verifying-already' });
  }
  const { root, now } = monitor;
  const tool = findTool(root);
  if (tool === undefined) throw new Problem('fault', { code: 'no-command' });
  const words = ['-n', '10', 'timeout', '7200', tool, 'verify', ...args, '--quiet'];
  const started = await startProcess('nice', words, {
    cwd: '/',
    env: { ...childEnv, WHM_TRANSFERS_ROOT: root },
    // The server waits until the page's output is closed.
    stdio: 'ignore',
    detached: true,
  });
  if (started.child === null) {
    throw new Problem('fault', { code: 'command-not-started', reason: started.reason });
  }
  started.child.unref();
  const run = { startedAt: now, pid: null, done: 0, total: 0, failure: null };
  for (const sid of sids) saveVerifyRun(monitor.db, sid, run);
  touchFollowUps(root);
}
