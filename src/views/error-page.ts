import { pageHref } from './link.ts';

/** HTTP statuses of the contract's refusals, and 500 for a fault of our own. */
export type ErrorStatus = 400 | 403 | 404 | 405 | 409 | 500 | 502 | 503;

/** `message` says what was wrong in this case, in our words or the server's; `back` leads to where the reader came from. */
export interface ErrorPageInput {
  status: ErrorStatus;
  message: string;
  /** Where a fault of our own was written down, in words. */
  fault?: string;
  sessionId?: string;
  retryAfterSeconds?: number;
  /** What is known beyond the status; for 502, how far a request to the server's API came (without it: the server refused). */
  outcome?: keyof typeof OUTCOMES;
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

const KINDS: Record<ErrorStatus, { title: string; advice: string }> = {
  400: {
    title: 'This address cannot be read',
    advice: 'A part of the address is malformed. Check it, or start from the list of sessions.',
  },
  403: {
    title: 'Not allowed',
    advice:
      'Transfer Monitor is for root and for resellers with all privileges. If a form was refused, reload its page and send it again: its proof of origin may have aged.',
  },
  404: {
    title: 'Not found',
    advice:
      'The server deletes sessions 30 days after their start. If this one was never seen by Transfer Monitor before that, nothing is left of it.',
  },
  405: {
    title: 'This cannot be done this way',
    advice:
      'Pages are read with GET; pause, resume and abort are sent by the buttons of a session’s page.',
  },
  409: {
    title: 'The session is not in a state for that',
    advice: 'Its state has changed since the page was shown. Look at the session as it is now.',
  },
  500: {
    title: 'Transfer Monitor has a fault',
    advice:
      'Nothing on the server was changed. “whm-transfers doctor” on the command line checks the installation and says how to mend it.',
  },
  502: {
    title: 'The server refused',
    advice: 'These are the server’s own words. The session’s page shows its state as it is now.',
  },
  503: {
    title: 'Busy at the moment',
    advice: 'Nothing is lost; try again shortly.',
  },
};

const OUTCOMES = {
  refused: KINDS[502],
  'not-asked': {
    title: 'The server’s API could not be asked',
    advice:
      'Nothing was changed. Try again; where it stays so, “whm-transfers doctor” on the command line says what is wrong.',
  },
  uncertain: {
    title: 'The server gave no clear answer',
    advice:
      'It may have done what was asked all the same. Look at the state of the session before you ask again.',
  },
  'bad-form': {
    title: 'This form cannot be read',
    advice: 'Nothing was done. Go back, load the page again and send its form again.',
  },
  'no-receivers': {
    title: 'There is nobody to tell',
    advice:
      'Nothing was sent. Name mail addresses or webhooks under “Settings” and save them, then send the test again.',
  },
  'test-failed': {
    title: 'The test message did not reach everybody',
    advice: 'Check the receivers under “Settings”, then send the test again.',
  },
};

/** What is missing in a session that is there was not deleted with it. */
function adviceFor({ status, outcome, sessionId }: ErrorPageInput, usual: string): string {
  const isInSession = status === 404 && outcome === undefined && sessionId !== undefined;
  return isInSession ? 'The session’s page lists its accounts and its logs.' : usual;
}

/** A refusal as a page: what happened, why, and what to do. */
export function buildErrorPage(input: ErrorPageInput): ErrorPage {
  const kind = input.outcome === undefined ? KINDS[input.status] : OUTCOMES[input.outcome];
  const wait =
    input.retryAfterSeconds === undefined ? '' : ` Wait about ${input.retryAfterSeconds} s.`;
  return {
    view: 'error',
    title: kind.title,
    query: '',
    status: input.status,
    message: input.message,
    advice: `${adviceFor(input, kind.advice)}${wait}`,
    fault: input.fault ?? '',
    links: [
      ...(input.sessionId === undefined
        ? []
        : [{ label: 'Back to the session', href: pageHref({ session: input.sessionId }) }]),
      ...(input.outcome === 'no-receivers' || input.outcome === 'test-failed'
        ? [{ label: 'Settings', href: pageHref({ view: 'settings' }) }]
        : []),
      { label: 'All sessions', href: pageHref({}) },
    ],
  };
}
