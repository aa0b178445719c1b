import { pageHref } from './link.ts';
import { type ProblemFacts, problemWords } from './problem-words.ts';

/** HTTP statuses of the contract's refusals, and 500 for our own faults. */
export type ErrorStatus = 400 | 403 | 404 | 405 | 409 | 500 | 502 | 503;

export interface ErrorPageInput {
  status: ErrorStatus;
  problem: ProblemFacts;
  /** Where our own fault was recorded, in words. */
  fault?: string;
  sessionId?: string;
  retryAfterSeconds?: number;
  /** It was a form of the page that could not be read, not an address. */
  isBadForm?: boolean;
}

export interface ErrorPage {
  view: 'error';
  title: string;
  query: string;
  status: ErrorStatus;
  message: string;
  advice: string;
  /** Empty where there is none. */
  fault: string;
  links: { label: string; href: string }[];
}

interface Kind {
  title: string;
  advice: string;
}

const KINDS: Record<ErrorStatus, Kind> = {
  400: {
    title: 'This address cannot be read',
    advice: 'Part of the address is malformed. Check it, or start from the list of sessions.',
  },
  403: {
    title: 'Not allowed',
    advice:
      'Log in to WHM as root, or as a reseller with all privileges. If you sent a form, its page may have expired: reload the page and send the form again.',
  },
  404: {
    title: 'Not found',
    advice:
      'Compare the id with the list of sessions. WHM deletes a session 30 days after its start; one that Transfer Monitor has seen before that stays in the list.',
  },
  405: {
    title: 'This cannot be done this way',
    advice:
      'Pages are read with GET; pause, resume and abort are sent by the buttons on a session’s page.',
  },
  409: {
    title: 'This can’t be done now',
    advice: 'Its state has changed since the page was shown. Look at the session as it is now.',
  },
  500: {
    title: 'Internal error',
    advice:
      'Nothing on the server was changed. “whm-transfers doctor” on the command line checks the installation and says how to fix it.',
  },
  502: {
    title: 'The server refused',
    advice: 'These are the server’s own words. The session’s page shows its state as it is now.',
  },
  503: {
    title: 'Busy at the moment',
    advice: 'Nothing is lost. Try again in a moment.',
  },
};

const BAD_FORM: Kind = {
  title: 'This form cannot be read',
  advice: 'Nothing was done. Go back, load the page again, and send the form again.',
};

/** Problems that need a title and advice of their own: their status says less than is known. */
const OWN_KINDS: { readonly [Code in ProblemFacts['code']]?: Kind } = {
  'server-not-asked': {
    title: 'The server’s API did not answer',
    advice:
      'Nothing was changed. Try again; if it keeps failing, “whm-transfers doctor” on the command line says what is wrong.',
  },
  'server-unclear': {
    title: 'The server gave no clear answer',
    advice:
      'It may still have done what was asked. Look at the state of the session before you ask again.',
  },
  'nobody-to-tell': {
    title: 'No recipients are set up',
    advice:
      'Nothing was sent. Enter mail addresses or webhooks under “Settings” and save them, then send the test again.',
  },
  'test-failed': {
    title: 'The test message did not reach every recipient',
    advice: 'Check the recipients under “Settings”, then send the test again.',
  },
};

/** The session exists; what the address names within it does not. */
const NOT_IN_SESSION =
  'The session exists, but this is not part of it. Look for it among its accounts or its logs, or find the account in all sessions with the field above.';

/** A refusal as a page: what happened, why, and what to do. */
export function buildErrorPage(input: ErrorPageInput): ErrorPage {
  const own = input.isBadForm ? BAD_FORM : OWN_KINDS[input.problem.code];
  const kind = own ?? KINDS[input.status];
  const isInSession = input.status === 404 && input.sessionId !== undefined;
  const advice = isInSession ? NOT_IN_SESSION : kind.advice;
  const wait =
    input.retryAfterSeconds === undefined ? '' : ` Wait about ${input.retryAfterSeconds} s.`;
  return {
    view: 'error',
    title: kind.title,
    query: '',
    status: input.status,
    message: problemWords(input.problem),
    advice: `${advice}${wait}`,
    fault: input.fault ?? '',
    links: linksOf(input),
  };
}

/** Where the reader can go from here; not to a page that would refuse them as well. */
function linksOf({ status, sessionId }: ErrorPageInput): ErrorPage['links'] {
  const session = sessionId === undefined ? {} : { session: sessionId };
  const ofSession =
    sessionId === undefined
      ? []
      : [
          { label: 'Back to the session', href: pageHref(session) },
          ...(status === 404
            ? [
                {
                  label: 'Accounts of the session',
                  href: pageHref({ ...session, tab: 'accounts' }),
                },
                { label: 'Logs of the session', href: pageHref({ ...session, tab: 'logs' }) },
              ]
            : []),
        ];
  return status === 403 ? ofSession : [...ofSession, { label: 'All sessions', href: pageHref({}) }];
}
