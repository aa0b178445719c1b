import { fieldsOf } from './ask.ts';
import type { Banner } from './banner.ts';

/** What fails once can fail at every update: the server need not be told each time. */
const MAX_PER_PAGE = 3;
const MAX_MESSAGE_LENGTH = 500;
const MAX_STACK_LENGTH = 4_000;
const MAX_WAIT_MS = 10_000;

/** Only errors in our script are ours: WHM's own pages bring scripts, and a reader's browser others. */
const OWN_SCRIPT = 'transfer_monitor.js';

/** Reports errors of this script to the server, and shows the reader the id under which they were recorded. */
export class FaultReports {
  readonly #csrf: string;
  readonly #banner: Banner;
  #left = MAX_PER_PAGE;

  constructor(root: HTMLElement, banner: Banner) {
    this.#csrf = root.dataset.csrf ?? '';
    this.#banner = banner;
  }

  /** Listens for errors that nothing else has caught. */
  listen(): void {
    addEventListener('error', ({ error, filename }) => {
      if (filename.includes(OWN_SCRIPT)) void this.report(error);
    });
    addEventListener('unhandledrejection', ({ reason }) => {
      if (reason instanceof Error && reason.stack?.includes(OWN_SCRIPT)) void this.report(reason);
    });
  }

  /** Never rejects. */
  async report(error: unknown): Promise<void> {
    if (this.#left === 0) return;
    this.#left -= 1;
    this.#banner.failed(await this.#send(error));
  }

  /** @returns the fault's id; null where it could not be recorded */
  async #send(error: unknown): Promise<string | null> {
    const { name, message, stack } =
      error instanceof Error ? error : { name: typeof error, message: String(error), stack: '' };
    const form = new URLSearchParams({
      action: 'report-fault',
      csrf: this.#csrf,
      name: name.slice(0, MAX_MESSAGE_LENGTH),
      message: message.slice(0, MAX_MESSAGE_LENGTH),
      stack: (stack ?? '').slice(0, MAX_STACK_LENGTH),
      asked: location.search.slice(1, MAX_MESSAGE_LENGTH),
    });
    try {
      const response = await fetch('index.cgi?format=json', {
        method: 'POST',
        body: form,
        credentials: 'same-origin',
        redirect: 'manual',
        signal: AbortSignal.timeout(MAX_WAIT_MS),
      });
      const { id } = fieldsOf(response.ok ? await response.json() : null);
      return typeof id === 'string' ? id : null;
    } catch {
      // No connection, or no answer in time: the reader is told all the same.
      return null;
    }
  }
}
