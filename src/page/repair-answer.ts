import { PACKAGE_FOLDER } from '../system/paths.ts';
import type { PageAnswer } from './http/response.ts';

/** The command that repairs an installation. */
export const REPAIR = `sh ${PACKAGE_FOLDER}/install.sh`;
const RETRY_AFTER_SECONDS = '60';

/**
 * The answer where the program beside `index.cgi` is missing or damaged: none of it can be used to say so. The shell
 * line of `index.cgi` says the same where Node is gone (scripts/build.mjs).
 *
 * @param asData true where JSON or another form of data was requested
 * @param fault its id in the fault log; null where it is in none
 */
export function repairAnswer(asData: boolean, fault: string | null): PageAnswer {
  const what = 'Transfer Monitor needs to be repaired';
  const why =
    'A part of it is missing or damaged, perhaps by an upgrade that was cut short. On the server, as root, run:';
  const error = {
    code: 'fault',
    message: `${what}. ${why} ${REPAIR}`,
    ...(fault === null ? {} : { id: fault }),
  };
  const note = fault === null ? '' : `<p>Fault ${fault} in the fault log.</p>`;
  return {
    status: 503,
    headers: {
      'Content-Type': `${asData ? 'application/json' : 'text/html'}; charset=utf-8`,
      'Retry-After': RETRY_AFTER_SECONDS,
    },
    body: asData
      ? `${JSON.stringify({ error })}\n`
      : `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Transfer Monitor</title></head><body><h1>${what}</h1><p>${why}</p><pre>${REPAIR}</pre>${note}</body></html>\n`,
  };
}
